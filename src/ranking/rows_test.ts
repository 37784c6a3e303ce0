import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { columnOf } from "../features/catalogue.ts";
import { randomShop } from "../features/test_shop.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { rowFiller, rowInputs } from "./rows.ts";

const inputs = rowInputs(fitCandidates(snapshotAt(randomShop(3), 1100)));

Deno.test("rowFiller() gives every feature a name of its own", () => {
  const { definitions, columns, grain } = rowFiller(inputs);
  assert.equal(new Set(definitions.map(({ name }) => name)).size, definitions.length);
  assert.equal(columns.length, definitions.length);
  const all = [...grain.pair, ...grain.article, ...grain.customer];
  assert.deepEqual(all, definitions.map((_, f) => f));
});

Deno.test("rowFiller() takes articles' and customers' values from their tables", () => {
  const filler = rowFiller(inputs);
  for (const c of [0, 4, 11]) {
    const size = filler.fill(c);
    const { article } = filler.generator.candidates;
    const column = (name: string) =>
      filler.columns[filler.definitions.findIndex((d) => d.name === name)]!;
    for (let i = 0; i < size; i++) {
      assert.equal(column("buyers_28d")[i], columnOf(inputs.articles, "buyers_28d")[article[i]!]);
      assert.equal(column("orders_total")[i], columnOf(inputs.customers, "orders_total")[c]);
    }
  }
});

Deno.test("rowFiller() fills pairs alone as it fills them with the rest", () => {
  const filler = rowFiller(inputs);
  const shifted = filler.definitions.map(() => new Float32Array(300));
  for (const c of [2, 5]) {
    const size = filler.fill(c);
    const whole = filler.columns.map((column) => column.slice(0, size));
    assert.equal(filler.fillPairs(c, shifted, 17), size);
    for (const f of filler.grain.pair) {
      assert.deepEqual(shifted[f]!.subarray(17, 17 + size), whole[f], filler.definitions[f]!.name);
    }
  }
});
