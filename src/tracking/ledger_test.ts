import assert from "node:assert/strict";
import {
  afterDecision,
  afterTraining,
  isGated,
  type Ledger,
  previousVersion,
  readLedger,
  servingVersion,
  versionOf,
  writeLedger,
} from "./ledger.ts";
import { WorkspaceError } from "../workspace.ts";

const EMPTY: Ledger = { trainings: [], decisions: [] };
const trained = (ledger: Ledger, version: string, print = `print ${version}`) =>
  afterTraining(ledger, { print, version, at: 1 });

Deno.test("afterTraining() lets the newest model serve as long as nobody has decided", () => {
  const two = trained(trained(EMPTY, "a"), "b");
  assert.deepEqual([servingVersion(two), previousVersion(two), isGated(two)], ["b", "a", false]);
  assert.equal(versionOf(two, "print a"), "a");
  assert.equal(versionOf(two, "print c"), null);
  assert.equal(trained(two, "b").decisions.length, 2);
});

Deno.test("afterTraining() makes a candidate only from the first decision on", () => {
  const two = trained(trained(EMPTY, "a"), "b");
  const back = afterDecision(two, { version: "a", at: 2, by: "rollback", why: "" });
  const three = trained(back, "c");
  assert.deepEqual([servingVersion(three), previousVersion(three)], ["a", "b"]);
  assert.equal(versionOf(three, "print c"), "c");
});

Deno.test("readLedger() gives back what was written and refuses to guess", async () => {
  const root = Deno.makeTempDirSync();
  const ledger = trained(EMPTY, "a");
  await writeLedger(root, ledger);
  assert.deepEqual(readLedger(root), ledger);
  for (const damaged of ["{", "", "null", '{"trainings":[]}']) {
    Deno.writeTextFileSync(`${root}/data/versions.json`, damaged);
    assert.deepEqual(readLedger(root), ledger, "the second one stands in");
  }
  Deno.writeTextFileSync(`${root}/data/.versions.json`, "[]");
  assert.throws(() => readLedger(root), WorkspaceError);
  Deno.removeSync(`${root}/data/versions.json`);
  assert.deepEqual(readLedger(root), EMPTY);
  Deno.removeSync(root, { recursive: true });
});
