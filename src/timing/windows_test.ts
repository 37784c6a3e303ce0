import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { hourObservations } from "./observations.ts";
import { customerCurves, fitRhythm } from "./posterior.ts";
import { rhythmicShop } from "./testing.ts";
import { countsByAge, discountedCounts, targetProbabilities, tuningWindow } from "./windows.ts";

const shop = rhythmicShop();
const observations = hourObservations(purchaseDays(shop.orders));

Deno.test("tuningWindow() takes the first point of each customer with a history", () => {
  const window = tuningWindow(observations, 60, { windowDays: 14 });
  assert.ok(window.customer.length > 50);
  window.customer.forEach((c, t) => {
    let first = observations.offsets[c]!;
    while (observations.day[first]! < 60) first++;
    assert.ok(observations.day[first]! < 74);
    assert.equal(window.bin[t], observations.bin[first]);
    assert.equal(window.offsets[t + 1]! - window.offsets[t]!, first - observations.offsets[c]!);
  });
  assert.ok(window.ownAge.every((age) => age >= 1));
});

Deno.test("discountedCounts() without discount counts every point before the cut", () => {
  const counts = discountedCounts(
    { bins: 24, contexts: 7, ...countsByAge(observations, 60) },
    Infinity,
  );
  const expected = observations.day.filter((day) => day < 60).length;
  assert.equal(counts.reduce((a, b) => a + b, 0), expected);
});

Deno.test("discountedCounts() halves at the half-life", () => {
  const counts = { bins: 1, contexts: 1, dayCounts: Float64Array.of(0, 0, 8) };
  const halved = discountedCounts({ ...counts, dayContext: new Uint8Array(3) }, 2);
  assert.deepEqual([...halved], [4]);
});

Deno.test("targetProbabilities() are what customerCurves() says of the same customers", () => {
  const cut = 88;
  const window = tuningWindow(observations, cut);
  const known = hourObservations(purchaseDays(snapshotAt(shop, cut).orders));
  const rhythm = fitRhythm(known, cut);
  const curveOf = customerCurves(rhythm, known, cut);
  const probabilities = targetProbabilities(window, rhythm.tuned.parameters);
  assert.ok(probabilities.length > 50);
  probabilities.forEach((p, t) => {
    const { curve } = curveOf(window.customer[t]!);
    assert.ok(Math.abs(p - curve[24 * window.context[t]! + window.bin[t]!]!) < 1e-12);
  });
});
