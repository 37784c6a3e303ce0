import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import type { Choice, VirtualCustomer } from "./customer.ts";
import { aaCheck, knownBadCheck, orderSwapCheck, pickChecks, pickRates } from "./gate.ts";
import type { GateCase } from "./gate_cases.ts";
import type { Persona } from "./personas.ts";

/** Cases whose real purchase is article 1000 + i. */
const CASES: GateCase[] = Array.from({ length: 200 }, (_, i) => ({
  persona: { customer: i, bought: new Map() } as unknown as Persona,
  bought: 1000 + i,
  firstTime: i % 2 === 0,
  distractors: [1, 2, 3, 4, 5, 6, 7, 8, 9],
}));
const POPULARITY = new Float64Array(1200).fill(5);

function chooser(pick: (choice: Choice, i: number) => number | null): VirtualCustomer {
  return {
    kind: "language model",
    description: "made up",
    answer: () => Promise.reject(new Error("not asked")),
    choose: (choices) => Promise.resolve(choices.map(pick)),
  };
}

const real = ({ articles }: Choice) => articles.find((a) => a >= 1000)!;
const random = createRandom(5);
const atRandom = ({ articles }: Choice) => articles[random.integer(articles.length)]!;
/** Knows the persona's taste in 70 % of the cases, and guesses without a persona. */
const knowing = (choice: Choice, i: number) =>
  choice.personaKnown !== false && i % 10 < 7 ? real(choice) : atRandom(choice);

Deno.test("pickChecks() passes a customer that knows its persona", async () => {
  const checks = pickChecks(await pickRates(chooser(knowing), CASES, POPULARITY));
  assert.deepEqual(checks.map(({ passed }) => passed), [true, true, true]);
});

Deno.test("pickChecks() fails a customer that answers at random or not at all", async () => {
  for (const pick of [atRandom, () => null]) {
    const rates = await pickRates(chooser(pick), CASES, POPULARITY);
    assert.ok(pickChecks(rates).every(({ passed }) => !passed));
  }
});

Deno.test("pickChecks() fails a customer that is no better without its persona", async () => {
  const same = (choice: Choice, i: number) => i % 10 < 7 ? real(choice) : atRandom(choice);
  const checks = pickChecks(await pickRates(chooser(same), CASES, POPULARITY));
  assert.ok(checks.every(({ passed }) => !passed));
});

Deno.test("pickChecks() fails a customer that only follows popularity", async () => {
  const popular = POPULARITY.map((n, a) => a >= 1000 && a % 3 === 0 ? 9 : n);
  const rule = ({ articles, personaKnown }: Choice) =>
    personaKnown === false
      ? null
      : articles.reduce((best, a) => popular[a]! > popular[best]! ? a : best);
  const checks = pickChecks(await pickRates(chooser(rule), CASES, popular));
  assert.ok(checks.every(({ passed }) => !passed));
});

Deno.test("pickRates() counts unreadable picks as wrong and tells how many", async () => {
  const half = (choice: Choice, i: number) => i % 2 === 0 ? real(choice) : null;
  const [one] = await pickRates(chooser(half), CASES, POPULARITY);
  assert.deepEqual([one!.rate, one!.unanswered], [1 / 2, 100]);
});

Deno.test("orderSwapCheck() passes who follows the article, fails who follows the place", async () => {
  const check = async (pick: (choice: Choice, i: number) => number | null) =>
    (await orderSwapCheck(chooser(pick), CASES)).passed;
  assert.equal(await check(real), true);
  assert.equal(await check(({ articles }) => articles[0]!), false);
  assert.equal(await check(atRandom), false);
});

Deno.test("knownBadCheck() passes only where random articles do worse", () => {
  const noise = createRandom(2);
  const rates = (mean: number) => Float64Array.from({ length: 500 }, () => mean + noise.normal());
  assert.equal(knownBadCheck(rates(0.5), rates(0)).passed, true);
  assert.equal(knownBadCheck(rates(0), rates(0.5)).passed, false);
  const same = Array.from({ length: 100 }, () => knownBadCheck(rates(0), rates(0)).passed);
  assert.ok(same.filter(Boolean).length <= 15); // 5 expected, deviation 2.2
});

Deno.test("pickRates() tells repeated and first-time purchases apart, each beside every rule", async () => {
  const cases = CASES.map((one, i) => ({
    ...one,
    firstTime: i % 4 === 0,
    persona: {
      customer: i,
      bought: new Map(i % 4 === 0 ? [] : [[one.bought, { days: 1, lastDay: 1 }]]),
    } as unknown as Persona,
  }));
  const rates = (await pickRates(chooser(knowing), cases, POPULARITY))
    .filter(({ distractors }) => distractors === 9);
  const [all, repeated, first] = rates;
  assert.deepEqual(rates.map(({ purchases }) => purchases), ["all", "repeated", "first-time"]);
  assert.deepEqual([all!.cases, repeated!.cases, first!.cases], [200, 150, 50]);
  const hits = repeated!.rate * 150 + first!.rate * 50;
  assert.ok(Math.abs(all!.rate * 200 - hits) < 1e-9);
  // Remembering finds what was bought before, and guesses the rest: all are as popular.
  assert.equal(repeated!.boughtBefore.rate, 1);
  assert.ok(first!.boughtBefore.high < 0.35);
  for (const { popularity, personaFree, low, rate, high } of rates) {
    assert.ok(low < rate && rate < high && popularity.low < 0.2 && personaFree.low < 0.2);
  }
});

Deno.test("pickChecks() fails a customer that remembers and no more at first-time purchases", async () => {
  const remembering = ({ persona, articles }: Choice) =>
    articles.find((a) => persona.bought.has(a)) ?? atRandom({ persona, articles });
  const cases = CASES.map((one) => ({ ...one, firstTime: true }));
  const rates = await pickRates(chooser(remembering), cases, POPULARITY, { newOnly: true });
  const checks = pickChecks(rates);
  assert.equal(checks.length, 3);
  assert.ok(checks.every(({ name, passed }) => /first-time purchases/.test(name) && !passed));
});

Deno.test("aaCheck() tells the share of false positives with its interval, or that nothing differs", () => {
  const runs = {
    policy: "popular articles",
    repetitions: 200,
    personas: 50,
    untold: 0,
    pValues: [],
    falsePositives: { share: 0.06, low: 0.03, high: 0.1 },
    difference: { estimate: 0, low: -0.001, high: 0.001, pValue: 0.9 },
    uniform: 0.4,
    passed: true,
  };
  const { passed, finding } = aaCheck(runs);
  assert.equal(passed, true);
  assert.match(finding, /6\.0 % of the p-values below 5 % \(95 % interval 3\.0 % to 10\.0 %\)/);
  const none = aaCheck({ ...runs, uniform: null, untold: 200, passed: false });
  assert.equal(none.passed, false);
  assert.match(none.finding, /200 of 200/);
});
