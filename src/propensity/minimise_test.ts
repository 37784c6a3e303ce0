import assert from "node:assert/strict";
import { minimise } from "./minimise.ts";

Deno.test("minimise() finds the bottom of Rosenbrock's valley", () => {
  const { point, value } = minimise(
    ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
    [-1.2, 1],
    { evaluations: 2000, tolerance: 1e-12 },
  );
  assert.ok(value < 1e-6);
  point.forEach((x) => assert.ok(Math.abs(x - 1) < 1e-2));
});

Deno.test("minimise() finds a bowl's bottom in ten dimensions", () => {
  const bowl = (x: Float64Array) => x.reduce((sum, v, i) => sum + (i + 1) * (v - i / 10) ** 2, 0);
  const { value, evaluations } = minimise(bowl, new Float64Array(10), { evaluations: 4000 });
  assert.ok(value < 1e-3);
  assert.ok(evaluations <= 4020);
});

Deno.test("minimise() stays out of where the function is not a number", () => {
  const { point } = minimise(([x]) => x! < 0 ? NaN : (x! - 0.1) ** 2, [1]);
  assert.ok(Math.abs(point[0]! - 0.1) < 1e-2);
});

Deno.test("minimise() refuses to start without parameters", () => {
  assert.throws(() => minimise(() => 0, []), RangeError);
});
