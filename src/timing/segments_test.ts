import assert from "node:assert/strict";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { hourObservations } from "./observations.ts";
import { fitSegments, memberships } from "./segments.ts";
import { rhythmicShop } from "./testing.ts";

const observations = hourObservations(purchaseDays(rhythmicShop().orders));

Deno.test("fitSegments() tells early from late customers", () => {
  const segments = fitSegments(observations, 1000, { count: 2 });
  const early = new Float64Array(24);
  early[10] = 3;
  const out = new Float64Array(2);
  memberships(early, segments, out, 0);
  assert.ok(Math.max(...out) > 0.95);
  assert.ok(Math.abs(out[0]! + out[1]! - 1) < 1e-12);
});

Deno.test("fitSegments() averages its curves by share", () => {
  const { count, share, curve, average } = fitSegments(observations, 1000);
  for (let b = 0; b < 24; b++) {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += share[s]! * curve[s * 24 + b]!;
    assert.ok(Math.abs(sum - average[b]!) < 1e-12);
  }
  assert.ok(Math.abs(share.reduce((a, b) => a + b, 0) - 1) < 1e-12);
});

Deno.test("memberships() of a customer without points are the shares", () => {
  const segments = fitSegments(observations, 1000);
  const out = new Float64Array(segments.count);
  memberships(new Float64Array(24), segments, out, 0);
  out.forEach((p, s) => assert.ok(Math.abs(p - segments.share[s]!) < 1e-12));
});

Deno.test("fitSegments() looks at nothing from the cut on", () => {
  const before = hourObservations(purchaseDays(rhythmicShop({ days: 70 }).orders));
  const shop = fitSegments(before, 60);
  const keep = [...before.day.keys()].filter((i) => before.day[i]! < 60);
  const offsets = before.offsets.map((end) => keep.filter((i) => i < end).length);
  const trimmed = {
    ...before,
    offsets,
    day: Uint16Array.from(keep, (i) => before.day[i]!),
    bin: Uint8Array.from(keep, (i) => before.bin[i]!),
  };
  assert.deepEqual(fitSegments(trimmed, 60), shop);
});

Deno.test("fitSegments() without a customer of two points is the even curve", () => {
  const { average } = fitSegments(observations, 0);
  average.forEach((p) => assert.ok(Math.abs(p - 1 / 24) < 1e-12));
});
