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
  assert.deepEqual([one!.rate, one!.unanswered, one!.firstTimeRate], [1 / 2, 100, 1]);
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

Deno.test("aaCheck() passes answers of any shape and fails without any difference", () => {
  const draw = createRandom(3);
  for (const rate of [0.02, 0.1, 0.5]) {
    const clicks = Float64Array.from({ length: 1000 }, () => draw.uniform() < rate ? 1 / 12 : 0);
    assert.equal(aaCheck(clicks).passed, true, String(rate));
  }
  // Few clickers, so that both halves often have the same number of clicks.
  const passed = Array.from({ length: 20 }, (_, seed) => {
    const rare = Float64Array.from({ length: 1000 }, (_, i) => i < 30 ? (1 + i % 2) / 12 : 0);
    return aaCheck(rare, { seed }).passed;
  });
  assert.ok(passed.filter(Boolean).length >= 18, String(passed));
  assert.equal(aaCheck(new Float64Array(1000)).passed, false);
  assert.equal(aaCheck(Float64Array.of(1)).passed, false);
});
