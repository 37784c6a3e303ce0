/**
 * Articles of the same product family (`product_code`): other colours and sizes of what the
 * customer bought.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./source.ts";
import { topK } from "./top_k.ts";

/** Articles by family; empty when the source has no families. */
export interface FamilyIndex {
  /** Family per article; 0 is none. */
  readonly family: Uint32Array;
  /** Bounds per family. */
  readonly offsets: Uint32Array;
  /** Codes of the family's articles that have buyers. */
  readonly article: Uint32Array;
  /** Their buyers, the score of the source. */
  readonly buyers: Uint32Array;
}

/** The attribute that names a family. */
export const FAMILY_ATTRIBUTE = "product_code";

/**
 * Groups the articles by {@linkcode FAMILY_ATTRIBUTE}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { familyIndex } from "./family.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ], { articleAttributes: { product_code: ["mug", "mug"] } });
 * const snapshot = snapshotAt(shop, 7);
 * const index = familyIndex(snapshot, Uint32Array.of(1, 2));
 * assert.deepEqual([...index.family], [1, 1]);
 * ```
 */
export function familyIndex(snapshot: Snapshot, buyers: Uint32Array): FamilyIndex {
  const articles = snapshot.orders.articles;
  const column = snapshot.articles.attributes.get(FAMILY_ATTRIBUTE);
  const family = column?.codes ?? new Uint32Array(new SharedArrayBuffer(4 * articles));
  const offsets = new Uint32Array((column?.labels.length ?? 1) + 1);
  for (let a = 0; a < articles; a++) if (buyers[a]! > 0) offsets[family[a]! + 1]! += 1;
  for (let f = 0; f + 1 < offsets.length; f++) offsets[f + 1]! += offsets[f]!;
  const cursor = offsets.slice();
  const article = new Uint32Array(offsets.at(-1)!);
  for (let a = 0; a < articles; a++) if (buyers[a]! > 0) article[cursor[family[a]!]!++] = a;
  return { family, offsets, article, buyers: article.map((a) => buyers[a]!) };
}

/**
 * Family members of the customer's articles, the most popular first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { familyIndex, familySource } from "./family.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ], { articleAttributes: { product_code: ["mug", "mug"] } });
 * const snapshot = snapshotAt(shop, 7);
 * const index = familyIndex(snapshot, Uint32Array.of(1, 2));
 * const history = historyReader(snapshot);
 * history.read(0);
 * const out = { size: 0, article: new Uint32Array(5), score: new Float32Array(5) };
 * familySource(index, 5)(0, history, out);
 * assert.deepEqual([...out.article.subarray(0, out.size)], [1, 0]);
 * ```
 */
export function familySource(index: FamilyIndex, limit: number): CandidateSource {
  const best = topK(Math.max(1, limit));
  const { family, offsets, article, buyers } = index;
  const offered = new Int32Array(offsets.length).fill(-1);
  let call = 0;
  return (_customer, history, out) => {
    call++;
    best.clear();
    for (let e = 0; e < history.size; e++) {
      const f = family[history.article[e]!]!;
      if (f === 0 || offered[f] === call) continue;
      offered[f] = call;
      for (let i = offsets[f]!; i < offsets[f + 1]!; i++) {
        best.offer(article[i]!, buyers[i]!);
      }
    }
    out.size = best.drainInto(out.article, out.score, 0);
  };
}
