import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { rowInputs } from "../ranking/rows.ts";
import { loadInputs, saveInputs } from "./inputs_store.ts";

Deno.test("loadInputs() gives null for a file with any one byte changed, or cut anywhere", async () => {
  const lines = [{ customer: 0, article: 0, day: 5 }, { customer: 1, article: 1, day: 6 }];
  const snapshot = snapshotAt(shopFromLines(lines), 7);
  const inputs = rowInputs(fitCandidates(snapshot));
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/inputs.bin`;
  await saveInputs(path, inputs, "f");
  assert.deepEqual(loadInputs(path, snapshot, "f"), inputs);
  const whole = Deno.readFileSync(path);
  for (let at = 0; at < whole.length; at += 7) {
    const changed = whole.slice();
    changed[at]! ^= 1;
    Deno.writeFileSync(path, changed);
    const found = loadInputs(path, snapshot, "f");
    if (found !== null) assert.deepEqual(found, inputs, `byte ${at}: no more than padding`);
  }
  for (const length of [0, 5, 8, 100, whole.length >> 1, whole.length - 8]) {
    Deno.writeFileSync(path, whole.subarray(0, length));
    assert.equal(loadInputs(path, snapshot, "f"), null, `cut after ${length} bytes`);
  }
  Deno.removeSync(folder, { recursive: true });
});
