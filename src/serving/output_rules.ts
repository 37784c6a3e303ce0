/**
 * The rules that the two output tables keep, as queries that count what breaks them.
 *
 * @module
 */
import { type Database, parquetFile } from "../ingest/database.ts";

/** Each rule: what would be wrong, and a query counting it over views `r` and `p`. */
const RULES: readonly (readonly [string, string])[] = [
  [
    "duplicate (customer, rank)",
    "select count(*) from (select 1 from r group by customer_id, rank having count(*) > 1)",
  ],
  [
    "duplicate (customer, article)",
    "select count(*) from (select 1 from r group by customer_id, article_id having count(*) > 1)",
  ],
  [
    "NULLs in recommendations",
    "select count(*) from r where customer_id is null or rank is null or article_id is null " +
    "or score is null or purchase_probability is null",
  ],
  [
    "gaps in the ranks",
    "select count(*) from (select 1 from r group by customer_id " +
    "having max(rank) <> count(*) or min(rank) <> 1)",
  ],
  [
    "probabilities outside [0, 1]",
    "select count(*) from r where not (purchase_probability between 0 and 1)",
  ],
  [
    "probabilities rising with rank",
    "select count(*) from (select purchase_probability as this, lag(purchase_probability) over " +
    "(partition by customer_id order by rank) as before from r) where this > before",
  ],
  [
    "scores rising with rank",
    "select count(*) from (select score as this, lag(score) over " +
    "(partition by customer_id order by rank) as before from r) where this > before",
  ],
  [
    "customers in one table only",
    "select count(*) from (select distinct customer_id from r) a full join p using (customer_id) " +
    "where a.customer_id is null or p.customer_id is null",
  ],
  [
    "customers twice in the plan",
    "select count(*) from (select 1 from p group by customer_id having count(*) > 1)",
  ],
  [
    "bad propensities",
    "select count(*) from p where purchase_propensity is null " +
    "or not (purchase_propensity between 0 and 1)",
  ],
  [
    "bad days",
    "select count(*) from p where send_day_of_week is null or not (send_day_of_week between 1 and 7)",
  ],
  [
    "bad bases",
    "select count(*) from p where send_time_basis is null " +
    "or send_time_basis not in ('personal', 'segment', 'global')",
  ],
  [
    "day probabilities that do not add up to 1",
    "select count(*) from p where day_probability is null or len(day_probability) <> 7 " +
    "or abs(list_sum(day_probability) - 1) > 1e-6",
  ],
];

const WITH_HOURS: readonly (readonly [string, string])[] = [
  [
    "bad hours",
    "select count(*) from p where send_hour is null or not (send_hour between 0 and 23)",
  ],
  [
    "hour probabilities that do not add up to 1",
    "select count(*) from p where hour_probability is null or len(hour_probability) <> 24 " +
    "or abs(list_sum(hour_probability) - 1) > 1e-6",
  ],
];

const WITHOUT_HOURS: readonly (readonly [string, string])[] = [
  [
    "hours invented for a source with dates only",
    "select count(*) from p where send_hour is not null or hour_probability is not null",
  ],
];

/**
 * What breaks the rules in the Parquet tables of a folder, in words; empty when every rule holds.
 *
 * @param hours Whether the source has times of day.
 */
export async function outputViolations(
  db: Database,
  folder: string,
  hours: boolean,
): Promise<string[]> {
  for (const [view, table] of [["r", "recommendations"], ["p", "push_plan"]]) {
    await db.run(
      `create or replace temp view ${view} as
       from ${parquetFile(`${folder}/${table}.parquet`)}`,
    );
  }
  const found: string[] = [];
  for (const [what, query] of [...RULES, ...(hours ? WITH_HOURS : WITHOUT_HOURS)]) {
    const n = Number(await db.value(query));
    if (n > 0) found.push(`${n} ${what}`);
  }
  return found;
}
