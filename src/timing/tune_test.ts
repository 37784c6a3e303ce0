import assert from "node:assert/strict";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { hourObservations } from "./observations.ts";
import { PARAMETER_COUNT, parametersAt } from "./rhythm.ts";
import { rhythmicShop } from "./testing.ts";
import { tuneRhythm } from "./tune.ts";
import { targetProbabilities, tuningWindow } from "./windows.ts";

const observations = hourObservations(purchaseDays(rhythmicShop().orders));

Deno.test("tuneRhythm() predicts its windows better than the usual parameters", () => {
  const tuned = tuneRhythm(observations, 144);
  assert.deepEqual(tuned.cuts, [116, 88, 60, 32]);
  let usual = 0;
  for (const cut of tuned.cuts) {
    const window = tuningWindow(observations, cut);
    const parameters = parametersAt(new Float64Array(PARAMETER_COUNT));
    for (const p of targetProbabilities(window, parameters)) usual -= Math.log(p);
  }
  assert.ok(tuned.logLoss < usual / tuned.targets);
});

Deno.test("tuneRhythm() shortens its windows where the history is short", () => {
  const { cuts } = tuneRhythm(observations, 34);
  assert.deepEqual(cuts, [24, 14]);
});

Deno.test("tuneRhythm() keeps the usual parameters below the smallest number of targets", () => {
  const tuned = tuneRhythm(observations, 144, { minTargets: 1e6 });
  assert.deepEqual(tuned.parameters, parametersAt(new Float64Array(PARAMETER_COUNT)));
  assert.deepEqual([tuned.cuts, tuned.targets, tuned.logLoss], [[], 0, NaN]);
});
