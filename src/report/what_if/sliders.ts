/**
 * The page's sliders: which columns of a row each one changes, and how. Every column that follows
 * from what a slider stands for is changed, and no other. This file runs in browsers too.
 *
 * @module
 */
import type { FeatureDefinition } from "../../features/catalogue.ts";
import { OWN_HALF_LIVES_DAYS } from "../../features/history.ts";
import { logTaste, tasteLevels } from "../../features/taste.ts";
import type { WhatIfCustomer } from "./scenario.ts";

/** Names of the sliders. */
export type SliderName = "price" | "recency" | "hour";

/** Where the sliders stand. */
export interface Settings {
  /** Prices as factors of today's. */
  readonly price: Prices;
  /** Days by which the customer's whole history lies further back. */
  readonly recency: number;
  /** The customer's usual hour of purchase, 0–24; `null` leaves it. */
  readonly hour: number | null;
}

/** Prices: every article's, and those that some rows have of their own. */
export interface Prices {
  readonly all: number;
  readonly own: Readonly<Record<number, number>>;
}

/** Sliders that change nothing. */
export const UNCHANGED: Settings = { price: { all: 1, own: {} }, recency: 0, hour: null };

/** A row's price as a factor of today's. */
export function priceOf({ price }: Pick<Settings, "price">, row: number): number {
  return price.own[row] ?? price.all;
}

/**
 * Whether any slider stands elsewhere than at first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isChanged, UNCHANGED } from "./sliders.ts";
 *
 * assert.ok(!isChanged({ ...UNCHANGED, price: { all: 1, own: { 4: 1 } } }));
 * assert.ok(isChanged({ ...UNCHANGED, price: { all: 1, own: { 4: 0.5 } } }));
 * ```
 */
export function isChanged({ price, recency, hour }: Settings): boolean {
  return [price.all, ...Object.values(price.own)].some((factor) => factor !== 1) ||
    recency !== 0 || hour !== null;
}

/** What a changed column's new value follows from. */
export interface RowView {
  readonly customer: WhatIfCustomer;
  /** A column of the row before any change; NaN where there is none. */
  value(name: string): number;
}

/** One column that a slider changes. */
export interface ColumnChange {
  readonly column: string;
  /** The rule in words, `x` being the slider's value. */
  readonly rule: string;
  /** The new value from the one before. */
  change(before: number, x: number, row: RowView): number;
}

/** A slider. */
export interface Slider {
  readonly name: SliderName;
  readonly title: string;
  /** What one imagines when moving it. */
  readonly meaning: string;
  readonly changes: readonly ColumnChange[];
}

/** The sliders with the columns that there are; a slider without any is left out. */
export function slidersFor(features: readonly FeatureDefinition[]): Slider[] {
  const known = new Set(features.map(({ name }) => name));
  const changes = [...RECENCY.changes, ...attributeChanges(features), ...tasteChanges(features)];
  return [PRICE, { ...RECENCY, changes }, HOUR]
    .map((slider) => ({
      ...slider,
      changes: slider.changes.filter(({ column }) => known.has(column)),
    }))
    .filter(({ changes }) => changes.length > 0);
}

const times: Pick<ColumnChange, "rule" | "change"> = {
  rule: "times x",
  change: (before, x) => before * x,
};

const PRICE: Slider = {
  name: "price",
  title: "Price",
  meaning: "The article costs x times what it costs now; what was paid for it before stays.",
  changes: ["price", "price_change", "price_now_over_paid", "price_over_usual"]
    .map((column) => ({ column, ...times })),
};

const later: Pick<ColumnChange, "rule" | "change"> = {
  rule: "plus x days",
  change: (before, x) => before + x,
};

const decayed = (column: string, halfLife: number): ColumnChange => ({
  column,
  rule: `halved every ${halfLife} days`,
  change: (before, x) => before * Math.pow(2, -x / halfLife),
});

const stretched = (column: string, since: string): ColumnChange => ({
  column,
  rule: `times (${since} + x) / ${since}`,
  change: (before, x, row) => before * ((row.value(since) + x) / row.value(since)),
});

const counted = (column: string, days: number, what: "orders" | "lines"): ColumnChange => ({
  column,
  rule: `${what} not older than ${days} days, counted again`,
  change: (_before, x, { customer }) => countWithin(customer, days - x, what),
});

function countWithin(
  { orderAges, orderLines }: WhatIfCustomer,
  days: number,
  what: "orders" | "lines",
): number {
  return orderAges.reduce(
    (sum, age, i) => age <= days ? sum + (what === "orders" ? 1 : orderLines[i]!) : sum,
    0,
  );
}

const sinceLaunch = (x: number, { customer, value }: RowView) =>
  countWithin(customer, value("days_since_first_sale") - x, "orders");

const { fast, middle, slow } = OWN_HALF_LIVES_DAYS;

const RECENCY: Slider = {
  name: "recency",
  title: "Time since the customer's last order",
  meaning: "All orders of this customer lie x days further back; the shop is as it is. " +
    "In whole weeks, so that days of the week stay.",
  changes: [
    { column: "recency_days", ...later },
    { column: "tenure_days", ...later },
    stretched("gap_due", "recency_days"),
    counted("orders_7d", 7, "orders"),
    counted("orders_28d", 28, "orders"),
    counted("orders_90d", 90, "orders"),
    counted("lines_28d", 28, "lines"),
    { column: "days_since_bought", ...later },
    { column: "days_since_first_bought", ...later },
    decayed("times_bought_decayed", middle),
    decayed("times_bought_fast", fast),
    decayed("times_bought_slow", slow),
    decayed("score_own", middle),
    // a weighted sum over the root of the weights, all of which halve with the slow half-life
    decayed("signal_factors", 2 * slow),
    stretched("due_own", "days_since_bought"),
    stretched("due_article", "days_since_bought"),
    stretched("due_units", "days_since_bought"),
    { column: "supply_days", rule: "minus x days", change: (before, x) => before - x },
    decayed("units_bought_slow", slow),
    { column: "launched_after_last_order", ...later },
    {
      column: "orders_since_launch",
      rule: "the customer's orders since the article's first sale, counted again",
      change: (_before, x, row) => sinceLaunch(x, row),
    },
    {
      column: "share_since_launch",
      rule: "times bought over orders_since_launch",
      change: (_before, x, row) => {
        const orders = sinceLaunch(x, row);
        return orders > 0 ? row.value("times_bought") / orders : NaN;
      },
    },
  ],
};

/** Days since the customer last bought an attribute: the names follow from the shop's attributes. */
function attributeChanges(features: readonly FeatureDefinition[]): ColumnChange[] {
  return features.filter(({ family }) => family === "affinity_recency")
    .map(({ name }) => ({ column: name, ...later }));
}

/** A taste follows from purchases that all halve with the slow half-life. */
function tasteChanges(features: readonly FeatureDefinition[]): ColumnChange[] {
  const levels = tasteLevels(features);
  const tasteOf = ({ own, above, share, strength }: typeof levels[number], x: number) => {
    const kept = Math.pow(2, -x / slow);
    return ({ value }: RowView) =>
      logTaste(kept * value(own), kept * value(above), Math.exp(value(share)), strength);
  };
  const rule = `from purchases halved every ${slow} days`;
  return [
    ...levels.filter(({ own }) => own !== "times_bought_slow").map(({ own }) => decayed(own, slow)),
    decayed("purchases_slow", slow),
    ...levels.map((level): ColumnChange => ({
      column: level.taste,
      rule,
      change: (_before, x, row) => tasteOf(level, x)(row),
    })),
    {
      column: "taste",
      rule,
      change: (_before, x, row) =>
        levels.reduce((sum, level) => sum + row.value(level.share) + tasteOf(level, x)(row), 0),
    },
  ];
}

const HOUR: Slider = {
  name: "hour",
  title: "The customer's usual hour",
  meaning: "The customer usually buys at x o'clock; nothing else of the customer changes.",
  changes: [{ column: "avg_purchase_hour", rule: "becomes x", change: (_before, x) => x }],
};

/** Where each slider changes nothing. */
const STILL: Record<SliderName, number | null> = { price: 1, recency: 0, hour: null };

/** Rows to change, and for whom. */
export interface Change {
  readonly features: readonly FeatureDefinition[];
  readonly customer: WhatIfCustomer;
  readonly settings: Settings;
}

/**
 * The rows with the sliders where they stand, row after row; the given ones stay as they are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowsOf } from "./scenario.ts";
 * import { changedRows, UNCHANGED } from "./sliders.ts";
 * import { tinyData } from "./testing.ts";
 *
 * const data = tinyData();
 * const at = data.features.findIndex(({ name }) => name === "price");
 * const rows = rowsOf(data, 0);
 * const changed = changedRows(rows, {
 *   features: data.features,
 *   customer: data.customers[0]!,
 *   settings: { ...UNCHANGED, price: { all: 1, own: { 0: 0.5 } } },
 * });
 * assert.equal(changed[at], rows[at]! / 2);
 * assert.equal(changed[data.features.length + at], rows[data.features.length + at]);
 * ```
 */
export function changedRows(rows: Float32Array, change: Change): Float32Array {
  const { features, customer, settings } = change;
  const width = features.length;
  const place = new Map(features.map(({ name }, f) => [name, f]));
  const out = rows.slice();
  for (const { name, changes } of slidersFor(features)) {
    for (let row = 0; row < rows.length / width; row++) {
      const x = name === "price" ? priceOf(settings, row) : settings[name];
      if (x === null || x === STILL[name]) continue;
      const view: RowView = {
        customer,
        value: (column) => rows[row * width + (place.get(column) ?? NaN)] ?? NaN,
      };
      for (const { column, change } of changes) {
        const at = row * width + place.get(column)!;
        out[at] = change(rows[at]!, x, view);
      }
    }
  }
  return out;
}
