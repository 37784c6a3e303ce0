/**
 * What is known of a customer on the morning of a cutoff, as one row of numbers.
 *
 * @module
 */
import { type BgNbd, bgNbdAlive, bgNbdBuys } from "./bgnbd.ts";
import { firstPurchaseFrom, type PurchaseDays, weekday } from "./purchase_days.ts";

/** One column of the row. */
export interface PropensityFeature {
  readonly name: string;
  readonly meaning: string;
}

/** Windows in days over which purchase days are counted. */
const WINDOWS = [7, 14, 28, 56, 91, 182, 364] as const;
/** Half-lives in days of the decayed counts. */
const HALF_LIVES = [10, 30, 90] as const;
/** Purchases whose age is a feature of its own: the last, the one before, … */
const LAST = 5;
/** Single past horizons looked at, newest first. */
const STEPS = 4;

/** The columns in the order of {@linkcode featureRows}; days are purchase days. */
export const PROPENSITY_FEATURES: readonly PropensityFeature[] = [
  ...Array.from({ length: LAST }, (_, k) => ({
    name: `days_since_purchase_${k + 1}`,
    meaning: `days since the ${k === 0 ? "last" : `${k + 1}th-last`} purchase`,
  })),
  { name: "purchase_days", meaning: "purchase days ever" },
  { name: "tenure", meaning: "days since the first purchase" },
  ...WINDOWS.map((w) => ({ name: `days_${w}`, meaning: `purchase days in the last ${w} days` })),
  ...HALF_LIVES.map((h) => ({
    name: `decayed_${h}`,
    meaning: `purchase days, each halved every ${h} days`,
  })),
  ...Array.from({ length: STEPS }, (_, k) => ({
    name: `step_${k + 1}`,
    meaning: `purchase days in the horizon-long step ${k + 1} before the cutoff`,
  })),
  { name: "rate", meaning: "purchase days per day of tenure, shrunk" },
  { name: "gap_mean", meaning: "mean days between purchases" },
  { name: "gap_spread", meaning: "standard deviation of the days between purchases" },
  { name: "gap_usual", meaning: "mean gap shrunk towards all customers'" },
  { name: "gap_last", meaning: "days between the last two purchases" },
  { name: "gap_longest", meaning: "longest gap so far" },
  { name: "due", meaning: "days since the last purchase over the usual gap" },
  { name: "due_spread", meaning: "days past the mean gap in standard deviations" },
  { name: "due_share", meaning: "share of own gaps that ended within the horizon once this long" },
  { name: "trend", meaning: "rate of the last 56 days over the rate of tenure" },
  { name: "weekday_regularity", meaning: "largest share of purchase days on one weekday" },
  { name: "year_ago", meaning: "purchase days in the same horizon 52 weeks ago" },
  { name: "year_ago_wide", meaning: "purchase days within 3 weeks of the date 52 weeks ago" },
  { name: "month_ago", meaning: "purchase days 21 to 42 days ago" },
  { name: "orders_per_day", meaning: "orders per purchase day" },
  { name: "lines_mean", meaning: "lines per purchase day" },
  { name: "lines_last", meaning: "lines of the last purchase day" },
  {
    name: "prices_mean",
    meaning: "sum of the lines' prices, whatever the pieces, per purchase day",
  },
  { name: "prices_last", meaning: "that sum of the last purchase day over the mean" },
  { name: "prices_91", meaning: "that sum over the last 91 days" },
  { name: "bgnbd_alive", meaning: "BG/NBD: probability of not having dropped out" },
  { name: "bgnbd_buys", meaning: "BG/NBD: probability of buying within the horizon" },
];

/** Number of columns. */
export const FEATURE_COUNT: number = PROPENSITY_FEATURES.length;

/** What rows need besides the purchase days. */
export interface FeatureContext {
  /** The morning as of which rows are made. */
  cut: number;
  /** Days ahead that are predicted. */
  horizon: number;
  /** Fitted before `cut` (or before an earlier day). */
  bgNbd: BgNbd;
  /** Mean gap of all customers in days. */
  usualGap: number;
}

/**
 * Mean days between purchases of customers with at least two purchase days before `cut`; NaN where
 * nobody has.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { usualGapBefore } from "./features.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * assert.equal(usualGapBefore(purchaseDays(shop.orders), 30), 10);
 * ```
 */
export function usualGapBefore(days: PurchaseDays, cut: number): number {
  let gaps = 0;
  let sum = 0;
  for (let c = 0; c < days.customers; c++) {
    const start = days.offsets[c]!;
    const end = firstPurchaseFrom(days, c, cut);
    if (end - start < 2) continue;
    gaps += end - start - 1;
    sum += days.day[end - 1]! - days.day[start]!;
  }
  return sum / gaps;
}

/**
 * Rows of the customers, row-major `customers × FEATURE_COUNT`; NaN where a column is not defined
 * (a gap after one purchase). Nothing of `cut` or later is looked at.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { featureRows, PROPENSITY_FEATURES } from "./features.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 17, 24].map((day) => ({ customer: 0, article: 0, day })));
 * const bgNbd = { r: 1, alpha: 10, a: 1, b: 2 };
 * const row = featureRows(purchaseDays(shop.orders), Uint32Array.of(0), {
 *   cut: 26, horizon: 7, bgNbd, usualGap: 7,
 * });
 * const at = (name: string) => row[PROPENSITY_FEATURES.findIndex((f) => f.name === name)];
 * assert.deepEqual([at("days_since_purchase_1"), at("gap_mean"), at("days_14")], [2, 7, 2]);
 * ```
 */
export function featureRows(
  days: PurchaseDays,
  customers: Uint32Array,
  context: FeatureContext,
): Float32Array {
  const rows = new Float32Array(customers.length * FEATURE_COUNT);
  for (let i = 0; i < customers.length; i++) {
    const start = days.offsets[customers[i]!]!;
    const end = firstPurchaseFrom(days, customers[i]!, context.cut);
    writeRow(days, start, end, context, rows, i * FEATURE_COUNT);
  }
  return rows;
}

function writeRow(
  days: PurchaseDays,
  start: number,
  end: number,
  context: FeatureContext,
  out: Float32Array,
  at: number,
): void {
  const { cut, horizon, bgNbd } = context;
  const { day } = days;
  const count = end - start;
  if (count === 0) {
    out.fill(NaN, at, at + FEATURE_COUNT);
    return;
  }
  const tenure = cut - day[start]!;
  const since = cut - day[end - 1]!;
  for (let k = 1; k <= LAST; k++) out[at++] = k <= count ? cut - day[end - k]! : NaN;
  out[at++] = count;
  out[at++] = tenure;
  at = writeCounts(day, start, end, context, out, at);
  out[at++] = (count + 1) / (tenure + context.usualGap);
  at = writeGaps(day, start, end, context, out, at);
  const within56 = countBetween(day, start, end, cut - 56, cut);
  out[at++] = (within56 + 0.5) / 56 / ((count + 0.5) / Math.max(tenure, 56));
  at = writeSeason(day, start, end, context, out, at);
  at = writeBaskets(days, start, end, cut, out, at);
  const history = { repeats: count - 1, recency: tenure - since, age: tenure };
  out[at++] = bgNbdAlive(bgNbd, history);
  out[at++] = bgNbdBuys(bgNbd, history, horizon);
}

/** Purchase days in `[from, to)`. */
function countBetween(
  day: Uint16Array,
  start: number,
  end: number,
  from: number,
  to: number,
): number {
  let n = 0;
  for (let i = start; i < end; i++) if (day[i]! >= from && day[i]! < to) n++;
  return n;
}

function writeCounts(
  day: Uint16Array,
  start: number,
  end: number,
  { cut, horizon }: FeatureContext,
  out: Float32Array,
  at: number,
): number {
  for (const window of WINDOWS) out[at++] = countBetween(day, start, end, cut - window, cut);
  for (const halfLife of HALF_LIVES) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += 2 ** ((day[i]! - cut) / halfLife);
    out[at++] = sum;
  }
  for (let k = 0; k < STEPS; k++) {
    const to = cut - k * horizon;
    out[at++] = countBetween(day, start, end, to - horizon, to);
  }
  return at;
}

function writeGaps(
  day: Uint16Array,
  start: number,
  end: number,
  { cut, horizon, usualGap }: FeatureContext,
  out: Float32Array,
  at: number,
): number {
  const gaps = end - start - 1;
  const since = cut - day[end - 1]!;
  let squares = 0;
  let longest = NaN;
  let ended = 0;
  let reached = 0;
  const mean = (day[end - 1]! - day[start]!) / gaps;
  for (let i = start + 1; i < end; i++) {
    const gap = day[i]! - day[i - 1]!;
    squares += (gap - mean) ** 2;
    if (!(gap <= longest)) longest = gap;
    if (gap >= since) reached++;
    if (gap >= since && gap < since + horizon) ended++;
  }
  const usual = (mean * gaps || 0) + usualGap * 2;
  const spread = Math.sqrt((squares + usualGap ** 2) / (gaps + 1));
  const shrunk = usual / (gaps + 2);
  out[at++] = gaps > 0 ? mean : NaN;
  out[at++] = gaps > 1 ? Math.sqrt(squares / (gaps - 1)) : NaN;
  out[at++] = shrunk;
  out[at++] = gaps > 0 ? day[end - 1]! - day[end - 2]! : NaN;
  out[at++] = longest;
  out[at++] = since / shrunk;
  out[at++] = (since - shrunk) / spread;
  out[at++] = (ended + 0.2) / (reached + 2);
  return at;
}

function writeSeason(
  day: Uint16Array,
  start: number,
  end: number,
  { cut, horizon }: FeatureContext,
  out: Float32Array,
  at: number,
): number {
  const perWeekday = new Uint16Array(7);
  for (let i = start; i < end; i++) perWeekday[weekday(day[i]!)]! += 1;
  out[at++] = Math.max(...perWeekday) / (end - start);
  const yearAgo = cut - 364;
  const known = day[start]! <= yearAgo;
  out[at++] = known ? countBetween(day, start, end, yearAgo, yearAgo + horizon) : NaN;
  out[at++] = known ? countBetween(day, start, end, yearAgo - 21, yearAgo + horizon + 21) : NaN;
  out[at++] = countBetween(day, start, end, cut - 42, cut - 21);
  return at;
}

function writeBaskets(
  days: PurchaseDays,
  start: number,
  end: number,
  cut: number,
  out: Float32Array,
  at: number,
): number {
  let orders = 0;
  let lines = 0;
  let prices = 0;
  let recentPrices = 0;
  for (let i = start; i < end; i++) {
    orders += days.orders[i]!;
    lines += days.lines[i]!;
    prices += days.prices[i]!;
    if (days.day[i]! >= cut - 91) recentPrices += days.prices[i]!;
  }
  const count = end - start;
  out[at++] = orders / count;
  out[at++] = lines / count;
  out[at++] = days.lines[end - 1]!;
  out[at++] = prices / count;
  out[at++] = prices > 0 ? days.prices[end - 1]! * count / prices : NaN;
  out[at++] = recentPrices;
  return at;
}
