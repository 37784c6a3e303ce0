import assert from "node:assert/strict";
import { rowFiller } from "../../ranking/rows.ts";
import { rowsOf } from "./scenario.ts";
import { dataOf, inputsOf, linesWithHours, shopOf, tinyData } from "./testing.ts";

Deno.test("rowsOf() gives the very rows that the ranker scores, in the candidates' order", () => {
  const inputs = inputsOf(shopOf(linesWithHours()));
  const filler = rowFiller(inputs);
  const names = filler.definitions.map(({ name }) => name);
  assert.deepEqual(tinyData().features.map(({ name }) => name), names);
  const customers = [7, 2, 30];
  const model = `tree\nfeature_names=${names.join(" ")}\ntree_sizes=\n\nend of trees\n`;
  const data = dataOf(inputs, model, customers);
  customers.forEach((customer, at) => {
    const size = filler.fill(customer);
    const expected = Float32Array.from(
      { length: size * names.length },
      (_, i) => filler.columns[i % names.length]![Math.floor(i / names.length)]!,
    );
    assert.deepEqual(rowsOf(data, at), expected);
  });
});
