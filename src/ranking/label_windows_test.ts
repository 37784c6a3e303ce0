import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { labelWindows, LEAST_WINDOWS } from "./label_windows.ts";
import type { TrainingRows } from "./training_rows.ts";
import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";

const snapshot = snapshotAt(trialShop(), 1120);

Deno.test("labelWindows() makes the recipe's windows, newest first", async () => {
  const windows = await labelWindows(snapshot, 7, TRIAL_RECIPE);
  assert.deepEqual(windows.map(({ from }) => from), [1113, 1106, 1099, 1092, 1085]);
  for (const { rows } of windows) assert.equal(rows.usable, rows.group.length);
});

Deno.test("labelWindows() makes no more windows than fill the row budget", async () => {
  const windows = await labelWindows(snapshot, 7, { ...TRIAL_RECIPE, maxRows: 1200 });
  assert.equal(windows.length, LEAST_WINDOWS);
  const all = windows.reduce((sum, { rows }) => sum + rows.rows, 0);
  assert.ok(all > 600 && all < 1500, `found ${all} rows`);
});

Deno.test("labelWindows() keeps what it has made and asks only for the rest", async () => {
  const windowRows = new Map<number, TrainingRows>();
  const first = await labelWindows(snapshotAt(snapshot, 1113), 7, TRIAL_RECIPE, { windowRows });
  const second = await labelWindows(snapshot, 7, TRIAL_RECIPE, { windowRows });
  assert.equal(second[1]!.rows, first[0]!.rows);
  const fresh = await labelWindows(snapshot, 7, TRIAL_RECIPE);
  assert.deepEqual(second, fresh);
});
