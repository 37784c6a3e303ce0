/**
 * What the model is measured against, each fitted as fairly: on the same cutoffs.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { applyPlatt, fitPlatt } from "../statistics/platt.ts";
import { bgNbdBuys, bgNbdHistory, fitBgNbd } from "./bgnbd.ts";
import { logit } from "./calibrate.ts";
import { fitLogistic, logisticScore } from "./logistic.ts";
import { firstPurchaseFrom, type PurchaseDays, purchaseDays } from "./purchase_days.ts";
import { customersSeenBefore } from "./training_rows.ts";

/** Probabilities of the baselines, one entry per customer asked for. */
export interface BaselineProbabilities {
  /** The recent base rate for everybody. */
  baseRate: Float64Array;
  /** Logistic regression on recency, frequency and value. */
  rfm: Float64Array;
  /** BG/NBD as fitted. */
  bgNbd: Float64Array;
  /** BG/NBD with Platt scaling on the cutoffs. */
  bgNbdPlatt: Float64Array;
}

/**
 * Baselines for customers who have bought, trained on the labels of the given cutoffs (all before
 * the snapshot's day).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { baselineProbabilities } from "./baselines.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * const snapshot = snapshotAt(shop, 30);
 * const { rfm, bgNbd } = baselineProbabilities(snapshot, Uint32Array.of(0), [12, 22], 7);
 * assert.ok(rfm[0]! > 0 && rfm[0]! < 1 && bgNbd[0]! > 0 && bgNbd[0]! < 1);
 * ```
 */
export function baselineProbabilities(
  snapshot: Snapshot,
  customers: Uint32Array,
  cutoffs: readonly number[],
  horizon: number,
): BaselineProbabilities {
  const days = purchaseDays(snapshot.orders);
  const rows: number[] = [];
  const bgScores: number[] = [];
  const labels: number[] = [];
  const early = fitBgNbd(days, cutoffs[0] ?? snapshot.asOf);
  const stride = Math.max(1, Math.ceil(days.customers * cutoffs.length / 250_000));
  for (const cut of cutoffs) {
    for (const c of customersSeenBefore(days, cut, { stride })) {
      rows.push(...rfm(days, c, cut));
      bgScores.push(logit(bgNbdBuys(early, bgNbdHistory(days, c, cut)!, horizon)));
      const from = firstPurchaseFrom(days, c, cut);
      labels.push(firstPurchaseFrom(days, c, cut + horizon) > from ? 1 : 0);
    }
  }
  const bgNbd = fitBgNbd(days, snapshot.asOf);
  const plain = Float64Array.from(
    customers,
    (c) => bgNbdBuys(bgNbd, bgNbdHistory(days, c, snapshot.asOf)!, horizon),
  );
  if (labels.length === 0) {
    const flat = new Float64Array(customers.length).fill(0.1);
    return { baseRate: flat, rfm: flat, bgNbd: plain, bgNbdPlatt: plain };
  }
  const rate = (labels.reduce((a, b) => a + b, 0) + 0.2) / (labels.length + 2);
  const regression = fitLogistic(Float64Array.from(rows), 3, labels);
  const platt = fitPlatt(bgScores, labels);
  return {
    baseRate: new Float64Array(customers.length).fill(rate),
    rfm: Float64Array.from(customers, (c) => {
      const score = logisticScore(regression, rfm(days, c, snapshot.asOf));
      return 1 / (1 + Math.exp(-score));
    }),
    bgNbd: plain,
    bgNbdPlatt: plain.map((p) => applyPlatt(platt, logit(p))),
  };
}

function rfm(days: PurchaseDays, customer: number, cut: number): [number, number, number] {
  const start = days.offsets[customer]!;
  const end = firstPurchaseFrom(days, customer, cut);
  let value = 0;
  for (let i = start; i < end; i++) value += Math.max(0, days.value[i]!);
  return [Math.log1p(cut - days.day[end - 1]!), Math.log(end - start), Math.log1p(value)];
}
