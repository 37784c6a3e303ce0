import assert from "node:assert/strict";
import type { HourEffect, Simulation } from "../../simulation/results.ts";
import { describe } from "../figures/figure.ts";
import { cellFigure, gainParts, gainRows, gainStatement } from "./simulated_gain.ts";

const at = (mean: number) => ({ mean, low: mean - 0.001, high: mean + 0.001 });
const headStart: HourEffect = {
  personas: 500,
  rounds: 5,
  cells: [at(0.002), at(0.005), at(0.004), at(0.012)],
  gain: at(0.01),
  articles: at(0.0055),
  hour: at(0.0045),
  interaction: at(0.005),
  articlesAlone: at(0.003),
  hourAlone: at(0.002),
  hourShare: { mean: 0.45, low: 0.4, high: 0.5 },
  byReaction: [{ hourReaction: 0, gain: at(0.007), hourShare: at(0) }],
  habits: { prior: 500, orders: 3000, gain: at(0.02) },
};
const found = {
  headStart,
  shares: { kind: "rule-based", parseFailureShare: 0 },
} as unknown as Simulation;
const BY = "simulated by rule-based virtual customers, parse failures 0.0 %";

Deno.test("gainRows() says what is the articles', what the hour's, and what were it not assumed", () => {
  const rows = gainRows(headStart).map((row) => Object.values(row).join(" | "));
  assert.match(rows[1]!, /articles' part \| 0\.550 % .* \| 55 %/);
  assert.match(rows[2]!, /hour's part \| 0\.450 % .* \| 45 % \(40 % to 50 %\)/);
  assert.match(rows.at(-1)!, /gain if opening did not depend on the hour \| 0\.700 %/);
});

Deno.test("gainParts() says in every part who answered, and what is assumed", async () => {
  const shown = (await Promise.all(gainParts(found))).map(String);
  assert.equal(shown.length, 3);
  for (const part of shown) assert.ok(part.includes(BY), part);
  assert.match(shown[1]!, /Assumed, not fitted/);
  assert.match(describe(cellFigure(found, headStart)), /45 % of B's simulated gain/);
});

Deno.test("gainParts() says of a shop without times that no hour has an effect", async () => {
  const dated = { ...found, headStart: null };
  assert.equal(gainParts(dated).length, 1);
  assert.match(String(await gainParts(dated)[0]), /no times of day/);
  assert.ok(gainStatement(dated).includes(BY));
});
