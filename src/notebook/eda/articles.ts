/**
 * What a shop sells: a long tail, in tiers of price.
 *
 * @module
 */
import type { Snapshot } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";

/** Sales of the best-selling share of the articles. */
export interface TailRow {
  /** Share of the articles that ever sold, best-selling first. */
  readonly articleShare: number;
  /** Share of all order lines that they make. */
  readonly lineShare: number;
}

/** A tier of price. */
export interface PriceTierRow {
  readonly tier: "budget" | "middle" | "premium";
  /** Lowest and highest median price of its articles, in the shop's own unit. */
  readonly from: number;
  readonly to: number;
  readonly articles: number;
  readonly lineShare: number;
  /** Distinct buyers per article. */
  readonly buyersPerArticle: number;
}

/** Tiers of price from the cheapest third of the articles to the dearest. */
export const PRICE_TIERS = ["budget", "middle", "premium"] as const;

/**
 * How sales concentrate, at about a hundred points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { longTail } from "./articles.ts";
 *
 * const lines = [0, 0, 0, 1].map((article) => ({ customer: 0, article, day: 5 }));
 * const rows = longTail(snapshotAt(shopFromLines(lines), 6));
 * assert.deepEqual(rows[0], { articleShare: 0.5, lineShare: 0.75 });
 * ```
 */
export function longTail(snapshot: Snapshot): TailRow[] {
  const { orders } = snapshot;
  const lines = new Float64Array(orders.articles);
  for (let i = 0; i < orders.article.length; i++) lines[orders.article[i]!]! += 1;
  const sold = lines.filter((count) => count > 0).sort().reverse();
  const step = Math.max(1, Math.ceil(sold.length / 100));
  const rows: TailRow[] = [];
  let sum = 0;
  sold.forEach((count, i) => {
    sum += count;
    if ((i + 1) % step !== 0 && i + 1 !== sold.length) return;
    rows.push({ articleShare: (i + 1) / sold.length, lineShare: sum / orders.article.length });
  });
  return rows;
}

/** The long tail as a curve against an even one. */
export function longTailFigure(rows: readonly TailRow[]): Figure {
  const fifth = rows.find((row) => row.articleShare >= 0.2 - 1e-9) ?? rows.at(-1)!;
  const share = (value: number) => formatNumber(value, "percent", { digits: 0 });
  return figure({
    title: `The best-selling ${share(fifth.articleShare)} of the articles make ` +
      `${share(fifth.lineShare)} of the order lines`,
    x: { label: "share of articles, best-selling first", format: "percent" },
    y: { label: "share of order lines", format: "percent" },
    marks: [
      {
        mark: "line",
        name: "this shop",
        x: [0, ...rows.map((row) => row.articleShare)],
        y: [0, ...rows.map((row) => row.lineShare)],
      },
      {
        mark: "line",
        name: "if all sold alike",
        colour: "grey",
        dashed: true,
        x: [0, 1],
        y: [0, 1],
      },
    ],
  });
}

/**
 * The tier of every article's median price as an index into {@linkcode PRICE_TIERS}; 255 where no
 * price is known. Each tier has about a third of the articles with a price.
 */
export function tierOfArticles(snapshot: Snapshot): { tier: Uint8Array; price: Float64Array } {
  const price = medianPrices(snapshot);
  const known = price.filter((value) => !Number.isNaN(value)).sort();
  const bounds = [1, 2].map((third) => known[Math.floor(third * known.length / 3)] ?? NaN);
  const tier = new Uint8Array(price.length).fill(255);
  price.forEach((value, a) => {
    if (!Number.isNaN(value)) tier[a] = value < bounds[0]! ? 0 : value < bounds[1]! ? 1 : 2;
  });
  return { tier, price };
}

/** One row per tier of price; none where the source has no prices. */
export function priceTiers(snapshot: Snapshot): PriceTierRow[] {
  const { orders } = snapshot;
  const { tier, price } = tierOfArticles(snapshot);
  const buyers = distinctBuyers(snapshot);
  const sums = PRICE_TIERS.map(() => ({ articles: 0, lines: 0, buyers: 0, from: Infinity, to: 0 }));
  tier.forEach((t, a) => {
    const sum = sums[t];
    if (sum === undefined) return;
    sum.articles += 1;
    sum.buyers += buyers[a]!;
    sum.from = Math.min(sum.from, price[a]!);
    sum.to = Math.max(sum.to, price[a]!);
  });
  for (let i = 0; i < orders.article.length; i++) {
    const sum = sums[tier[orders.article[i]!]!];
    if (sum) sum.lines += 1;
  }
  return sums.flatMap((sum, t) =>
    sum.articles === 0 ? [] : [{
      tier: PRICE_TIERS[t]!,
      from: sum.from,
      to: sum.to,
      articles: sum.articles,
      lineShare: sum.lines / orders.article.length,
      buyersPerArticle: sum.buyers / sum.articles,
    }]
  );
}

/** Share of lines by tier of price, or what to say where there are no prices. */
export function priceTierFigure(rows: readonly PriceTierRow[]): Figure | string {
  if (rows.length === 0) return "The source has no prices, so there are no price tiers.";
  const best = rows.reduce((most, row) => row.lineShare > most.lineShare ? row : most, rows[0]!);
  const price = (value: number) => formatNumber(value, "decimal");
  const share = formatNumber(best.lineShare, "percent", { digits: 0 });
  return figure({
    title: `The ${best.tier} third of the articles makes ${share} of the order lines`,
    subtitle: "articles in thirds by their median price, in the shop's own unit",
    x: { label: "share of order lines", format: "percent" },
    y: { label: "price tier" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: rows.map((row) => row.lineShare),
      y: rows.map((row) => `${row.tier} (${price(row.from)} – ${price(row.to)})`),
    }],
  });
}

function medianPrices({ orders }: Snapshot): Float64Array {
  const order = Uint32Array.from(orders.article.keys())
    .sort((i, j) => orders.article[i]! - orders.article[j]! || orders.price[i]! - orders.price[j]!);
  const price = new Float64Array(orders.articles).fill(NaN);
  for (let from = 0, to = 0; from < order.length; from = to) {
    const article = orders.article[order[from]!]!;
    while (to < order.length && orders.article[order[to]!] === article) to++;
    price[article] = orders.price[order[(from + to) >> 1]!]!;
  }
  return price;
}

function distinctBuyers({ orders }: Snapshot): Float64Array {
  const buyers = new Float64Array(orders.articles);
  const last = new Int32Array(orders.articles).fill(-1);
  for (let c = 0; c < orders.customers; c++) {
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      const article = orders.article[i]!;
      if (last[article] !== c) buyers[article]! += 1;
      last[article] = c;
    }
  }
  return buyers;
}
