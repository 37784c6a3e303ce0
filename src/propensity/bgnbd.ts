/**
 * BG/NBD: the "buy till you die" model of Fader, Hardie and Lee (2005), "Counting your customers
 * the easy way", Marketing Science 24(2), fitted by maximum likelihood.
 *
 * @module
 */
import { logAddExp, logGamma } from "../statistics/special_functions.ts";
import { minimise } from "./minimise.ts";
import type { PurchaseDays } from "./purchase_days.ts";

/** Purchase rates are Gamma(r, alpha) per day, drop-out after a purchase is Beta(a, b). */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** The model's sufficient statistics of one customer, in days. */
export interface BgNbdHistory {
  /** Purchase days after the first. */
  repeats: number;
  /** Days from the first to the last purchase. */
  recency: number;
  /** Days from the first purchase to now. */
  age: number;
}

/** Parameters for shops with too little to fit: a weekly shop's order of magnitude. */
const PRIOR: readonly number[] = [-0.5, Math.log(60), -1, 1];
const SPREAD = 3;

/**
 * Maximum likelihood (with a wide normal prior on the logarithms, so that a handful of customers
 * still gives finite parameters) from purchases before `cut`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { bgNbdBuys, fitBgNbd } from "./bgnbd.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const lines = Array.from({ length: 60 }, (_, i) => ({ customer: i % 6, article: 0, day: 3 * i }));
 * const model = fitBgNbd(purchaseDays(shopFromLines(lines).orders), 180);
 * assert.ok(bgNbdBuys(model, { repeats: 9, recency: 162, age: 180 }, 28) > 0.5);
 * ```
 */
export function fitBgNbd(
  days: PurchaseDays,
  cut: number,
  options: { /** @default {20000} */ maxCustomers?: number } = {},
): BgNbd {
  const stride = Math.max(1, Math.ceil(days.customers / (options.maxCustomers ?? 20_000)));
  const histories: BgNbdHistory[] = [];
  for (let c = 0; c < days.customers; c += stride) {
    const history = bgNbdHistory(days, c, cut);
    if (history) histories.push(history);
  }
  const loss = (logs: Float64Array) => {
    const model = fromLogs(logs);
    let sum = 0;
    for (const history of histories) sum -= logLikelihood(model, history);
    logs.forEach((x, i) => sum += ((x - PRIOR[i]!) / SPREAD) ** 2 / 2);
    return sum / (histories.length + 1);
  };
  return fromLogs(minimise(loss, PRIOR, { evaluations: 600, tolerance: 1e-7 }).point);
}

/**
 * What the model needs of a customer as of `cut`; `undefined` without a purchase before it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { bgNbdHistory } from "./bgnbd.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * const history = bgNbdHistory(purchaseDays(shop.orders), 0, 30);
 * assert.deepEqual(history, { repeats: 1, recency: 10, age: 20 });
 * ```
 */
export function bgNbdHistory(
  days: PurchaseDays,
  customer: number,
  cut: number,
): BgNbdHistory | undefined {
  const start = days.offsets[customer]!;
  let end = days.offsets[customer + 1]!;
  while (end > start && days.day[end - 1]! >= cut) end--;
  if (end === start) return undefined;
  const first = days.day[start]!;
  return { repeats: end - start - 1, recency: days.day[end - 1]! - first, age: cut - first };
}

/**
 * P(the customer has not dropped out).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bgNbdAlive } from "./bgnbd.ts";
 *
 * const model = { r: 1, alpha: 10, a: 1, b: 2 };
 * assert.equal(bgNbdAlive(model, { repeats: 0, recency: 0, age: 99 }), 1); // drop-out follows repeats
 * assert.ok(bgNbdAlive(model, { repeats: 5, recency: 20, age: 99 }) < 0.01);
 * ```
 */
export function bgNbdAlive(model: BgNbd, { repeats, recency, age }: BgNbdHistory): number {
  if (repeats === 0) return 1;
  const { r, alpha, a, b } = model;
  const odds = a / (b + repeats - 1) * ((alpha + age) / (alpha + recency)) ** (r + repeats);
  return 1 / (1 + odds);
}

/**
 * P(at least one purchase day in the next `horizon` days)
 * = P(alive) · (1 − ((alpha + age) / (alpha + age + horizon))^(r + repeats)).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bgNbdBuys } from "./bgnbd.ts";
 *
 * const model = { r: 1, alpha: 10, a: 1, b: 2 };
 * const history = { repeats: 0, recency: 0, age: 10 };
 * assert.equal(bgNbdBuys(model, history, 20), 1 - (10 + 10) / (10 + 10 + 20));
 * ```
 */
export function bgNbdBuys(model: BgNbd, history: BgNbdHistory, horizon: number): number {
  const { r, alpha } = model;
  const silent = ((alpha + history.age) / (alpha + history.age + horizon)) **
    (r + history.repeats);
  return bgNbdAlive(model, history) * (1 - silent);
}

function fromLogs(logs: ArrayLike<number>): BgNbd {
  const [r, alpha, a, b] = Array.from(logs, (x) => Math.exp(Math.max(-12, Math.min(12, x))));
  return { r: r!, alpha: alpha!, a: a!, b: b! };
}

/** Equation (6) of the paper. */
function logLikelihood({ r, alpha, a, b }: BgNbd, { repeats, recency, age }: BgNbdHistory): number {
  const alive = -(r + repeats) * Math.log(alpha + age);
  const common = logGamma(r + repeats) - logGamma(r) + r * Math.log(alpha) +
    logGamma(a + b) + logGamma(b + repeats) - logGamma(b) - logGamma(a + b + repeats);
  if (repeats === 0) return common + alive;
  const dropped = Math.log(a / (b + repeats - 1)) - (r + repeats) * Math.log(alpha + recency);
  return common + logAddExp(alive, dropped);
}
