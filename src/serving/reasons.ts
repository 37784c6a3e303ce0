/**
 * Reasons for a recommendation in plain words, from the values of its feature row.
 *
 * @module
 */

/** Values of one row by feature name; NaN where unknown. */
export type RowValues = Readonly<Record<string, number>>;

/** A sentence and the features that speak for it: a feature speaks for the first one that holds. */
interface Template {
  /** Names of the features. */
  readonly features: RegExp;
  say(row: RowValues): string | null;
}

const TEMPLATES: readonly Template[] = [
  {
    features:
      /^(times_bought|share_of_orders|share_since_|in_last_|days_since_(first_)?bought$|orders_since_bought|due_|units_(last|bought|share|over|trend)|supply_|value_|taste_article$|rank_own|score_own)/,
    say: boughtBefore,
  },
  {
    features: /_(similar|next)(_strongest)?$/,
    say: (row) =>
      row.rank_similar! >= 1 || row.rank_next! >= 1
        ? "often bought by customers with similar recent purchases"
        : null,
  },
  {
    features: /neighbours|^signal_factors$/,
    say: (row) =>
      row.rank_neighbours! >= 1 ? "bought lately by customers of a similar taste" : null,
  },
  {
    features: /^(rank|score)_family$/,
    say: (row) =>
      row.rank_family! >= 1 && !(row.times_bought! >= 1)
        ? "another variant of an article bought before"
        : null,
  },
  {
    features: /^(rank|score)_segment$/,
    say: (row) =>
      row.rank_segment! >= 1 ? `number ${row.rank_segment} with customers of the same group` : null,
  },
  {
    features:
      /^(popularity_|sales_|buyers_(7d|28d|90d|total)$|trend_|momentum|selling_|silence|first_rate_|share_in_kind$)/,
    say: (row) =>
      row.buyers_7d! > 0
        ? `bought by ${plural(row.buyers_7d!, "customer")} in the last 7 days`
        : null,
  },
  {
    features: /^(repurchase_|repeat_)/,
    say: (row) =>
      row.repurchase_rate! >= 0.1
        ? `bought again by ${Math.round(100 * row.repurchase_rate!)} % of its buyers`
        : null,
  },
  {
    features: /^(days_since_first_sale|orders_since_launch|launched_after_last_order)$/,
    say: (row) =>
      row.days_since_first_sale! <= 28
        ? `new: first sold ${ago(row.days_since_first_sale!)}`
        : null,
  },
  {
    features: /^(price_change|price_now_over_paid)$/,
    say: (row) =>
      row.price_change! < 0.95
        ? `price down ${Math.round(100 * (1 - row.price_change!))} % on the months before`
        : null,
  },
  {
    features: /^price_over_usual$/,
    say: (row) =>
      row.price_over_usual! > 0.67 && row.price_over_usual! < 1.5
        ? "in the customer's usual price range"
        : null,
  },
  {
    features: /^last_year_lift$/,
    say: (row) => row.last_year_lift! > 1.2 ? "sold more in this week of last year, too" : null,
  },
];

/** Share of a customer's purchases from which on an attribute's value is a liking. */
const LIKED = 0.1;

/** Names of features by the sentences they speak for: the names are few and asked for often. */
const SPEAKING = new Map<string, readonly number[]>();

function sentencesOf(name: string): readonly number[] {
  let known = SPEAKING.get(name);
  if (known === undefined) {
    known = TEMPLATES.flatMap(({ features }, t) => features.test(name) ? [t] : []);
    SPEAKING.set(name, known);
  }
  return known;
}

const AFFINITY = "affinity_";

/** The columns that speak for a liking of an attribute, before its name. */
const LIKING = [AFFINITY, "days_since_", "taste_of_", "bought_of_"];

/** The attributes of which the customer buys much, with the weight of what tells it. */
function likings(row: RowValues, weights: RowValues | null) {
  return Object.keys(row).flatMap((name) => {
    if (!name.startsWith(AFFINITY) || !(row[name]! >= LIKED)) return [];
    const attribute = name.slice(AFFINITY.length);
    const words = attribute.replace(/_name$/, "").replaceAll("_", " ");
    const text = `of a ${words} that makes ${Math.round(100 * row[name]!)} % of the purchases`;
    const weight = LIKING.reduce((sum, of) => sum + (weights?.[of + attribute] ?? 0), 0);
    return [{ text, weight }];
  });
}

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
 *   "bought 3 times, usually every 5 weeks, last 6 weeks ago",
 * ]);
 * ```
 */
export function reasonsFor(row: RowValues, weights: RowValues | null): string[] {
  const holding = TEMPLATES.map(({ say }) => say(row));
  const weight = new Float64Array(TEMPLATES.length);
  for (const name in weights) {
    const at = sentencesOf(name).find((t) => holding[t] !== null);
    if (at !== undefined) weight[at]! += weights[name]!;
  }
  const spoken = [
    ...holding.flatMap((text, t) => text === null ? [] : [{ text, weight: weight[t]! }]),
    ...likings(row, weights),
  ];
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
  if (times === 1) return `bought once, ${ago(since)}`;
  const gap = Math.round(since / row.due_own!);
  const usual = gap >= 1 && Number.isFinite(gap) ? `usually every ${span(gap, "")}, ` : "";
  return `bought ${times} times, ${usual}last ${ago(since)}`;
}

function ago(days: number): string {
  return days === 0 ? "today" : `${span(days)} ago`;
}

/** Days below two weeks, weeks up to ten, months up to two years; `one` is said before a single one. */
function span(days: number, one = "1 "): string {
  const [count, unit] = days < 14
    ? [days, "day"]
    : days < 73.5
    ? [days / 7, "week"]
    : days < 730
    ? [days / 30.44, "month"]
    : [days / 365.25, "year"];
  const n = Math.round(count);
  return n === 1 ? `${one}${unit}` : `${n} ${unit}s`;
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
