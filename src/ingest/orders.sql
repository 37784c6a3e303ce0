-- one row per order line that is kept, sorted by customer, time and article; `minute` is NULL where
-- the time is unknown: midnight is what a date without a time becomes
create or replace temp view orders as
select
    coalesce(staged.customer, new_customers.customer) as customer,
    coalesce(staged.article, article_aliases.article) as article,
    cast(staged.t as date) as day,
    cast(nullif(60 * hour(staged.t) + minute(staged.t), 0) as smallint) as minute,
    staged.price,
    coalesce(channels.code, 0)::utinyint as channel,
    staged.units,
from staged_transactions as staged
left join new_customers on staged.new_customer_id = new_customers.customer_id
left join article_aliases on staged.new_article_id = article_aliases.article_id
left join channels on staged.channel = channels.channel
where staged.reason is null
    and (staged.article is not null or article_aliases.article is not null)
order by customer, day, minute nulls first, article, price, channel, coalesce(units, 1)
