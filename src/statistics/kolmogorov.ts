/**
 * The distribution of the one-sample Kolmogorov–Smirnov distance.
 *
 * @module
 */
import { logBinomial } from "./distributions.ts";

/** Up to this many values the body of the distribution is exact; beyond, Pelz and Good's series. */
const EXACT_UP_TO = 1000;

/**
 * P(Dₙ ≥ d), the probability that the distance of `n` uniform values is at least `d`, by the plan
 * of Simard & L'Ecuyer (2011). Where n d² ≥ 4 it is twice Smirnov's one-sided sum (relative error
 * below 1e-10, exact for d ≥ ½); below, the matrix of Marsaglia, Tsang & Wang (2003) up to
 * n = 1000, and the series of Pelz & Good (1976) beyond (absolute error 3e-8 at n = 1001, falling as n⁻²).
 *
 * @throws {RangeError} If `n` is not an integer above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { kolmogorovUpper } from "./kolmogorov.ts";
 *
 * assert.equal(kolmogorovUpper(1, 0.75), 0.5);
 * assert.ok(Math.abs(kolmogorovUpper(10, 0.274) - (1 - 0.6284796154565043)) < 1e-12);
 * ```
 */
export function kolmogorovUpper(n: number, d: number): number {
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new RangeError(`Expected n to be an integer above 0 but found ${n}`);
  }
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (d >= 0.5 || n * d * d >= 4) return Math.min(2 * smirnovUpper(n, d), 1);
  return 1 - (n <= EXACT_UP_TO ? matrixLower(n, d) : pelzGoodLower(n, d));
}

/** P(D⁺ₙ ≥ d) = d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j), all terms positive. */
function smirnovUpper(n: number, d: number): number {
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const p = d + j / n;
    if (p < 1) sum += Math.exp(logBinomial(j, n, p)) / p;
  }
  return d * sum;
}

/** P(Dₙ < d) as an entry of the n-th power of a matrix, kept in range by powers of two. */
function matrixLower(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const power = matrixPower(durbinMatrix(size, k - n * d), n, size);
  // n! / n^n, step by step into the scaled entry
  let value = power.values[(k - 1) * size + k - 1]!;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 2 ** 500;
      exponent -= 500;
    }
  }
  return value * 2 ** exponent;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const factorials = new Float64Array(size + 2).fill(1);
  for (let i = 2; i < factorials.length; i++) factorials[i] = factorials[i - 1]! * i;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < Math.min(i + 2, size); j++) {
      const lag = i - j + 1;
      let top = 1;
      if (j === 0) top -= h ** (i + 1);
      if (i === size - 1) top -= h ** (size - j);
      if (j === 0 && i === size - 1) top += Math.max(2 * h - 1, 0) ** size;
      values[i * size + j] = top / factorials[lag]!;
    }
  }
  return values;
}

/** A matrix times 2 to the power of `exponent`. */
interface Scaled {
  values: Float64Array;
  exponent: number;
}

function matrixPower(base: Float64Array, n: number, size: number): Scaled {
  let square: Scaled = { values: base, exponent: 0 };
  let power: Scaled | undefined;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = power === undefined ? square : multiply(power, square, size);
    if (left > 1) square = multiply(square, square, size);
  }
  return power!;
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a.values[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) values[i * size + j]! += factor * b.values[k * size + j]!;
    }
  }
  const exponent = a.exponent + b.exponent;
  const middle = values[((size * size) - 1) / 2]!;
  if (middle < 2 ** 200) return { values, exponent };
  for (let i = 0; i < values.length; i++) values[i]! *= 2 ** -300;
  return { values, exponent: exponent + 300 };
}

/** Pelz and Good's expansion to the order n^(−3/2) round Kolmogorov's limit. */
function pelzGoodLower(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
  let [k0, k1, k2, k3, k2Whole, k3Whole] = [0, 0, 0, 0, 0, 0];
  for (let k = 20; k >= 0; k--) {
    const half = (k + 0.5) ** 2;
    const decay = 2 * Math.exp(-pi2 * half / (2 * z2));
    k0 += decay;
    k1 += decay * (pi2 * half - z2);
    k2 += decay *
      (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * half + pi4 * (1 - 2 * z2) * half ** 2);
    k3 += decay * (pi6 * half ** 3 * (5 - 30 * z2) + pi4 * half ** 2 * (-60 * z2 + 212 * z4) +
      pi2 * half * (135 * z4 - 96 * z6) - (30 * z6 + 90 * z ** 8));
    const whole = k * k;
    const wholeDecay = 2 * Math.exp(-pi2 * whole / (2 * z2));
    k2Whole += wholeDecay * pi2 * whole;
    k3Whole += wholeDecay * (3 * pi2 * whole * z2 - pi4 * whole * whole);
  }
  const root = Math.sqrt(Math.PI / 2);
  const terms = [
    root / z * k0,
    root / (6 * z4) * k1,
    root / (72 * z ** 7) * k2 - root / (36 * z ** 3) * k2Whole,
    root / (6480 * z ** 10) * k3 + root / (216 * z6) * k3Whole,
  ];
  return terms.reduce((sum, term, order) => sum + term / n ** (order / 2), 0);
}
