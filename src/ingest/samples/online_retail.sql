-- one row per order line that the sample keeps, in the Kaggle H&M names
-- parameter $source: the published Parquet file
create or replace table sample_lines as
with published as (
    select
        InvoiceNo as invoice_no,
        trim(StockCode) as article_id,
        Description as description,
        Quantity as quantity,
        InvoiceDate as t_dat,
        UnitPrice as price,
        CustomerID as customer_number,
        Country as country,
    from read_parquet($source)
),

kept as (
    select
        t_dat,
        cast(cast(customer_number as bigint) as varchar) as customer_id,
        article_id,
        price,
        cast(quantity as integer) as quantity,
        cast(invoice_no as integer) as invoice_no,
        regexp_replace(trim(description), '\s+', ' ', 'g') as description,
        country,
    from published
    where quantity > 0
        and invoice_no not like 'C%'
        and customer_number is not null
        and regexp_matches(article_id, '^[0-9]{5}')
)

select *
from kept
order by t_dat, invoice_no, article_id, quantity, price, description
