/**
 * From ranker scores to calibrated purchase probabilities.
 *
 * @module
 */
import { fitCandidates } from "../candidates/candidates.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { type EpochDay, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { type RowInputs, rowInputs } from "../ranking/rows.ts";
import type { RankerRecipe } from "../ranking/recipe.ts";
import { applyIsotonic, fitIsotonic, type IsotonicModel } from "../statistics/isotonic.ts";
import { applyPlatt, fitPlatt, type PlattModel } from "../statistics/platt.ts";
import { createRandom } from "../statistics/random.ts";
import { listMaker } from "./list_maker.ts";

/**
 * Two rising functions fitted on a held-out week: from a buyer's score to the share of such articles
 * that was bought (isotonic, never quite 0), and from the log-odds of propensity × that share to the
 * share among all customers (Platt).
 */
export interface ProbabilityModel {
  readonly givenBuying: IsotonicModel;
  readonly overall: PlattModel;
  /** Customers of the held-out week that it was fitted on. */
  readonly customers: number;
  readonly buyers: number;
}

/** Options of {@linkcode fitProbability}. */
export interface FitProbabilityOptions {
  /** Days of the held-out window. @default {7} */
  horizon?: number;
  /** Ranks per customer that are calibrated. @default {12} */
  k?: number;
  /** Most customers sampled. @default {50000} */
  maxCustomers?: number;
  /** @default {1} */
  seed?: number;
  /** What rows are filled from on the held-out window's first day. @default {fitted here} */
  inputs?: RowInputs;
}

/**
 * Fits on the newest label window with the ranker that has not seen it. A customer's probability of
 * buying an article is P(buys anything) × P(buys it | buys anything).
 *
 * @param propensity P(buys anything) per customer as of the held-out window's start, from a model
 * that knows nothing of the window.
 */
export function fitProbability(
  known: Snapshot,
  ranker: { readonly heldOut: { readonly asOf: EpochDay; readonly modelText: string | null } },
  recipe: RankerRecipe,
  propensity: ArrayLike<number>,
  options: FitProbabilityOptions = {},
): ProbabilityModel {
  const { horizon = 7, k = 12, maxCustomers = 50_000, seed = 1 } = options;
  const { asOf, modelText } = ranker.heldOut;
  const inputs = options.inputs ??
    rowInputs(fitCandidates(snapshotAt(known, asOf), recipe.candidates));
  const maker = listMaker(inputs, modelText, k);
  const truth = purchasesIn(known, asOf, asOf + horizon);
  const buyerAt = new Map(Array.from(truth.buyers, (customer, b) => [customer, b]));
  const random = createRandom(seed);
  const share = maxCustomers / known.orders.customers;
  const rows: Rows = { score: [], bought: [], propensity: [], buyer: [] };
  const sampled: number[] = [];
  for (let c = 0; c < known.orders.customers; c++) {
    if (share >= 1 || random.uniform() < share) sampled.push(c);
  }
  maker.listAll(Uint32Array.from(sampled), (list, at) => {
    const c = sampled[at]!;
    const b = buyerAt.get(c);
    const bought = b === undefined
      ? null
      : new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!));
    for (let r = 0; r < list.size; r++) {
      rows.score.push(list.score[r]!);
      rows.bought.push(bought?.has(list.article[r]!) ? 1 : 0);
      rows.propensity.push(propensity[c]!);
      rows.buyer.push(bought !== null);
    }
  });
  return { ...fitRows(rows), customers: sampled.length, buyers: truth.buyers.length };
}

/** One entry per customer × rank of the held-out week. */
interface Rows {
  score: number[];
  bought: number[];
  propensity: number[];
  buyer: boolean[];
}

function fitRows({ score, bought, propensity, buyer }: Rows) {
  const buyers = buyer.flatMap((is, i) => is ? [i] : []);
  const fitted = buyers.length > 0
    ? fitIsotonic(buyers.map((i) => score[i]!), buyers.map((i) => bought[i]!))
    : { scores: [0], values: [0] };
  const least = 1 / (2 * buyers.length + 2);
  const givenBuying = {
    scores: fitted.scores,
    values: fitted.values.map((value) => Math.min(1 - least, Math.max(least, value))),
  };
  const raw = score.map((value, i) => rawLogOdds(givenBuying, value, propensity[i]!));
  return { givenBuying, overall: fitPlatt(raw, bought) };
}

function rawLogOdds(givenBuying: IsotonicModel, score: number, propensity: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, propensity * applyIsotonic(givenBuying, score)));
  return Math.log(p / (1 - p));
}

/**
 * P(buys the article within the horizon) from the ranker's score and the customer's propensity.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchaseProbability } from "./probability.ts";
 *
 * const model = {
 *   givenBuying: { scores: [0, 1], values: [0, 0.5] },
 *   overall: { slope: 1, intercept: 0 },
 *   customers: 2,
 *   buyers: 1,
 * };
 * assert.ok(Math.abs(purchaseProbability(model, 1, 0.2) - 0.1) < 1e-12);
 * ```
 */
export function purchaseProbability(
  model: ProbabilityModel,
  score: number,
  propensity: number,
): number {
  return applyPlatt(model.overall, rawLogOdds(model.givenBuying, score, propensity));
}

/**
 * Without a past week to calibrate on: every listed article has the chance that an article drawn at
 * random has in an average order.
 */
export function uncalibratedProbability(known: Snapshot): ProbabilityModel {
  const { orders } = known;
  let count = 0;
  for (let c = 0; c < orders.customers; c++) {
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      const newOrder = i === orders.offsets[c] || orders.day[i] !== orders.day[i - 1] ||
        (orders.minute !== null && orders.minute[i] !== orders.minute[i - 1]);
      if (newOrder) count++;
    }
  }
  const perOrder = count === 0 ? 0 : orders.article.length / count;
  const chance = Math.min(1, perOrder / Math.max(1, orders.articles));
  return {
    givenBuying: { scores: [0], values: [chance] },
    overall: { slope: 1, intercept: 0 },
    customers: 0,
    buyers: 0,
  };
}
