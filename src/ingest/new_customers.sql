-- one row per customer whom only the transactions know, numbered after those of the customers file
-- by first purchase, then id
create or replace table new_customers as
with bought as (
    select
        staged.new_customer_id as customer_id,
        cast(min(staged.t) as date) as known_from,
    from staged_transactions as staged
    left join article_aliases as aliases on staged.new_article_id = aliases.article_id
    where staged.reason is null
        and staged.new_customer_id is not null
        and (staged.article is not null or aliases.article is not null)
    group by staged.new_customer_id
)

select
    customer_id,
    cast((select count(*) from customers)
        + row_number() over (order by known_from, customer_id) - 1 as uinteger) as customer,
    known_from,
from bought
