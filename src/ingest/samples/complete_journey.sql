-- one row per order line of the published table, in the Kaggle H&M names
-- parameter $source: the published Parquet file
create or replace table journey_lines as
with published as (
    select
        household_id,
        basket_id,
        product_id,
        quantity,
        sales_value,
        transaction_timestamp,
    from read_parquet($source)
)

select
    transaction_timestamp as t_dat,
    cast(household_id as varchar) as customer_id,
    cast(product_id as varchar) as article_id,
    sales_value / greatest(quantity, 1) as price,
    cast(quantity as integer) as quantity,
    cast(basket_id as varchar) as invoice_no,
from published
order by t_dat, invoice_no, article_id, quantity, price
