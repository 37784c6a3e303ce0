import assert from "node:assert/strict";
import { forecastLevel } from "./level.ts";

Deno.test("forecastLevel() of nothing seen is 0", () => {
  assert.equal(forecastLevel([], []).offset, 0);
});

Deno.test("forecastLevel() averages what only noise moves", () => {
  const { offset, stepSpread } = forecastLevel(
    [0.6, 0.2, 0.5, 0.3, 0.6, 0.2],
    new Array(6).fill(0.04),
  );
  assert.ok(Math.abs(offset - 0.4) < 0.06);
  assert.ok(stepSpread <= 0.07);
});

Deno.test("forecastLevel() follows steps that are larger than the noise", () => {
  const { offset, stepSpread } = forecastLevel([0, 0, 0, 0.5, 0.5, 0.5], new Array(6).fill(0.002));
  assert.ok(offset > 0.45);
  assert.ok(stepSpread > 0.1);
});

Deno.test("forecastLevel() refuses lists of different lengths", () => {
  assert.throws(() => forecastLevel([1], []), RangeError);
});
