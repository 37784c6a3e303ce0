import assert from "node:assert/strict";
import { proposeTrials, rungs, SEARCH_SPACE, survivors } from "./search.ts";

Deno.test("proposeTrials() stays within every range and reaches all parts of it", () => {
  const trials = proposeTrials(400, 3).slice(1);
  for (const [name, { low, high, whole }] of Object.entries(SEARCH_SPACE)) {
    const values = trials.map((trial) => trial[name as keyof typeof SEARCH_SPACE]!);
    assert.ok(Math.min(...values) >= low && Math.max(...values) <= high, name);
    assert.ok(Math.max(...values) > high - 0.1 * (high - low), name);
    if (whole) assert.ok(values.every(Number.isInteger), name);
  }
  assert.throws(() => proposeTrials(1, 1), /at least 2 but found 1/);
});

Deno.test("rungs() never asks for more weeks than there are nor fewer than two sets", () => {
  for (const trials of [2, 3, 12, 50]) {
    for (const weeks of [1, 2, 3, 4]) {
      const found = rungs(trials, weeks);
      assert.equal(found.at(-1)!.weeks, weeks);
      assert.ok(found.every((rung) => rung.trials >= 2 && rung.weeks <= weeks));
    }
  }
});

Deno.test("survivors() keeps the recipe as it is, however bad", () => {
  const means = new Map([[0, 0], [1, 3], [2, 5], [3, 4]]);
  assert.deepEqual(survivors(means, 2), [0, 2]);
  assert.deepEqual(survivors(means, 3), [0, 2, 3]);
});
