-- one row per article id of the transactions that the articles file has under another number of
-- leading zeros; ids that could be several articles are left out
create or replace table article_aliases as
with master_ids as (
    select
        article,
        coalesce(nullif(ltrim(article_id, '0'), ''), '0') as plain_id,
    from articles
),

unambiguous as (
    select
        plain_id,
        min(article) as article,
    from master_ids
    group by plain_id
    having count(*) = 1
),

unmatched as (
    select distinct
        new_article_id as article_id,
    from staged_transactions
    where reason is null and new_article_id is not null
)

select
    unmatched.article_id,
    unambiguous.article,
from unmatched
inner join unambiguous
    on coalesce(nullif(ltrim(unmatched.article_id, '0'), ''), '0') = unambiguous.plain_id
