/**
 * A synthetic shop's own truth as the ceiling: what somebody who knows every customer's
 * probabilities would score, and which part of it the ranker and the send times reach.
 *
 * @module
 */
import { join } from "node:path";
import { appendTable } from "../ingest/append.ts";
import { openDatabase, parquetFile } from "../ingest/database.ts";
import type { WindowPurchases } from "../ingest/purchases.ts";
import { type Shop, snapshotAt } from "../ingest/shop.ts";
import type { StorePaths } from "../ingest/store.ts";
import { hourProbabilities } from "../ingest/synthetic/hours.ts";
import { firstPurchaseFrom, purchaseDays } from "../propensity/purchase_days.ts";
import { bestHour, fitTiming, sendTimes } from "../timing/send_times.ts";
import { scoreLists } from "./score_lists.ts";

/** A score beside the oracle's. */
export interface BesideOracle {
  readonly oracle: number;
  readonly ours: number;
  /** `ours / oracle`. */
  readonly fraction: number;
}

/** The test week of a synthetic shop, scored with its truth. */
export interface OracleEvaluation {
  /** First day of the week, YYYY-MM-DD. */
  readonly cutoffDate: string;
  readonly buyers: number;
  readonly mapAt12: BesideOracle;
  readonly ndcgAt10: BesideOracle;
  /**
   * Share of the buyers' first orders of the week that came within an hour of the proposed hour;
   * `null` for a shop with dates only.
   */
  readonly withinAnHour: BesideOracle | null;
}

/** Where the truth is and what it belongs to. */
export interface OracleInputs {
  /** The generated shop's folder; its `truth/` is read. */
  readonly directory: string;
  readonly store: StorePaths;
  readonly shop: Shop;
  /** Purchases of the test week. */
  readonly truth: WindowPurchases;
  /** The ranker's means over all buyers of that week. */
  readonly ours: { readonly mapAt12: number; readonly ndcgAt10: number };
}

/**
 * Scores the oracle on the week that the generated truth speaks of; `null` where the folder has no
 * truth, or its week is another one than the purchases'.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchasesIn } from "../ingest/purchases.ts";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { storeIn } from "../ingest/store.ts";
 * import { evaluateOracle } from "./oracle.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 5 }]);
 * const truth = purchasesIn(shop, 5, 12);
 * const ours = { mapAt12: 0.03, ndcgAt10: 0.05 };
 * const directory = Deno.makeTempDirSync(); // no generated shop
 * const store = storeIn(directory);
 * assert.equal(await evaluateOracle({ directory, store, shop, truth, ours }), null);
 * ```
 */
export async function evaluateOracle(inputs: OracleInputs): Promise<OracleEvaluation | null> {
  const { directory, truth, ours } = inputs;
  const cutoffDate = new Date(truth.from * 86_400_000).toISOString().slice(0, 10);
  if (truthCutoff(directory) !== cutoffDate || truth.to - truth.from !== 7) return null;
  const { lists, hours } = await readTruth(inputs);
  const { values } = scoreLists(truth, (customer) => lists.get(customer) ?? []);
  return {
    cutoffDate,
    buyers: truth.buyers.length,
    mapAt12: beside(meanOf(values.map_at_12), ours.mapAt12),
    ndcgAt10: beside(meanOf(values.ndcg_at_10), ours.ndcgAt10),
    withinAnHour: withinAnHour(inputs, hours),
  };
}

/** Every hour may be proposed. */
const ANY_HOUR = new Uint8Array(24).fill(1);

function truthCutoff(directory: string): string | null {
  try {
    return JSON.parse(Deno.readTextFileSync(join(directory, "truth/manifest.json"))).cutoff;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The oracle's lists and best hours of the week's buyers, by customer code. */
async function readTruth({ directory, store, truth }: OracleInputs) {
  using db = await openDatabase();
  const { buyers } = truth;
  await appendTable(db, "buyers", [{ name: "customer", values: buyers }], buyers.length);
  const file = (name: string) => parquetFile(join(directory, "truth", name));
  const known = `buyers b join ${parquetFile(store.customers)} c using (customer)`;
  const listed = await db.rows(`
    select b.customer, list(a.article order by t.rank) as articles
    from ${known}
    join ${file("articles.parquet")} t using (customer_id)
    join ${parquetFile(store.articles)} a using (article_id)
    group by b.customer`);
  const tastes = await db.rows(`
    select b.customer, t.hour_mean as mean, t.hour_concentration as concentration,
      t.hour_weight as weight
    from ${known} join ${file("customers.parquet")} t using (customer_id)`);
  return {
    lists: new Map(listed.map((row) => [Number(row.customer), articlesOf(row.articles)])),
    hours: new Map(tastes.map(({ customer, mean, concentration, weight }) => {
      const taste = {
        mean: Number(mean),
        concentration: Number(concentration),
        weight: Number(weight),
      };
      return [Number(customer), bestHour(hourProbabilities(taste), ANY_HOUR)];
    })),
  };
}

/** A list value as the database gives it. */
function articlesOf(value: unknown): number[] {
  const items = Array.isArray(value) ? value : (value as { items: unknown[] }).items;
  return items.map(Number);
}

function withinAnHour(
  { shop, truth }: OracleInputs,
  hours: ReadonlyMap<number, number>,
): BesideOracle | null {
  const days = purchaseDays(shop.orders);
  const { firstHour } = days;
  if (firstHour === null) return null;
  const known = snapshotAt(shop, truth.from);
  const proposed = sendTimes(fitTiming(known), known, { customers: truth.buyers }).hour!;
  const near = (i: number, hour: number) => {
    const first = firstHour[firstPurchaseFrom(days, truth.buyers[i]!, truth.from)]!;
    return first >= 0 && Math.abs(first - hour) <= 1 ? 1 : 0;
  };
  const share = (hourOf: (i: number) => number) =>
    meanOf(Float64Array.from(truth.buyers, (_, i) => near(i, hourOf(i))));
  return beside(
    share((i) => hours.get(truth.buyers[i]!) ?? -2),
    share((i) => proposed[i]!),
  );
}

function beside(oracle: number, ours: number): BesideOracle {
  return { oracle, ours, fraction: ours / oracle };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
