import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { fitInputs } from "./fit_inputs.ts";
import { trialShop } from "./trial_shop.ts";

Deno.test("fitInputs() gives the same with Workers as without", async () => {
  const snapshot = snapshotAt(trialShop({ customers: 150 }), 1120);
  const options = { maxCandidates: 60 };
  const alone = await fitInputs(snapshot, options);
  const beside = await fitInputs(snapshot, options, { threads: 2, workersFrom: 0 });
  assert.deepEqual(beside, alone);
  assert.equal(beside.candidates.snapshot, snapshot);
});
