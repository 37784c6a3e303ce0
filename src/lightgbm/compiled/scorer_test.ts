import assert from "node:assert/strict";
import { BLOCK_ROWS, CODE_STRIDE, type CompiledModel, compileModel } from "./mod.ts";
import { randomModelText, stumpText } from "./testing.ts";
import { featureRows, uniform } from "./trial_data.ts";

function modelOf(text: string): CompiledModel {
  const model = compileModel(text);
  assert.ok(!("reason" in model));
  return model;
}

const random = uniform(21);
const model = modelOf(randomModelText(random, { features: 6, trees: 25, leaves: 30 }));

function walked(rows: Float32Array, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, r) => model.scoreRow(rows, r * model.features));
}

Deno.test("scoreRows() and scoreColumns() give the walk's scores for every height", () => {
  const scorer = model.instantiate();
  for (const count of [0, 1, 15, 16, 33, 1023, 1024, 1025, 2500]) {
    const rows = featureRows(random, count, 6, { missing: 0.1, zeros: 0.1 });
    const columns = Array.from(
      { length: 6 },
      (_, c) => Float32Array.from({ length: count }, (_, r) => rows[r * 6 + c]!),
    );
    const [byRow, byColumn] = [new Float64Array(count), new Float64Array(count)];
    scorer.scoreRows(rows, count, byRow);
    scorer.scoreColumns(columns, count, byColumn);
    assert.deepEqual(byRow, walked(rows, count));
    assert.deepEqual(byColumn, byRow);
  }
});

Deno.test("CodeTable.gather() writes exactly its rows and columns", () => {
  const columns = model.columns.map((_, c) => c).filter((c) => c % 3 !== 1);
  const scorer = model.instantiate({ tables: [{ columns, capacity: 50 }] });
  const [table] = scorer.tables;
  table!.records.forEach((_, i, records) => records[i] = i * 37);
  for (const [row, count] of [[0, 0], [3, 1], [7, 15], [1, 16], [5, 17], [100, 100], [0, 1024]]) {
    scorer.codes.fill(255);
    const ids = Uint32Array.from({ length: count! }, () => Math.floor(random() * 50));
    table!.gather(ids, row!);
    const expected = new Uint8Array(scorer.codes.length).fill(255);
    columns.forEach((column, j) =>
      ids.forEach((id, i) => {
        expected[column * CODE_STRIDE + row! + i] = table!.records[id * table!.width + j]!;
      })
    );
    assert.deepEqual(scorer.codes, expected);
  }
});

Deno.test("CodeTable.broadcast() writes exactly its rows and columns", () => {
  const columns = model.columns.map((_, c) => c).reverse();
  const scorer = model.instantiate({ tables: [{ columns, capacity: 3 }] });
  const [table] = scorer.tables;
  table!.records.forEach((_, i, records) => records[i] = i * 37);
  for (const [begin, end] of [[0, 0], [3, 4], [7, 22], [1, 17], [5, 22], [100, 200], [0, 1024]]) {
    scorer.codes.fill(255);
    table!.broadcast(2, begin!, end!);
    const expected = new Uint8Array(scorer.codes.length).fill(255);
    columns.forEach((column, j) =>
      expected.fill(
        table!.records[2 * table!.width + j]!,
        column * CODE_STRIDE + begin!,
        column * CODE_STRIDE + end!,
      )
    );
    assert.deepEqual(scorer.codes, expected);
  }
});

Deno.test("scoreBlock() writes only its rows of the output", () => {
  const scorer = modelOf(stumpText()).instantiate();
  scorer.codes.fill(129);
  const out = new Float64Array(5).fill(7);
  scorer.scoreBlock(3, out, 1);
  assert.deepEqual(out, Float64Array.of(7, 1, 1, 1, 7));
});

Deno.test("a scorer refuses rows outside the block, short arrays, unknown columns and records", () => {
  const stump = modelOf(stumpText());
  const scorer = stump.instantiate({ tables: [{ columns: [0], capacity: 2 }] });
  const out = new Float64Array(2000);
  const wrong = [
    () => scorer.scoreBlock(BLOCK_ROWS + 1, out),
    () => scorer.scoreBlock(-1, out),
    () => scorer.scoreBlock(3, out, 1998),
    () => scorer.quantise(0, BLOCK_ROWS + 1),
    () => scorer.quantise(2, 1),
    () => scorer.scoreRows(new Float32Array(3), 2, out),
    () => scorer.scoreRows(new Float32Array(4002), 2001, out),
    () => scorer.scoreColumns([new Float32Array(1)], 1, out),
    () => scorer.scoreColumns([new Float32Array(1), new Float32Array(0)], 1, out),
    () => scorer.tables[0]!.gather(new Uint32Array(2), BLOCK_ROWS - 1),
    () => scorer.tables[0]!.broadcast(2, 0, 1),
    () => scorer.tables[0]!.broadcast(0, 2, 1),
    () => stump.instantiate({ tables: [{ columns: [1], capacity: 2 }] }),
    () => stump.instantiate({ tables: [{ columns: [0], capacity: 2 ** 29 }] }),
    () => stump.quantiser(2),
  ];
  for (const [i, call] of wrong.entries()) assert.throws(call, RangeError, `case ${i}`);
  scorer.quantise(1, 5); // a feature that no tree uses
});
