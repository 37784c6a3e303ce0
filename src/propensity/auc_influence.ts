/**
 * The area under the ROC curve as a mean over customers, so that it can be resampled like a mean.
 *
 * @module
 */

/**
 * One value per customer whose mean is the AUC and whose spread is its sampling error (the
 * first-order influence; DeLong, DeLong and Clarke-Pearson 1988). With π the share of buyers and
 * the placement Vᵢ the share of the other class that customer i is ranked right against,
 * ψᵢ = AUC + (Vᵢ − AUC) / π for buyers and AUC + (Vᵢ − AUC) / (1 − π) for others.
 *
 * @throws {RangeError} If a class is missing or lengths differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { aucInfluence } from "./auc_influence.ts";
 *
 * const values = aucInfluence([0.1, 0.4, 0.3, 0.8], [0, 0, 1, 1]);
 * assert.equal(values.reduce((a, b) => a + b, 0) / 4, 3 / 4);
 * ```
 */
export function aucInfluence(scores: ArrayLike<number>, labels: ArrayLike<number>): Float64Array {
  const n = scores.length;
  if (labels.length !== n) {
    throw new RangeError(`Expected ${n} labels but found ${labels.length}`);
  }
  let buyers = 0;
  for (let i = 0; i < n; i++) buyers += labels[i]!;
  const others = n - buyers;
  if (buyers === 0 || others === 0) {
    throw new RangeError(`Expected buyers and others but found ${buyers} and ${others}`);
  }
  const placement = placements(scores, labels, buyers, others);
  let area = 0;
  for (let i = 0; i < n; i++) if (labels[i]) area += placement[i]! / buyers;
  return placement.map((v, i) => area + (v - area) * n / (labels[i] ? buyers : others));
}

/** Share of the other class below (buyers) or above (others) each score; ties count half. */
function placements(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  buyers: number,
  others: number,
): Float64Array {
  const n = scores.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => scores[a]! - scores[b]!);
  const out = new Float64Array(n);
  let buyersBelow = 0;
  let othersBelow = 0;
  for (let start = 0; start < n;) {
    let end = start;
    let tiedBuyers = 0;
    while (end < n && scores[order[end]!] === scores[order[start]!]) {
      tiedBuyers += labels[order[end++]!]!;
    }
    const tiedOthers = end - start - tiedBuyers;
    for (let i = start; i < end; i++) {
      out[order[i]!] = labels[order[i]!]
        ? (othersBelow + tiedOthers / 2) / others
        : (buyers - buyersBelow - tiedBuyers / 2) / buyers;
    }
    buyersBelow += tiedBuyers;
    othersBelow += tiedOthers;
    start = end;
  }
  return out;
}
