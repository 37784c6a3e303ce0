import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { conversionWithin, shrunkShares } from "./conversion.ts";
import { randomLines, randomShop } from "./test_shop.ts";

Deno.test("conversionWithin() counts customers as sets of them do", () => {
  const asOf = 1100;
  const from = asOf - 28;
  const lines = randomLines(7, { lines: 300 }).filter(({ day }) => day < asOf);
  const { active, owners, repeats, first } = conversionWithin(
    snapshotAt(randomShop(7, { lines: 300 }), asOf),
    28,
  );
  const buyers = (article: number | null, test: (day: number) => boolean) =>
    new Set(
      lines.filter((line) => (article === null || line.article === article) && test(line.day))
        .map(({ customer }) => customer),
    );
  const now = buyers(null, (day) => day >= from);
  assert.equal(active, now.size);
  for (let a = 0; a < 20; a++) {
    const owning = buyers(a, (day) => day < from).intersection(now);
    const buying = buyers(a, (day) => day >= from);
    assert.equal(owners[a], owning.size);
    assert.equal(repeats[a], buying.intersection(owning).size);
    assert.equal(first[a], buying.difference(owning).size);
  }
});

Deno.test("shrunkShares() goes to the overall share where nothing is known", () => {
  assert.equal(shrunkShares([3, 0], [4, 0], 10)[1], Math.fround(3 / 4));
});

Deno.test("shrunkShares() knows nothing where nothing was counted at all", () => {
  assert.ok(shrunkShares([0], [0], 10).every(Number.isNaN));
});
