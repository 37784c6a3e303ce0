-- one row per line of the transactions file that is set aside, in the file's order; `row` counts
-- the lines that the reader could split
create or replace temp view transaction_rejects as
with numbered as (
    select
        row_number() over () as "row",
        *,
    from checked_transactions
),

judged as (
    select
        "row",
        t_dat_text,
        customer_id,
        article_id,
        price_text,
        case
            when reason is not null
                then reason
            when article_id in (select article_id from unknown_articles)
                then 'unknown_article'
        end as reason,
    from numbered
)

select
    "row",
    case
        when reason in ('unreadable_date', 'date_out_of_range')
            then 't_dat'
        when reason like '%_customer_id'
            then 'customer_id'
        when reason in ('unreadable_price', 'negative_price')
            then 'price'
        else 'article_id'
    end as "column",
    reason,
    case "column"
        when 't_dat'
            then t_dat_text
        when 'customer_id'
            then customer_id
        when 'price'
            then price_text
        else article_id
    end as raw,
from judged
where reason is not null
