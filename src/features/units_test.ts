import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { randomShop } from "./test_shop.ts";
import { articleUnits } from "./units.ts";

Deno.test("articleUnits() says what the logarithms of the lines' pieces say", () => {
  const { orders } = randomShop(3);
  const { usual, spread } = articleUnits(orders);
  for (let a = 0; a < orders.articles; a++) {
    const logs = [...orders.units!].filter((_, i) => orders.article[i] === a).map(Math.log2);
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    assert.ok(Math.abs(usual[a]! - 2 ** mean) < 1e-5);
    assert.ok(Math.abs(spread[a]! - Math.sqrt(squares / logs.length)) < 1e-5);
  }
});

Deno.test("articleUnits() is unknown without a line and where the source does not say", () => {
  const lines = [1, 1].map((article) => ({ customer: 0, article, day: 5 }));
  const unknown = Float32Array.of(NaN, NaN);
  assert.deepEqual(articleUnits(shopFromLines(lines).orders), { usual: unknown, spread: unknown });
  const { orders } = shopFromLines(lines.map((line) => ({ ...line, units: 3 })));
  assert.equal(articleUnits(orders).usual[0], NaN);
  assert.ok(Math.abs(articleUnits(orders).usual[1]! - 3) < 1e-6);
});
