import assert from "node:assert/strict";
import { randomLines, randomShop } from "../features/test_shop.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { buyersWithin, rankArticles, segmentPopularity, segmentsOf } from "./popularity.ts";

Deno.test("buyersWithin() counts each customer once", () => {
  const buyers = buyersWithin(snapshotAt(randomShop(1), 1100), 28);
  const lines = randomLines(1).filter(({ day }) => day < 1100 && day >= 1072);
  for (let a = 0; a < 20; a++) {
    const set = new Set(lines.filter(({ article }) => article === a).map((l) => l.customer));
    assert.equal(buyers[a], set.size);
  }
});

Deno.test("rankArticles() breaks ties by code and leaves out what nobody bought", () => {
  assert.deepEqual([...rankArticles([1, 3, 0, 3], 9).article], [1, 3, 0]);
});

Deno.test("segmentsOf() splits by age bands where most ages are known", () => {
  const { segment, labels } = segmentsOf(snapshotAt(randomShop(1), 1100));
  assert.equal(labels[segment[0]!], "age unknown");
  assert.equal(labels[segment[1]!], "age 0–19");
  assert.equal(labels[segment[29]!], "age 45–54");
});

Deno.test("segmentsOf() splits by the most even attribute else, or not at all", () => {
  const lines = [0, 1, 2, 3].map((customer) => ({
    customer,
    article: 0,
    day: 1,
  }));
  const shop = shopFromLines(lines, {
    customerAttributes: {
      vip: ["no", "no", "no", "yes"],
      country: ["fr", "uk", "fr", "uk"],
    },
  });
  const { segment, labels } = segmentsOf(snapshotAt(shop, 2));
  assert.deepEqual([...segment].map((s) => labels[s]), [
    "country fr",
    "country uk",
    "country fr",
    "country uk",
  ]);
  assert.deepEqual(segmentsOf(snapshotAt(shopFromLines(lines), 2)).labels, ["everybody"]);
});

Deno.test("segmentPopularity() shrinks a small segment towards everybody", () => {
  const lines = Array.from({ length: 40 }, (_, c) => ({ customer: c, article: 0, day: 1 }));
  lines.push({ customer: 40, article: 1, day: 1 });
  const shop = shopFromLines(lines, {
    customerAttributes: {
      country: lines.map(({ customer }) => customer < 40 ? "uk" : "fr"),
    },
  });
  const first = (prior: number) => {
    const { segment, popular } = segmentPopularity(snapshotAt(shop, 2), {
      prior,
    });
    return popular[segment[40]!]!.article[0];
  };
  assert.equal(first(0.01), 1);
  assert.equal(first(50), 0);
});
