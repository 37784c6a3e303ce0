import assert from "node:assert/strict";
import fc from "fast-check";
import { selectBudget } from "../../propensity/budget.ts";
import { rankedPlan } from "../serving_index.ts";
import { budgetPlan } from "./plan.ts";

const customer = fc.record({
  propensity: fc.double({ min: 0, max: 1, noNaN: true }),
  day: fc.integer({ min: 1, max: 7 }),
  hour: fc.integer({ min: 0, max: 23 }),
  basis: fc.integer({ min: 0, max: 2 }),
});

Deno.test("budgetPlan() chooses and counts as a plain loop over the customers does", () => {
  fc.assert(fc.property(
    fc.array(customer, { maxLength: 200 }),
    fc.integer({ min: 0, max: 220 }),
    fc.integer({ min: 0, max: 7 }),
    fc.integer({ min: -1, max: 2 }),
    (customers, budget, day, basis) => {
      const propensity = Float64Array.from(customers, (one) => one.propensity);
      const byCode = {
        propensity,
        day: Uint8Array.from(customers, (one) => one.day),
        hour: Int8Array.from(customers, (one) => one.hour),
        basis: Uint8Array.from(customers, (one) => one.basis),
      };
      const ranked = rankedPlan(byCode, selectBudget(propensity, customers.length));
      const plan = budgetPlan(ranked, { budget, day, basis });
      const eligible = [...customers.keys()].filter((c) =>
        (day === 0 || customers[c]!.day === day) && (basis < 0 || customers[c]!.basis === basis)
      ).sort((a, b) => customers[b]!.propensity - customers[a]!.propensity || a - b);
      const chosen = eligible.slice(0, budget);
      assert.deepEqual([...plan.chosen], chosen);
      assert.equal(plan.eligible, eligible.length);
      const total = (codes: number[]) =>
        codes.reduce((sum, c) => sum + customers[c]!.propensity, 0);
      assert.equal(plan.expected, total(chosen));
      assert.equal(plan.expectedOfAll, total(eligible));
      const sent = plan.slots.flat().reduce((sum, n) => sum + n, 0);
      assert.equal(sent, chosen.length);
      for (const c of chosen) {
        assert.ok(plan.slots[customers[c]!.day - 1]![customers[c]!.hour]! > 0);
      }
      const last = plan.curve.at(-1)!;
      assert.deepEqual(last, { pushed: eligible.length, expected: total(eligible) });
      assert.ok(plan.curve.length <= 62);
    },
  ));
});
