import assert from "node:assert/strict";
import { compileModel, recordFormat } from "./mod.ts";
import { randomModelText } from "./testing.ts";
import { featureRows, uniform } from "./trial_data.ts";

const random = uniform(4);
const model = compileModel(randomModelText(random, { features: 9, trees: 60 }));
assert.ok(!("reason" in model));

Deno.test("recordFormat() writes the codes from which a block scores as from floats", () => {
  const [count, features] = [40, 9];
  const rows = featureRows(random, count, features, { missing: 0.1 });
  const format = recordFormat(model, [8, 0, 1, 2, 3, 7, 4, 5, 6]);
  const values = format.features.map((f) =>
    Float32Array.from({ length: count }, (_, r) => rows[r * features + f]!)
  );
  const shared = new Uint8Array(new SharedArrayBuffer(count * format.width));
  format.write(values.map((column) => column.subarray(0, 30)), shared);
  format.write(values.map((column) => column.subarray(30)), shared, 30);
  const scorer = model.instantiate({ tables: [{ columns: format.columns, capacity: count }] });
  assert.equal(scorer.tables[0]!.width, format.width);
  scorer.tables[0]!.records.set(shared);
  scorer.tables[0]!.gather(Uint32Array.from({ length: count }, (_, i) => i), 0);
  const [found, wanted] = [new Float64Array(count), new Float64Array(count)];
  scorer.scoreBlock(count, found);
  scorer.scoreRows(rows, count, wanted);
  assert.deepEqual(found, wanted);
});

Deno.test("recordFormat() refuses values that do not fit", () => {
  const format = recordFormat(model, [0, 1]);
  const records = new Uint8Array(2 * format.width);
  const of = (n: number) => new Float32Array(n);
  assert.throws(() => format.write([of(2)], records), /Expected 2 arrays of equal length/);
  assert.throws(() => format.write([of(2), of(1)], records), /found lengths 2, 1/);
  assert.throws(() => format.write([of(3), of(3)], records), /Expected records 0 to 3/);
  assert.throws(() => format.write([of(1), of(1)], records, 2), /Expected records 2 to 3/);
  assert.throws(() => recordFormat(model, [9]), /Expected a feature below 9 but found 9/);
});
