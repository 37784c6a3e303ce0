import assert from "node:assert/strict";
import { BASELINES } from "../evaluation/baselines.ts";
import type { Metrics } from "../evaluation/results.ts";
import { headlines } from "./tell.ts";

const interval = (mean: number) => ({ mean, low: mean - 0.01, high: mean + 0.01 });
const system = (name: string, kind: string, map: number, difference: number) => ({
  name,
  kind,
  metrics: { map_at_12: interval(map) },
  difference: { map_at_12: interval(difference) },
});
const tested = {
  noEvaluation: null,
  folds: [{}, {}],
  what: {
    systems: [system("ranker", "ranker", 0.22, 0.04), system(BASELINES[1], "baseline", 0.18, 0)],
  },
  who: { mean: { model: { auc: 0.7549, lift: 3.53 } } },
  when: {
    withHistory: {
      hourLoss: {
        customer: interval(2.1891),
        globalByDay: interval(2.2264),
        global: interval(2.2659),
      },
      dayLoss: { customer: interval(1.7), global: interval(1.75) },
    },
  },
} as unknown as Metrics;

Deno.test("headlines() sets every figure beside what it is measured against", () => {
  assert.deepEqual(headlines(tested), [
    `What:       MAP@12 0.2200 on 2 test weeks; ${BASELINES[1]}: 0.1800; ` +
    `difference 0.0400 (95 % interval 0.0300 to 0.0500)`,
    "Who:        AUC 0.755; the likeliest tenth buys 3.5 × as often",
    "When:       log-loss of the hour, given the day, 2.189; one curve for everybody: 2.226",
  ]);
});

Deno.test("headlines() speaks of days where the source has no hours", () => {
  const dated = {
    ...tested,
    when: { withHistory: { ...tested.when!.withHistory, hourLoss: null } },
  } as Metrics;
  assert.equal(
    headlines(dated).at(-1),
    "When:       log-loss of the day of the week (the source has no hours) 1.700; " +
      "one curve for everybody: 1.750",
  );
});

Deno.test("headlines() says why nothing was tested", () => {
  const none = { ...tested, what: null, noEvaluation: "Expected a week" } as Metrics;
  assert.deepEqual(headlines(none), ["Not tested: Expected a week"]);
});
