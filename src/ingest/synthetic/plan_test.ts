import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createCustomers } from "./customers.ts";
import { dailyDemand } from "./market.ts";
import { articleProbability, basketChances } from "./oracle.ts";
import { adjustPlan, dayRate, type Plan, planBaskets } from "./plan.ts";
import { DAYS, LAST_WEEK, weekStart } from "./scale.ts";

const archetypes = createArchetypes(createCatalogue(600, 1), 1);
const COUNT = 20_000;
const customers = createCustomers({ first: 0, count: COUNT }, archetypes, 1);
const plan = planBaskets(customers, 1);
const cutoff = weekStart(LAST_WEEK);

function basketsOf(of: Plan, i: number): number[] {
  return [...of.day.subarray(of.offsets[i]!, of.offsets[i + 1]!)];
}

function linesOf(of: Plan): number {
  let lines = 0;
  for (let b = 0; b < of.offsets.at(-1)!; b++) lines += of.picks[b]! + of.extra[b]!;
  return lines;
}

Deno.test("planBaskets() gives rising days of the data and baskets that are not empty", () => {
  for (let i = 0; i < COUNT; i++) {
    const days = basketsOf(plan, i);
    days.forEach((day, k) => assert.ok(day < DAYS && (k === 0 || day > days[k - 1]!)));
  }
  assert.ok(plan.picks.subarray(0, plan.offsets[COUNT]).every((picks) => picks > 0));
});

Deno.test("planBaskets() comes close to H&M's activity", () => {
  const lines = linesOf(plan);
  assert.equal(plan.lines, lines);
  assert.ok(Math.abs(lines / COUNT / 23.17 - 1) < 0.06, `${lines / COUNT} lines per customer`);
  assert.ok(Math.abs(lines / plan.offsets[COUNT]! - 3.5) < 0.15);
  const buyers = Array.from({ length: COUNT }, (_, i) => basketsOf(plan, i).length > 0);
  const share = buyers.filter(Boolean).length / COUNT;
  assert.ok(Math.abs(share - 1_362_281 / 1_371_980) < 0.004, `${share} ever bought`);
});

Deno.test("planBaskets() makes the last week come true as its rates say", () => {
  const demand = dailyDemand();
  let expected = 0, variance = 0, real = 0;
  for (let i = 0; i < COUNT; i++) {
    const weekend = customers.weekend[i]!;
    const week = { rate: plan.lastRate[i]!, weekend, demand, firstDay: cutoff };
    const p = articleProbability(1, 0, basketChances(week));
    expected += p;
    variance += p * (1 - p);
    real += basketsOf(plan, i).some((day) => day >= cutoff) ? 1 : 0;
  }
  assert.ok(Math.abs(real - expected) < 4 * Math.sqrt(variance), `${real} against ${expected}`);
});

Deno.test("adjustPlan() adds and leaves out lines before the last week only", () => {
  for (const missing of [-1234, 0, 77, 20_001]) {
    const changed = planBaskets(customers, 1);
    const slots = missing > 0 ? changed.past : changed.spare;
    adjustPlan(changed, { missing, slots, before: 0 });
    assert.equal(linesOf(changed), plan.lines + missing);
    assert.equal(changed.lines, plan.lines + missing);
    for (let b = 0; b < plan.offsets[COUNT]!; b++) {
      if (plan.day[b]! >= cutoff) assert.equal(changed.picks[b], plan.picks[b]);
      assert.ok(changed.picks[b]! > 0);
    }
  }
});

Deno.test("adjustPlan() refuses to leave out more than there is", () => {
  const small = planBaskets(createCustomers({ first: 0, count: 5 }, archetypes, 1), 1);
  const missing = -small.spare - 1;
  assert.throws(() => adjustPlan(small, { missing, slots: small.spare, before: 0 }), RangeError);
});

Deno.test("dayRate() keeps the sum over a week whatever the weekend factor", () => {
  const week = (weekend: number) => {
    let sum = 0;
    for (let day = 0; day < 7; day++) sum += dayRate(0.1, weekend, 1, day);
    return sum;
  };
  assert.ok(Math.abs(week(2) - 0.7) < 1e-12 && Math.abs(week(0.3) - 0.7) < 1e-12);
});
