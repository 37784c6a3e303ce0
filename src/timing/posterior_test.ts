import assert from "node:assert/strict";
import fc from "fast-check";
import { type LineInput, shopFromLines } from "../ingest/shop.ts";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { dayObservations, hourObservations } from "./observations.ts";
import { customerCurves, fitRhythm, totalVariation } from "./posterior.ts";
import { rhythmicShop } from "./testing.ts";

const line: fc.Arbitrary<LineInput> = fc.record({
  customer: fc.nat(5),
  article: fc.constant(0),
  day: fc.integer({ min: 1, max: 200 }),
  minute: fc.nat(1439),
});

Deno.test("customerCurves() gives distributions for any orders", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
      const days = purchaseDays(shopFromLines(lines, { customers: 7 }).orders);
      for (const observations of [hourObservations(days), dayObservations(days)]) {
        const { bins } = observations;
        const curveOf = customerCurves(fitRhythm(observations, 201), observations, 201);
        for (let c = 0; c < 7; c++) {
          const { curve, prior } = curveOf(c);
          for (let start = 0; start < curve.length; start += bins) {
            for (const values of [curve, prior]) {
              const slice = values.subarray(start, start + bins);
              assert.ok(slice.every((p) => p > 0));
              assert.ok(Math.abs(slice.reduce((a, b) => a + b, 0) - 1) < 1e-9);
            }
          }
        }
      }
    }),
    { numRuns: 15 },
  );
});

Deno.test("customerCurves() of a customer without orders is the shop's curve", () => {
  const observations = hourObservations(purchaseDays(rhythmicShop().orders));
  const rhythm = fitRhythm(observations, 144);
  const { curve } = customerCurves(rhythm, observations, 144)(120);
  curve.forEach((p, i) => assert.ok(Math.abs(p - rhythm.curves.context[i]!) < 1e-12));
});

Deno.test("customerCurves() of days gives a customer without orders everybody's days, unsmoothed", () => {
  const observations = dayObservations(purchaseDays(rhythmicShop().orders));
  const rhythm = fitRhythm(observations, 144);
  const { curve } = customerCurves(rhythm, observations, 144)(120);
  curve.forEach((p, d) => assert.ok(Math.abs(p - rhythm.curves.shop[d]!) < 1e-12));
  assert.notDeepEqual(rhythm.curves.shop, rhythm.curves.context);
});

Deno.test("customerCurves() follows the customer's own orders", () => {
  const observations = hourObservations(purchaseDays(rhythmicShop().orders));
  const curveOf = customerCurves(fitRhythm(observations, 144), observations, 144);
  const early = curveOf(0).curve.slice(0, 24);
  const late = curveOf(1).curve.slice(0, 24);
  assert.ok(early[10]! > 0.25 && early[17]! < 0.05);
  assert.ok(late[17]! > 0.25 && late[10]! < 0.05);
});

Deno.test("fitRhythm() marks hours without any order as closed", () => {
  const observations = hourObservations(purchaseDays(rhythmicShop().orders));
  const { open } = fitRhythm(observations, 144);
  assert.deepEqual([open[8], open[10], open[17], open[20]], [0, 1, 1, 0]);
  assert.equal(open[6 * 24 + 10], 1); // no order on any Sunday: open where any day is
});

Deno.test("totalVariation() is 0 for equal and 1 for disjoint distributions", () => {
  assert.equal(totalVariation(Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5)), 0);
  assert.equal(totalVariation(Float64Array.of(1, 0), Float64Array.of(0, 1)), 1);
});
