import assert from "node:assert/strict";
import type { PickRates, Purchases } from "../../simulation/gate.ts";
import type { Simulation } from "../../simulation/results.ts";
import { describe } from "../figures/figure.ts";
import { aaFigure, gateCaption, gateFigure, gateRows, pickRows } from "./simulation_gate.ts";

const interval = (rate: number) => ({ rate, low: rate - 0.05, high: rate + 0.05 });
const rival = (rate: number) => ({ ...interval(rate), pValue: 0.01 });
const pick = (purchases: Purchases, rate: number): PickRates => ({
  purchases,
  distractors: 9,
  cases: 100,
  chance: 0.1,
  ...interval(rate),
  popularity: rival(0.11),
  boughtBefore: rival(0.4),
  personaFree: rival(0.12),
  unanswered: 0,
});
const found = {
  gate: {
    passed: false,
    checks: [{ name: "order swap", passed: false, finding: "half" }],
    picks: [pick("all", 0.5), pick("repeated", 0.8), pick("first-time among new", 0.2)],
    aa: [{
      policy: "popular",
      repetitions: 4,
      pValues: [0.01, 0.2, 0.25, 1],
      falsePositives: { share: 0.25, low: 0.05, high: 0.7 },
    }],
  },
  shares: { kind: "language model", parseFailureShare: 0.1 },
} as unknown as Simulation;
const BY = "simulated by language model virtual customers, parse failures 10.0 %";

Deno.test("the gate's texts and figures say who answered, and that it failed", () => {
  assert.equal(gateRows(found)[0]!.gate, "FAILED");
  assert.match(gateCaption(found), /FAILED/);
  for (
    const text of [gateCaption(found), describe(gateFigure(found)), describe(aaFigure(found)!)]
  ) {
    assert.ok(text.includes(BY), text);
  }
});

Deno.test("gateFigure() and pickRows() tell first-time purchases apart from repeated ones", () => {
  assert.match(gateFigure(found).title, /50\.0 % of the real .* 20\.0 % of the first-time/);
  const rows = pickRows(found);
  assert.deepEqual(rows.map(({ purchases }) => purchases), [
    "all",
    "repeated",
    "first-time among new",
  ]);
  assert.equal(rows[2]!["virtual customers"], "20.0 % (15.0 % to 25.0 %)");
});

Deno.test("aaFigure() shows how p-values lie, and nothing where there are none", () => {
  const figure = aaFigure(found)!;
  assert.match(figure.title, /25\.0 % of the p-values/);
  const [bars] = figure.marks as unknown as { y: number[] }[];
  assert.deepEqual(bars!.y, [0.25, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.25]);
  const none = { ...found, gate: { ...found.gate, aa: [] } };
  assert.equal(aaFigure(none), null);
});
