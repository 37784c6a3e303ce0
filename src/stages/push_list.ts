/**
 * Whom to push when only `--budget` messages may be sent: the push plan's customers with the highest
 * propensities, best first, as a table of its own. The plan keeps a row for everybody.
 *
 * @module
 */
import { appendTable } from "../ingest/append.ts";
import { openDatabase, parquetFile, sqlText } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { selectBudget } from "../propensity/budget.ts";
import { writeAtomically } from "../workspace.ts";
import type { Run } from "./run.ts";
import { OUTPUT_FOLDER } from "./tables.ts";

/** The table, relative to the workspace. */
export const PUSH_LIST_FILE = `${OUTPUT_FOLDER}/push_list.parquet`;

/** What a budget comes to. */
export interface PushSummary {
  /** Messages that may be sent. */
  readonly budget: number;
  /** Customers chosen: fewer than the budget in a shop of fewer customers. */
  readonly customers: number;
  /** How many of them are expected to buy within the horizon. */
  readonly expectedBuyers: number;
  /** Their share of all expected buyers. */
  readonly shareOfBuyers: number;
  /** Path of the table, relative to the workspace. */
  readonly table: string;
}

/**
 * Writes the table: `push_rank` from 1, and the plan's columns of the customers chosen. Equal
 * propensities go to the customer who comes first in the plan.
 *
 * @param propensity P(buys anything within the horizon) per customer code, as in the plan.
 */
export async function writePushList(
  run: Pick<Run, "workspace">,
  propensity: Float64Array,
  budget: number,
): Promise<PushSummary> {
  const chosen = selectBudget(propensity, budget);
  const rank = Int32Array.from(chosen, (_, i) => i + 1);
  using db = await openDatabase({ threads: 1 });
  await appendTable(db, "chosen", [
    { name: "customer", values: chosen },
    { name: "push_rank", values: rank },
  ], chosen.length);
  const plan = run.workspace.path(OUTPUT_FOLDER, "push_plan.parquet");
  const { customers } = storePaths(run.workspace);
  await writeAtomically(run.workspace.path(PUSH_LIST_FILE), async (path) => {
    await db.run(
      `copy (
        select h.push_rank, p.*
        from chosen h
        join ${parquetFile(customers)} c using (customer)
        join ${parquetFile(plan)} p using (customer_id)
        order by h.push_rank
      ) to ${sqlText(path)} (format parquet, compression zstd)`,
    );
  });
  const expected = chosen.reduce((sum, c) => sum + propensity[c]!, 0);
  const all = propensity.reduce((sum, p) => sum + p, 0);
  return {
    budget,
    customers: chosen.length,
    expectedBuyers: expected,
    shareOfBuyers: all > 0 ? expected / all : 0,
    table: PUSH_LIST_FILE,
  };
}

/**
 * A customer's place among all by propensity, from 1: within a budget if it is not above it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pushRank } from "./push_list.ts";
 *
 * assert.deepEqual([0, 1, 2].map((code) => pushRank([0.1, 0.4, 0.4], code)), [3, 1, 2]);
 * ```
 */
export function pushRank(propensity: ArrayLike<number>, code: number): number {
  const own = propensity[code]!;
  let ahead = 0;
  for (let c = 0; c < propensity.length; c++) {
    if (propensity[c]! > own || (propensity[c] === own && c < code)) ahead++;
  }
  return ahead + 1;
}
