/**
 * What the page shows for one position of its controls: scores, order and contributions, before and
 * after. This file runs in browsers too.
 *
 * @module
 */
import type { PageModel } from "./model.ts";
import { rowsOf, type WhatIfData } from "./scenario.ts";
import { changedRows, type Settings } from "./sliders.ts";

/** Where the page's controls stand. */
export interface Controls {
  /** Place of the customer. */
  readonly customer: number;
  /** Row of the chosen article, from 0 for the customer's first candidate. */
  readonly chosen: number;
  readonly settings: Settings;
}

/** The model's say on some rows. */
export interface Side {
  readonly rows: Float32Array;
  readonly scores: Float64Array;
  /** Rows, best score first; equal scores in the articles' order. */
  readonly order: readonly number[];
  /** Place of each row in that order, from 1. */
  readonly rank: readonly number[];
  /** SHAP values of the chosen row, one per column, the expected score last. */
  readonly contributions: Float64Array;
}

/** Before and after. */
export interface Answer {
  readonly before: Side;
  readonly after: Side;
}

/** The answer to one position of the controls. */
export function answer(model: PageModel, data: WhatIfData, controls: Controls): Answer {
  const { customer, chosen, settings } = controls;
  const rows = rowsOf(data, customer);
  const changed = changedRows(rows, {
    features: data.features,
    customer: data.customers[customer]!,
    settings,
  });
  const side = (rows: Float32Array) => sideOf(model, data, rows, { customer, chosen });
  return { before: side(rows), after: side(changed) };
}

function sideOf(
  model: PageModel,
  data: WhatIfData,
  rows: Float32Array,
  { customer, chosen }: Pick<Controls, "customer" | "chosen">,
): Side {
  const width = data.features.length;
  const scores = model.scores(rows);
  const order = orderOf(scores, data.rowArticle.subarray(data.customers[customer]!.from));
  const rank = new Array<number>(order.length);
  order.forEach((row, place) => rank[row] = place + 1);
  return {
    rows,
    scores,
    order,
    rank,
    contributions: model.contributions(rows.slice(chosen * width, (chosen + 1) * width)),
  };
}

/**
 * Rows by score, best first; equal scores in the articles' order, as in the lists that are served.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { orderOf } from "./answer.ts";
 *
 * assert.deepEqual(orderOf([1, 3, 3], [0, 9, 4]), [2, 1, 0]);
 * ```
 */
export function orderOf(scores: ArrayLike<number>, article: ArrayLike<number>): number[] {
  return Array.from(scores, (_, row) => row)
    .sort((a, b) => scores[b]! - scores[a]! || article[a]! - article[b]!);
}

/** A bar of the drawing: one column, or what is gathered at the end. */
export interface Bar {
  readonly kind: "column" | "others" | "expected" | "score";
  /** Column number; −1 for bars that are not one column's. */
  readonly column: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The contributions as bars: the largest columns first, then the sum of the other columns, the
 * expected score, and the score, which is the sum of all bars before it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { barsOf } from "./answer.ts";
 *
 * const bars = barsOf([0.1, -2, 0, 5], [0.2, -1, 0, 5], 1);
 * assert.deepEqual(bars.map(({ kind, after }) => [kind, after]), [
 *   ["column", -1],
 *   ["others", 0.2],
 *   ["expected", 5],
 *   ["score", 4.2],
 * ]);
 * ```
 */
export function barsOf(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  most: number,
): Bar[] {
  const columns = after.length - 1;
  const size = (c: number) => Math.max(Math.abs(before[c]!), Math.abs(after[c]!));
  const sorted = Array.from({ length: columns }, (_, c) => c).filter((c) => size(c) > 0)
    .sort((a, b) => size(b) - size(a) || a - b);
  const bars: Bar[] = sorted.slice(0, most).map((column) => ({
    kind: "column",
    column,
    before: before[column]!,
    after: after[column]!,
  }));
  const rest = sorted.slice(most);
  const sum = (values: ArrayLike<number>) => rest.reduce((sum, c) => sum + values[c]!, 0);
  const total = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
  return [
    ...bars,
    ...(rest.length > 0
      ? [{ kind: "others" as const, column: -1, before: sum(before), after: sum(after) }]
      : []),
    { kind: "expected", column: -1, before: before[columns]!, after: after[columns]! },
    { kind: "score", column: -1, before: total(before), after: total(after) },
  ];
}
