import assert from "node:assert/strict";
import fc from "fast-check";
import {
  circularKernel,
  curvesFromCounts,
  ownKernels,
  PARAMETER_COUNT,
  parametersAt,
} from "./rhythm.ts";

const point = fc.array(fc.double({ min: -2.5, max: 2.5, noNaN: true }), {
  minLength: PARAMETER_COUNT,
  maxLength: PARAMETER_COUNT,
});
const counts = fc.array(fc.nat(50), { minLength: 7 * 24, maxLength: 7 * 24 });
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

Deno.test("parametersAt() keeps weights within 0 and 1 and strengths above 0", () => {
  fc.assert(fc.property(point, (x) => {
    const parameters = parametersAt(x);
    assert.ok(parameters.otherContext > 0 && parameters.otherContext < 1);
    assert.ok(parameters.segmentWeight > 0 && parameters.segmentWeight < 1);
    assert.ok(parameters.ownStrength > 0 && parameters.kernelWidth > 0);
  }));
});

Deno.test("circularKernel() is symmetric around the circle and sums to 1", () => {
  const kernel = circularKernel(24, 1.3, 2);
  near(sum(kernel), 1);
  for (let d = 1; d < 24; d++) assert.equal(kernel[d], kernel[24 - d]);
});

Deno.test("curvesFromCounts() gives positive curves that sum to 1, whatever was counted", () => {
  fc.assert(fc.property(point, counts, (x, n) => {
    const curves = curvesFromCounts(Float64Array.from(n), 24, parametersAt(x));
    near(sum(curves.shop), 1);
    for (let c = 0; c < 7; c++) near(sum(curves.context.subarray(24 * c, 24 * c + 24)), 1);
    assert.ok(curves.shop.every((p) => p > 0) && curves.context.every((p) => p > 0));
  }));
});

Deno.test("ownKernels() spreads each own order over a distribution", () => {
  fc.assert(fc.property(point, counts, (x, n) => {
    const parameters = parametersAt(x);
    const curves = curvesFromCounts(Float64Array.from(n), 24, parameters);
    const { kernel, tilt, inverse } = ownKernels(curves, parameters);
    let total = 0;
    for (let b = 0; b < 24; b++) {
      total += kernel[(b - 9 + 24) % 24]! * tilt[48 + b]! * inverse[48 + 9]!;
    }
    near(total, 1);
  }));
});

Deno.test("ownKernels() keeps a closed hour beside an own order nearly closed", () => {
  const open = new Float64Array(24).fill(0);
  open.fill(1000, 9, 18);
  const parameters = { ...parametersAt(new Float64Array(PARAMETER_COUNT)), contextWidth: 0.01 };
  const curves = curvesFromCounts(open, 24, parameters);
  const { kernel, tilt, inverse } = ownKernels(curves, parameters);
  const at = (b: number) => kernel[(b - 9 + 24) % 24]! * tilt[b]! * inverse[9]!;
  assert.ok(at(8) < 0.01 * at(10));
});
