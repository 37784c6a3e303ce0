import assert from "node:assert/strict";
import { ksUniformTest } from "../statistics/ks.ts";
import { createRandom } from "../statistics/random.ts";
import { analyse, type Observation } from "./analysis.ts";
import type { Design } from "./design.ts";
import type { Persona } from "./personas.ts";

/** Answers with given click rates of A and B per item, 10 items. */
function answers(
  rates: readonly [number, number],
  options: { count?: number; seed?: number; design?: Design; lastTierRate?: number } = {},
): Observation[] {
  const { count = 600, seed = 1, design = "randomised", lastTierRate } = options;
  const random = createRandom(seed);
  const observations: Observation[] = [];
  for (const arm of [0, 1] as const) {
    for (let c = 0; c < count; c++) {
      if (design === "randomised" && c % 2 !== arm) continue;
      const priceTier = 1 + Math.floor(c / 2) % 3;
      const rate = arm === 1 && priceTier === 3 ? lastTierRate ?? rates[1] : rates[arm];
      const clicked = Array.from({ length: 10 }, (_, i) => i).filter(() => random.uniform() < rate);
      const persona = {
        customer: c,
        priceTier,
        ageBand: 0,
        frequencyTier: 1,
        days: c % 9,
        attributes: {},
      };
      observations.push({
        persona: persona as Persona,
        arm,
        shown: 10,
        hour: null,
        answer: {
          opened: true,
          clicked,
          wouldBuy: [],
          satisfaction: 3,
          reason: "",
          by: "rule-based",
          parseFailure: false,
        },
      });
    }
  }
  return observations;
}

for (const design of ["randomised", "paired"] as const) {
  Deno.test(`analyse() finds a planted difference, ${design}`, () => {
    const { primary, arms } = analyse(answers([0.1, 0.2], { design }), design);
    assert.ok(primary.pValue! < 1e-6);
    assert.ok(primary.low > 0.05 && primary.high < 0.15);
    assert.ok(primary.lift!.low > 0.5 && primary.lift!.high < 1.8);
    assert.ok(primary.probabilityBBetter > 0.99);
    const [a, b] = arms.map(({ metrics }) => metrics.clickThrough.mean);
    assert.ok(Math.abs(b! - a! - primary.estimate) < 1e-12);
  });

  Deno.test(`analyse() gives uniform p-values when nothing is planted, ${design}`, () => {
    const pValues = Array.from(
      { length: 150 },
      (_, seed) =>
        analyse(answers([0.2, 0.2], { design, seed, count: 120 }), design).primary.pValue!,
    );
    assert.ok(ksUniformTest(pValues).pValue > 0.005);
  });
}

Deno.test("analyse() finds the one segment with an effect after correction, and no other", () => {
  const observations = answers([0.2, 0.2], { count: 1800, lastTierRate: 0.3 });
  const { segments } = analyse(observations, "randomised");
  assert.deepEqual(segments.map(({ segment }) => segment), ["low", "middle", "high"]);
  assert.deepEqual(segments.map(({ holm }) => holm! < 0.05), [false, false, true]);
  segments.forEach(({ holm, benjaminiHochberg, difference }) => {
    assert.ok(holm! >= benjaminiHochberg! && benjaminiHochberg! >= difference.pValue!);
  });
});

Deno.test("analyse() flags a guardrail that fell, and a split that is not the planned one", () => {
  const observations = answers([0.1, 0.1]).map((one, i) => ({
    ...one,
    answer: { ...one.answer, opened: one.arm === 0 || i % 2 === 0 },
  }));
  const opened = analyse(observations, "randomised").guardrails[0]!;
  assert.deepEqual([opened.metric, opened.harmed], ["opened", true]);
  const lopsided = observations.filter(({ arm }, i) => arm === 0 || i % 3 === 0);
  assert.equal(analyse(lopsided, "randomised").sampleRatio!.mismatch, true);
  assert.equal(analyse(observations, "randomised").sampleRatio!.mismatch, false);
});

Deno.test("analyse() tells null where no answer differs", () => {
  const { primary, guardrails } = analyse(answers([0, 0]), "randomised");
  assert.deepEqual([primary.estimate, primary.pValue, primary.lift], [0, null, null]);
  assert.ok(guardrails.every(({ harmed }) => !harmed));
});

Deno.test("analyse() throws when an arm has nobody", () => {
  const onlyA = answers([0.1, 0.1]).filter(({ arm }) => arm === 0);
  assert.throws(() => analyse(onlyA, "randomised"), RangeError);
});

Deno.test("analyse() looks at a planted difference until it is surely there", () => {
  const { looks } = analyse(answers([0.02, 0.05], { count: 4000 }), "randomised");
  assert.equal(looks.length, 40);
  assert.equal(looks.at(-1)!.answers, 4000);
  const { estimate, low, high, pValue } = looks.at(-1)!;
  assert.ok(low > 0 && low < estimate && estimate < high && pValue < 1e-6);
  looks.slice(1).forEach((look, i) => assert.ok(look.pValue <= looks[i]!.pValue));
});

Deno.test("analyse() seldom finds at any look what is not there", () => {
  let found = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { looks } = analyse(answers([0.05, 0.05], { count: 300, seed }), "randomised");
    if (looks.at(-1)!.pValue < 0.05) found++;
  }
  assert.ok(found <= 10, `${found} of 200`);
});

Deno.test("analyse() tells segments by what the source says of customers, such as income", () => {
  const incomes = ["Under 15K", "35-49K", "100-124K"];
  const observations = answers([0.1, 0.2]).map((one) => ({
    ...one,
    persona: { ...one.persona, attributes: { income: incomes[one.persona.customer % 3]! } },
  }));
  const { segments } = analyse(observations, "randomised");
  const income = segments.filter(({ by }) => by === "income");
  assert.deepEqual(income.map(({ segment }) => segment), incomes);
  assert.deepEqual(income.map(({ personas }) => personas), [200, 200, 200]);
});
