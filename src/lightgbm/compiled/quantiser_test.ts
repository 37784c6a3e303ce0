import assert from "node:assert/strict";
import { compileModel } from "./mod.ts";
import { CODE_STRIDE, VALUE_STRIDE } from "./memory.ts";
import { randomModelText } from "./testing.ts";
import { adversarialRows, uniform } from "./trial_data.ts";

Deno.test("quantiseColumn() gives the codes that the compiled quantiser writes", () => {
  const random = uniform(9);
  for (let round = 0; round < 20; round++) {
    const model = compileModel(randomModelText(random, { features: 3, trees: 30, leaves: 40 }));
    assert.ok(!("reason" in model));
    const scorer = model.instantiate();
    for (const feature of [0, 1, 2]) {
      const values = adversarialRows(random, 1000, [[-1, 0, 1]]);
      scorer.values.set(values, feature * VALUE_STRIDE);
      scorer.quantise(feature, 1000);
      const quantiser = model.quantiser(feature);
      const whole = quantiser.quantiseColumn(values);
      const parts = quantiser.columns.map(() => new Uint8Array(1000));
      for (let i = 0; i < 1000; i += 100) {
        quantiser.quantiseColumn(values.subarray(i, i + 100), parts, i); // too short to compile
      }
      assert.deepEqual(parts, whole);
      whole.forEach((codes, j) => {
        const at = quantiser.columns[j]! * CODE_STRIDE;
        assert.deepEqual(codes, scorer.codes.slice(at, at + 1000));
      });
    }
  }
});

Deno.test("quantiseColumn() writes into given arrays, quantiseRecords() into records", () => {
  const model = compileModel(randomModelText(uniform(2), { features: 1, trees: 20 }));
  assert.ok(!("reason" in model));
  const { columns, quantiseColumn, quantiseRecords } = model.quantiser(0);
  const values = Float32Array.of(-2, NaN, 0, 2);
  const codes = quantiseColumn(values);
  const out = columns.map(() => new Uint8Array(6).fill(9));
  quantiseColumn(values, out, 1);
  out.forEach((column, j) => assert.deepEqual([...column], [9, ...codes[j]!, 9]));
  const width = columns.length + 2;
  const records = new Uint8Array(4 * width);
  quantiseRecords(values, records, width, 1);
  for (const [j, column] of codes.entries()) {
    assert.deepEqual([0, 1, 2, 3].map((i) => records[i * width + 1 + j]), [...column]);
  }
});

Deno.test("quantiseRecords() and quantiseColumn() agree on columns longer than a block", () => {
  const model = compileModel(randomModelText(uniform(3), { features: 1, trees: 40 }));
  assert.ok(!("reason" in model));
  const { columns, quantiseColumn, quantiseRecords } = model.quantiser(0);
  const values = adversarialRows(uniform(4), 2600, [[0]]);
  const width = columns.length + 1;
  const records = new Uint8Array(values.length * width);
  quantiseRecords(values, records, width, 0);
  for (const [j, column] of quantiseColumn(values).entries()) {
    assert.deepEqual(column, records.filter((_, i) => i % width === j));
  }
});
