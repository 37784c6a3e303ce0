import assert from "node:assert/strict";
import { randomLines, randomShop } from "../features/test_shop.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { itemSimilarity } from "./similarity.ts";

const asOf = 1110;

/** The formula over every pair of articles. */
function bruteForce(seed: number, a: number, b: number, directed: boolean): number {
  const lines = randomLines(seed).filter(({ day }) => day < asOf);
  const decay = (age: number, halfLife: number) => Math.pow(2, -age / halfLife);
  let sum = 0;
  const popularity = [0, 0];
  for (let c = 0; c < 30; c++) {
    const days = new Map<number, number>();
    for (const { customer, article, day } of lines) {
      if (customer === c) {
        days.set(article, Math.max(day, days.get(article) ?? 0));
      }
    }
    [a, b].forEach((article, k) => {
      if (days.has(article)) {
        popularity[k]! += decay(asOf - days.get(article)!, 90);
      }
    });
    if (!days.has(a) || !days.has(b)) continue;
    const gap = days.get(b)! - days.get(a)!;
    if (directed && gap <= 0) continue;
    sum += decay(asOf - days.get(b)!, 90) * decay(Math.abs(gap), 30) /
      Math.log(2 + days.size);
  }
  return sum / Math.sqrt((popularity[0]! + 1) * (popularity[1]! + 1));
}

for (const directed of [false, true]) {
  Deno.test(`itemSimilarity() is its formula, ${directed ? "directed" : "both ways"}`, () => {
    const { k, count, neighbour, weight } = itemSimilarity(
      snapshotAt(randomShop(2), asOf),
      {
        directed,
      },
    );
    for (let a = 0; a < 20; a++) {
      const found = new Map<number, number>();
      for (let i = a * k; i < a * k + count[a]!; i++) {
        found.set(neighbour[i]!, weight[i]!);
      }
      for (let b = 0; b < 20; b++) {
        const expected = a === b ? 0 : bruteForce(2, a, b, directed);
        assert.ok(Math.abs((found.get(b) ?? 0) - expected) < 1e-6, `${a} ${b}`);
      }
    }
  });
}

Deno.test("itemSimilarity() keeps the k nearest, best first", () => {
  const snapshot = snapshotAt(randomShop(3), asOf);
  const all = itemSimilarity(snapshot);
  const few = itemSimilarity(snapshot, { k: 3 });
  for (let a = 0; a < 20; a++) {
    assert.deepEqual(
      few.neighbour.subarray(a * 3, a * 3 + few.count[a]!),
      all.neighbour.subarray(a * all.k, a * all.k + few.count[a]!),
    );
  }
});

Deno.test("itemSimilarity() forgets purchases before its window", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 1 },
    { customer: 0, article: 1, day: 1 },
  ]);
  assert.deepEqual([...itemSimilarity(snapshotAt(shop, 400)).count], [0, 0]);
});

Deno.test("itemSimilarity() learns from every n-th customer where there are more than asked for", () => {
  const lines = randomLines(5);
  const third = lines.filter(({ customer }) => customer % 3 === 0);
  const snapshot = snapshotAt(shopFromLines(lines), asOf);
  const thinned = itemSimilarity(snapshot, { maxCustomers: 10 });
  assert.deepEqual(thinned, itemSimilarity(snapshotAt(shopFromLines(third), asOf)));
  assert.notDeepEqual(thinned, itemSimilarity(snapshot));
});
