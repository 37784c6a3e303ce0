import assert from "node:assert/strict";
import { snapshotAt } from "../../ingest/shop.ts";
import { simulate } from "../../simulation/simulate.ts";
import { FIRST_DAY, tastefulShop } from "../../simulation/testing.ts";
import { describe } from "../figures/figure.ts";
import {
  exampleRows,
  looksFigure,
  patternsFigure,
  planText,
  segmentFigure,
  simulationSection,
} from "./simulation.ts";
import { gateFigure, gateRows } from "./simulation_gate.ts";

const shop = snapshotAt(tastefulShop({ customers: 300 }), FIRST_DAY + 84);
const customers = Uint32Array.from({ length: 300 }, (_, c) => c);
const recommended = new Map(
  [...customers].map((c) => [c, { articles: [c % 6, 6 + c % 6, 12 + c % 6], hour: 9 }]),
);
const { simulation } = await simulate(shop, customers, recommended, (a) => `article ${a}`, {
  size: 3,
  gateCases: 60,
  notice: "server down: start it with: ollama serve",
});
const BY = "simulated by rule-based virtual customers, parse failures 0.0 %";

Deno.test("simulationSection() leads with the sentence, then the statement, then the gate", async () => {
  const text = String(await simulationSection(simulation).body);
  const places = [simulation.sentence.slice(0, 30), "not an experiment", "Validity gate"]
    .map((part) => text.indexOf(part));
  assert.ok(places[0]! >= 0 && places[0]! < places[1]! && places[1]! < places[2]!);
  assert.match(text, /ollama serve/);
});

Deno.test("simulationSection() says of every table who answered and the parse failures", async () => {
  const text = String(await simulationSection(simulation).body);
  const captions = [...text.matchAll(/<caption>(.*?)<\/caption>/gs)].map(([, caption]) => caption!);
  assert.ok(captions.length >= 4);
  for (const caption of captions) assert.ok(caption.includes(BY), caption);
  assert.doesNotMatch(text, /revenue/i);
});

Deno.test("the section's figures and texts say who answered", () => {
  const texts = [describe(gateFigure(simulation)), planText(simulation)];
  const segments = segmentFigure(simulation);
  if (segments) texts.push(describe(segments));
  for (const text of texts) assert.ok(text.includes(BY), text);
});

Deno.test("simulationSection() shows a failed gate as failed", async () => {
  const checks = simulation.gate.checks.map((check, i) => ({ ...check, passed: i > 0 }));
  const failed = { ...simulation, gate: { ...simulation.gate, checks, passed: false } };
  assert.equal(gateRows(failed)[0]!.gate, "FAILED");
  const text = String(await simulationSection(failed).body);
  assert.match(text, /Validity gate: FAILED/);
  assert.match(text, /<p class="hx-warning">/);
});

Deno.test("simulationSection() says why nothing was simulated", async () => {
  const { body } = simulationSection({ simulated: true, noSimulation: "Expected a week" });
  assert.match(String(await body), /Nothing was simulated. Expected a week/);
});

Deno.test("exampleRows() shows what was seen without telling the persona its arm", () => {
  const rows = exampleRows(simulation);
  assert.equal(rows.length, 4);
  assert.match(rows[0]!["was shown"]!, /article \d+/);
  assert.doesNotMatch(rows[0]!.persona! + rows[0]!["was shown"]!, /\barm\b/);
});

Deno.test("patternsFigure() names the largest share, and nothing without categories", () => {
  assert.match(patternsFigure(simulation.patterns)!.title, /is \d+ % of what customers/);
  assert.equal(patternsFigure({ categories: ["other"], segments: [] }), null);
});

Deno.test("looksFigure() says from when on the simulated arms could be told apart", () => {
  const looks = [[10, 0.9], [20, 0.03], [30, 0.01]].map(([answers, pValue]) => ({
    answers: answers!,
    estimate: 0.1,
    low: -0.1,
    high: 0.3,
    pValue: pValue!,
  }));
  const analysis = { ...simulation.analysis, looks };
  assert.match(looksFigure({ ...simulation, analysis })!.title, /After 20 of 30 simulated answers/);
  const unclear = { ...analysis, looks: looks.slice(0, 1) };
  assert.equal(looksFigure({ ...simulation, analysis: unclear }), null);
});
