/**
 * The mathematics of one rhythm (hours of the day, or days of the week): parameters, the circular
 * kernel, and the curves of the shop and of its contexts.
 *
 * @module
 */

/** Strengths and widths of one rhythm; all of them are fitted on earlier windows. */
export interface RhythmParameters {
  /** Days after which an order counts half in the shop's curves. */
  curveHalfLife: number;
  /** Orders' worth of the shop's curve that is mixed into each context's own curve. */
  contextStrength: number;
  /** Standard deviation in bins of the Gaussian that smooths a context's own curve. */
  contextWidth: number;
  /** Orders' worth of the prior (context × segment) against the customer's own orders. */
  ownStrength: number;
  /** Width in bins of the kernel around each of the customer's own orders (Student's t scale). */
  kernelWidth: number;
  /** Degrees of freedom of that kernel: small is heavy-tailed. */
  kernelTail: number;
  /** Days after which one of the customer's own orders counts half. */
  ownHalfLife: number;
  /** Weight (0–1) of an own order seen in another context, e.g. on another day of the week. */
  otherContext: number;
  /** Power of the context's curve by which the kernel is tilted towards busy bins. */
  tilt: number;
  /** Weight (0–1) of the customer's latent segment in the prior. */
  segmentWeight: number;
}

/** Name, transform, prior mean and spread (on the transformed axis) of each parameter. */
const AXES: readonly {
  name: keyof RhythmParameters;
  scale: "log" | "logit" | "plain";
  centre: number;
  spread: number;
}[] = [
  { name: "curveHalfLife", scale: "log", centre: Math.log(400), spread: 1 },
  { name: "contextStrength", scale: "log", centre: Math.log(5), spread: 1.5 },
  { name: "contextWidth", scale: "log", centre: Math.log(0.5), spread: 0.5 },
  { name: "ownStrength", scale: "log", centre: Math.log(6), spread: 1 },
  { name: "kernelWidth", scale: "log", centre: Math.log(0.9), spread: 0.5 },
  { name: "kernelTail", scale: "log", centre: Math.log(3.5), spread: 0.5 },
  { name: "ownHalfLife", scale: "log", centre: Math.log(250), spread: 1 },
  { name: "otherContext", scale: "logit", centre: -0.7, spread: 1 },
  { name: "tilt", scale: "plain", centre: 0.85, spread: 0.3 },
  { name: "segmentWeight", scale: "logit", centre: 0.5, spread: 1 },
];

/** Number of parameters of a rhythm. */
export const PARAMETER_COUNT: number = AXES.length;

/**
 * Parameters from standardised coordinates (0 = prior mean, 1 = one prior spread).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PARAMETER_COUNT, parametersAt } from "./rhythm.ts";
 *
 * const usual = parametersAt(new Float64Array(PARAMETER_COUNT));
 * assert.ok(Math.abs(usual.ownStrength - 6) < 1e-9);
 * ```
 */
export function parametersAt(point: ArrayLike<number>): RhythmParameters {
  const entries = AXES.map(({ name, scale, centre, spread }, i) => {
    const x = centre + spread * point[i]!;
    const value = scale === "log" ? Math.exp(x) : scale === "logit" ? 1 / (1 + Math.exp(-x)) : x;
    return [name, value];
  });
  return Object.fromEntries(entries) as unknown as RhythmParameters;
}

/**
 * The kernel by circular distance: `kernel[δ] ∝ (1 + (δ / width)² / tail)^(−(tail + 1) / 2)`,
 * length `bins`, summing to 1 over the circle.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { circularKernel } from "./rhythm.ts";
 *
 * const kernel = circularKernel(24, 1, 3);
 * assert.ok(kernel[1]! > kernel[2]! && kernel[1] === kernel[23]);
 * ```
 */
export function circularKernel(bins: number, width: number, tail: number): Float64Array {
  const kernel = new Float64Array(bins);
  let sum = 0;
  for (let d = 0; d < bins; d++) {
    const x = Math.min(d, bins - d) / width;
    sum += kernel[d] = (1 + x * x / tail) ** (-(tail + 1) / 2);
  }
  return kernel.map((k) => k / sum);
}

/** The shop's curve and each context's curve; every curve is positive and sums to 1. */
export interface Curves {
  /** Length `bins`. */
  shop: Float64Array;
  /** `contexts × bins`, row by row. */
  context: Float64Array;
}

/**
 * Curves from counts per (context, bin): the shop's with one pseudo-order spread evenly, each
 * context's smoothed by a circular Gaussian and shrunk to the shop's (Dirichlet).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { curvesFromCounts, PARAMETER_COUNT, parametersAt } from "./rhythm.ts";
 *
 * const usual = parametersAt(new Float64Array(PARAMETER_COUNT));
 * const { shop } = curvesFromCounts(Float64Array.of(3, 0, 0, 0, 0, 0, 0), 7, usual);
 * assert.ok(Math.abs(shop[0]! - (3 + 1 / 7) / 4) < 1e-12);
 * ```
 */
export function curvesFromCounts(
  counts: Float64Array,
  bins: number,
  parameters: RhythmParameters,
): Curves {
  const shop = new Float64Array(bins).fill(1 / bins);
  let total = 1;
  for (let i = 0; i < counts.length; i++) {
    shop[i % bins]! += counts[i]!;
    total += counts[i]!;
  }
  for (let b = 0; b < bins; b++) shop[b]! /= total;
  const smooth = gaussian(bins, parameters.contextWidth);
  const context = new Float64Array(counts.length);
  for (let start = 0; start < counts.length; start += bins) {
    let sum = 0;
    for (let b = 0; b < bins; b++) {
      let value = parameters.contextStrength * shop[b]!;
      for (let o = 0; o < bins; o++) value += counts[start + o]! * smooth[(b - o + bins) % bins]!;
      sum += context[start + b] = value;
    }
    for (let b = 0; b < bins; b++) context[start + b]! /= sum;
  }
  return { shop, context };
}

function gaussian(bins: number, width: number): Float64Array {
  const weights = new Float64Array(bins);
  let sum = 0;
  for (let d = 0; d < bins; d++) {
    sum += weights[d] = Math.exp(-((Math.min(d, bins - d) / width) ** 2) / 2);
  }
  return weights.map((w) => w / sum);
}

/** How an own order in bin `o` speaks for bin `b` in each context; see {@linkcode ownKernels}. */
export interface OwnKernels {
  /** `bins` values of the kernel by circular distance. */
  kernel: Float64Array;
  /** `contexts × bins`: the tilt of each bin, the context's curve to the power `tilt`. */
  tilt: Float64Array;
  /** `contexts × bins`: one over the sum of kernel × tilt around each bin. */
  inverse: Float64Array;
}

/**
 * Kernels that respect the shop's rhythm: an own order in `o` speaks for `b` with
 * `kernel[b − o] · tilt[b] · inverse[o]`, so a closed hour gets next to nothing from its neighbours.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { curvesFromCounts, ownKernels, PARAMETER_COUNT, parametersAt } from "./rhythm.ts";
 *
 * const usual = parametersAt(new Float64Array(PARAMETER_COUNT));
 * const curves = curvesFromCounts(new Float64Array(7).fill(5), 7, usual);
 * const { kernel, tilt, inverse } = ownKernels(curves, usual);
 * assert.ok(Math.abs(tilt[0]! * inverse[0]! - 1) < 1e-12 && kernel[0]! > kernel[1]!);
 * ```
 */
export function ownKernels(curves: Curves, parameters: RhythmParameters): OwnKernels {
  const bins = curves.shop.length;
  const kernel = circularKernel(bins, parameters.kernelWidth, parameters.kernelTail);
  const tilt = curves.context.map((p) => p ** parameters.tilt);
  const inverse = new Float64Array(tilt.length);
  for (let start = 0; start < tilt.length; start += bins) {
    for (let o = 0; o < bins; o++) {
      let sum = 0;
      for (let b = 0; b < bins; b++) sum += kernel[(b - o + bins) % bins]! * tilt[start + b]!;
      inverse[start + o] = 1 / sum;
    }
  }
  return { kernel, tilt, inverse };
}
