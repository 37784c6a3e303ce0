/**
 * Reasons for a recommendation in plain words, from the values of its feature row.
 *
 * @module
 */

/** Values of one row by feature name; NaN where unknown. */
export type RowValues = Readonly<Record<string, number>>;

/** A sentence and the features that speak for it. */
interface Template {
  readonly features: readonly string[];
  say(row: RowValues): string | null;
}

const TEMPLATES: readonly Template[] = [
  {
    features: [
      "times_bought",
      "times_bought_decayed",
      "share_of_orders",
      "days_since_bought",
      "orders_since_bought",
      "due_own",
      "due_article",
      "rank_own",
      "score_own",
    ],
    say: boughtBefore,
  },
  {
    features: ["rank_similar", "score_similar", "rank_next", "score_next"],
    say: (row) =>
      row.rank_similar! >= 1 || row.rank_next! >= 1
        ? "often bought by customers with similar recent purchases"
        : null,
  },
  {
    features: ["rank_family", "score_family"],
    say: (row) =>
      row.rank_family! >= 1 && !(row.times_bought! >= 1)
        ? "another variant of an article bought before"
        : null,
  },
  {
    features: ["rank_segment", "score_segment"],
    say: (row) =>
      row.rank_segment! >= 1 ? `number ${row.rank_segment} with customers of the same group` : null,
  },
  {
    features: [
      "popularity_rank",
      "popularity_decayed",
      "sales_7d",
      "buyers_7d",
      "buyers_28d",
      "trend_7d",
    ],
    say: (row) =>
      row.buyers_7d! > 0
        ? `bought by ${plural(row.buyers_7d!, "customer")} in the last 7 days`
        : null,
  },
  {
    features: ["days_since_first_sale"],
    say: (row) =>
      row.days_since_first_sale! <= 28
        ? `new: first sold ${plural(row.days_since_first_sale!, "day")} ago`
        : null,
  },
  {
    features: ["price_change", "price_now_over_paid"],
    say: (row) =>
      row.price_change! < 0.95
        ? `price down ${Math.round(100 * (1 - row.price_change!))} % on the months before`
        : null,
  },
  {
    features: ["price_over_usual"],
    say: (row) =>
      row.price_over_usual! > 0.67 && row.price_over_usual! < 1.5
        ? "in the customer's usual price range"
        : null,
  },
];

/** Reasons given at most. */
const MOST = 3;

/**
 * The reasons that hold for a row, at most three; those whose features the model weighs most come
 * first, and those that speak against the article are left out.
 *
 * @param weights SHAP value per feature; `null` for the fixed order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reasonsFor } from "./reasons.ts";
 *
 * const row = { times_bought: 3, days_since_bought: 42, due_own: 1.2, buyers_7d: 0 };
 * assert.deepEqual(reasonsFor(row, null), [
 *   "bought 3 times, usually every 35 days, last 42 days ago",
 * ]);
 * ```
 */
export function reasonsFor(row: RowValues, weights: RowValues | null): string[] {
  const spoken = TEMPLATES.flatMap(({ features, say }) => {
    const text = say(row);
    if (text === null) return [];
    const weight = weights === null
      ? 0
      : features.reduce((sum, name) => sum + (weights[name] ?? 0), 0);
    return [{ text, weight }];
  });
  const kept = weights === null ? spoken : spoken.filter(({ weight }) => weight > 0);
  return (kept.length > 0 ? kept : spoken)
    .map((reason, order) => ({ ...reason, order }))
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
    .slice(0, MOST)
    .map(({ text }) => text);
}

function boughtBefore(row: RowValues): string | null {
  const times = row.times_bought!;
  const since = row.days_since_bought!;
  if (!(times >= 1)) return null;
  const last = since === 0 ? "last today" : `last ${plural(since, "day")} ago`;
  if (times === 1) return `bought once, ${plural(since, "day")} ago`;
  const gap = Math.round(since / row.due_own!);
  const usual = gap >= 1 && Number.isFinite(gap) ? `usually every ${plural(gap, "day")}, ` : "";
  return `bought ${times} times, ${usual}${last}`;
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
