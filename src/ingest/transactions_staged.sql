-- one row per line of the transactions file: codes where the master tables know the ids, the ids
-- themselves where they do not
create or replace table staged_transactions as
select
    checked.t,
    customers.customer,
    case when customers.customer is null then checked.customer_id end as new_customer_id,
    articles.article,
    case when articles.article is null then checked.article_id end as new_article_id,
    coalesce(checked.price, 'nan'::float) as price,
    checked.channel,
    case when checked.quantity::float between 1e-6 and 1e9 then checked.quantity end as units,
    checked.reason,
from checked_transactions as checked
left join customers on checked.customer_id = customers.customer_id
left join articles on checked.article_id = articles.article_id
