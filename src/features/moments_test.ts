import assert from "node:assert/strict";
import { circularMean, meanOf, spreadOf } from "./moments.ts";

Deno.test("meanOf() is unknown when nothing was counted", () => {
  assert.ok(Number.isNaN(meanOf([0, 0, 0])));
});

Deno.test("spreadOf() is unknown below two values and never negative", () => {
  assert.ok(Number.isNaN(spreadOf([1, 3, 9])));
  assert.equal(spreadOf([3, 0.3, 0.029]), 0);
});

Deno.test("circularMean() averages across midnight", () => {
  const angles = [23, 1].map((hour) => hour / 24 * 2 * Math.PI);
  const sum = (f: (x: number) => number) => angles.reduce((total, x) => total + f(x), 0);
  const mean = circularMean(sum(Math.cos), sum(Math.sin), 24);
  assert.ok(Math.min(mean, 24 - mean) < 1e-9);
});

Deno.test("circularMean() is unknown where directions cancel out", () => {
  assert.ok(Number.isNaN(circularMean(0, 0, 24)));
});
