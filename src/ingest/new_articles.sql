-- one row per article of a shop without an articles file, numbered by first sale, then id
create or replace table article_aliases as
with sold as (
    select
        new_article_id as article_id,
        cast(min(t) as date) as known_from,
    from staged_transactions
    where reason is null
    group by new_article_id
)

select
    article_id,
    cast(row_number() over (order by known_from, article_id) - 1 as uinteger) as article,
    known_from,
from sold
