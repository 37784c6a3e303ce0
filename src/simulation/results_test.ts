import assert from "node:assert/strict";
import type { Analysis } from "./analysis.ts";
import { hourStatement, isSimulation, sentenceOf } from "./results.ts";

function analysis(estimate: number, pValue: number, mismatch = false): Analysis {
  const arm = (mean: number) => ({ metrics: { clickThrough: { mean, low: mean, high: mean } } });
  return {
    arms: [arm(0.02), arm(0.02 + estimate)],
    primary: { estimate, low: estimate - 0.01, high: estimate + 0.01, pValue },
    sampleRatio: { pValue: 0.5, mismatch },
  } as unknown as Analysis;
}

const MODEL = { kind: "language model", parseFailureShare: 0.125 } as const;

Deno.test("sentenceOf() names simulation, kind of customer and parse failures in every case", () => {
  for (const passed of [true, false]) {
    for (const found of [analysis(0.01, 0.01), analysis(0, 0.9), analysis(0.1, 0.01, true)]) {
      const sentence = sentenceOf(found, { passed }, MODEL, null);
      assert.match(sentence, /simulat/i);
      assert.match(sentence, /language model virtual customers, parse failures 12\.5 %/);
      assert.doesNotMatch(sentence, /revenue|result/i);
    }
  }
});

Deno.test("sentenceOf() puts a failed gate and a mismatch before any figure", () => {
  const failed = sentenceOf(analysis(0.1, 1e-9), { passed: false }, MODEL, null);
  assert.match(failed, /^The validity gate failed/);
  const lopsided = sentenceOf(analysis(0.1, 1e-9, true), { passed: true }, MODEL, null);
  assert.match(lopsided, /^The arms' sizes do not fit/);
});

Deno.test("sentenceOf() says which arm is clicked more, or that it cannot be told", () => {
  const say = (estimate: number, p: number) =>
    sentenceOf(analysis(estimate, p), { passed: true }, MODEL, null);
  assert.match(say(0.01, 0.001), /B is clicked more/);
  assert.match(say(-0.01, 0.001), /B is clicked less/);
  assert.match(say(0.01, 0.2), /cannot be told apart/);
});

Deno.test("isSimulation() tells a simulation from the reason why there is none", () => {
  assert.equal(isSimulation({ simulated: true, noSimulation: "too short" }), false);
});

Deno.test("sentenceOf() says how much of the gain is the hour's, and what that rests on", () => {
  const hourShare = { mean: 0.42, low: 0.37, high: 0.46 };
  const say = (kind: "rule-based" | "language model") =>
    sentenceOf(analysis(0.01, 0.001), { passed: true }, { kind, parseFailureShare: 0 }, {
      hourShare,
    });
  assert.match(say("rule-based"), /42 % of the gain \(37 % to 46 %\) is the hour's/);
  assert.match(say("rule-based"), /an assumed reaction that no data show/);
  assert.match(say("language model"), /the language model's own idea of hours/);
});

Deno.test("hourStatement() tells what is fitted from what is assumed", () => {
  const interval = { mean: 0.02, low: 0.01, high: 0.03 };
  const found = { habits: { prior: 50, orders: 900, gain: interval } } as unknown as Parameters<
    typeof hourStatement
  >[0];
  const text = hourStatement(found, "rule-based");
  assert.match(text, /Fitted on 900 orders .*50 lines .*0\.020 nats/);
  assert.match(text, /Assumed, not fitted: that a message is opened/);
  assert.match(hourStatement(found, "language model"), /neither fitted nor checked/);
  assert.match(hourStatement(null, "rule-based"), /no hour is sent in either arm/);
});
