import assert from "node:assert/strict";
import {
  deviance,
  incompleteBeta,
  incompleteGamma,
  log1mExp,
  logAddExp,
  logBeta,
  logBetaPower,
  logGamma,
  logNormalUpper,
  stirlingError,
} from "./special_functions.ts";

const near = (actual: number, expected: number, tolerance = 1e-13) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1),
    `expected ${expected} but found ${actual}`,
  );

Deno.test("logGamma() and logBeta() follow factorials, Γ(½) = √π and the recurrence", () => {
  let factorial = 1;
  for (let n = 1; n <= 20; n++) {
    near(logGamma(n), Math.log(factorial));
    factorial *= n;
  }
  near(logGamma(0.5), Math.log(Math.PI) / 2);
  for (const x of [0.01, 0.3, 7.7, 11.99, 12.01, 1e6]) {
    near(logGamma(x + 1), logGamma(x) + Math.log(x));
  }
  near(logBeta(0.5, 0.5), Math.log(Math.PI));
  near(logBeta(1, 1e7), -Math.log(1e7));
});

Deno.test("stirlingError() meets its recurrence where series and steps join", () => {
  for (const n of [0.5, 11, 11.5, 12, 13]) {
    near(stirlingError(n) - stirlingError(n + 1), (n + 0.5) * Math.log1p(1 / n) - 1, 1e-15);
  }
});

Deno.test("deviance() agrees with its definition where both are exact, and is even smoother near 0", () => {
  near(deviance(10, 5), 10 * Math.log(2) - 5);
  // The second-order term (x − m)² / (2 m), to relative 1e-6 of itself.
  assert.ok(Math.abs(deviance(1e7 + 1, 1e7) / (1 / 2e7) - 1) < 1e-6);
  assert.equal(deviance(0, 3), 3);
});

Deno.test("incompleteBeta() has tails that sum to 1 and swap with the arguments", () => {
  for (const [x, a, b] of [[0.2, 3, 4], [0.999, 0.5, 7], [0.5, 5000, 5001]] as const) {
    const { logLower, logUpper } = incompleteBeta(x, 1 - x, a, b);
    near(Math.exp(logLower) + Math.exp(logUpper), 1);
    near(incompleteBeta(1 - x, x, b, a).logUpper, logLower, 1e-12);
  }
  assert.deepEqual(incompleteBeta(0, 1, 2, 3), { logLower: -Infinity, logUpper: 0 });
  assert.deepEqual(incompleteBeta(1, 0, 2, 3), { logLower: 0, logUpper: -Infinity });
});

Deno.test("incompleteGamma() is the Poisson sum when its first argument is whole", () => {
  for (const x of [0.5, 3, 20]) {
    let sum = 0;
    for (let k = 0, term = Math.exp(-x); k < 5; k++, term *= x / k) sum += term;
    near(Math.exp(incompleteGamma(5, x).logUpper), sum);
  }
});

Deno.test("logNormalUpper() is smooth where series and fraction meet", () => {
  for (const z of [-2, 2]) {
    near(logNormalUpper(z - 1e-9), logNormalUpper(z + 1e-9), 1e-8);
    // The mean of the two sides is the middle, to the second order.
    const middle = (logNormalUpper(z - 1e-4) + logNormalUpper(z + 1e-4)) / 2;
    near(middle, logNormalUpper(z), 1e-8);
  }
});

Deno.test("log1mExp(), logAddExp() and logBetaPower() keep small results", () => {
  near(log1mExp(-50), -Math.exp(-50), 1e-30);
  assert.equal(logAddExp(-Infinity, -Infinity), -Infinity);
  near(logAddExp(0, -800), 0, 0);
  near(logBetaPower(0.25, 0.75, 2, 3), Math.log(0.25 ** 2 * 0.75 ** 3 * 12));
  assert.equal(logBetaPower(0, 1, 2, 3), -Infinity);
});
