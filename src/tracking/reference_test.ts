import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { stumpText } from "../lightgbm/compiled/testing.ts";
import { rowFiller, rowInputs } from "../ranking/rows.ts";
import { trialShop } from "../ranking/trial_shop.ts";
import { keepReference, readReference, sampleRows } from "./reference.ts";

const inputs = rowInputs(fitCandidates(snapshotAt(trialShop({ customers: 80 }), 1100)));

Deno.test("sampleRows() takes rows of the one definition, one per customer with an order", () => {
  const { rows, data, features } = sampleRows(inputs, null, { customers: 1000 });
  const { offsets, customers } = inputs.candidates.snapshot.orders;
  const withOrders = Array.from({ length: customers }, (_, c) => c)
    .filter((c) => offsets[c + 1]! > offsets[c]!);
  assert.equal(rows, withOrders.length);
  const filler = rowFiller(inputs);
  const possible = new Set<string>();
  for (const customer of withOrders) {
    const size = filler.fill(customer);
    for (let i = 0; i < size; i++) possible.add(filler.columns.map((column) => column[i]).join());
  }
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * features.length, (r + 1) * features.length).join();
    assert.ok(possible.has(row), `row ${r}`);
  }
});

Deno.test("sampleRows() follows the seed", () => {
  const of = (seed: number) => sampleRows(inputs, null, { customers: 20, seed }).data.join();
  assert.equal(of(1), of(1));
  assert.notEqual(of(1), of(2));
});

Deno.test("readReference() gives back rows and scores", async () => {
  const root = Deno.makeTempDirSync();
  const sample = { ...sampleRows(inputs, stumpText(), { customers: 10 }) };
  assert.equal(sample.score.length, 10);
  await keepReference(root, "abc", sample);
  const read = readReference(root, "abc")!;
  assert.deepEqual(read.data, sample.data);
  assert.deepEqual(read.score, sample.score);
  assert.equal(readReference(root, "none"), null);
  Deno.removeSync(root, { recursive: true });
});
