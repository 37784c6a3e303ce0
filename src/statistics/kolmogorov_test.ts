import assert from "node:assert/strict";
import { kolmogorovUpper } from "./kolmogorov.ts";

Deno.test("kolmogorovUpper() is 1 − (2d − 1/n)-like by hand when n is 1 or 2", () => {
  for (const d of [0.55, 0.7, 0.9]) {
    assert.ok(Math.abs(kolmogorovUpper(1, d) - 2 * (1 - d)) < 1e-15);
    assert.ok(Math.abs(kolmogorovUpper(2, d) - 2 * (1 - d) ** 2) < 1e-15);
  }
  // n = 2, 1/4 ≤ d ≤ 1/2: P(D < d) = 2 (2d − 1/2)².
  for (const d of [0.3, 0.4]) {
    assert.ok(Math.abs(kolmogorovUpper(2, d) - (1 - 2 * (2 * d - 0.5) ** 2)) < 1e-14);
  }
});

Deno.test("kolmogorovUpper() falls without a jump where its methods meet", () => {
  for (const n of [50, 1000, 1001, 5000]) {
    let before = 1;
    for (let z = 0.3; z < 2.5; z += 0.05) {
      const p = kolmogorovUpper(n, z / Math.sqrt(n));
      assert.ok(p <= before + 1e-12, `n ${n}, z ${z}`);
      before = p;
    }
  }
  for (const z of [0.6, 1, 1.5]) {
    const [exact, series] = [1000, 1001].map((n) => kolmogorovUpper(n, z / Math.sqrt(n)));
    assert.ok(Math.abs(exact! - series!) < 2e-5);
  }
});
