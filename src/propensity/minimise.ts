/**
 * Minimisation without derivatives, for the few-parameter likelihoods of this room and of timing.
 *
 * @module
 */

/** Options of {@linkcode minimise}. */
export interface MinimiseOptions {
  /** Size of the first simplex along each axis. @default {0.5 for every parameter} */
  steps?: readonly number[];
  /** Largest number of evaluations. @default {200 × parameters} */
  evaluations?: number;
  /** Stop when the simplex's values differ by less. @default {1e-7} */
  tolerance?: number;
}

/** What {@linkcode minimise} found. */
export interface Minimum {
  /** Parameters at the minimum. */
  point: Float64Array;
  /** Value there. */
  value: number;
  /** Evaluations spent. */
  evaluations: number;
}

/**
 * A local minimum by Nelder and Mead's simplex with the dimension-adaptive coefficients of Gao and
 * Han (2012), started once more from its own result. Values that are not numbers count as +∞.
 *
 * @throws {RangeError} If `start` is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimise } from "./minimise.ts";
 *
 * const { point } = minimise(([x, y]) => (x! - 3) ** 2 + (y! + 1) ** 2, [0, 0]);
 * assert.ok(Math.abs(point[0]! - 3) < 1e-3 && Math.abs(point[1]! + 1) < 1e-3);
 * ```
 */
export function minimise(
  f: (point: Float64Array) => number,
  start: ArrayLike<number>,
  options: MinimiseOptions = {},
): Minimum {
  const n = start.length;
  if (n === 0) throw new RangeError("Expected start to hold a parameter but found none");
  const steps = options.steps ?? new Array(n).fill(0.5);
  const budget = options.evaluations ?? 200 * n;
  const tolerance = options.tolerance ?? 1e-7;
  const first = simplexSearch(f, Float64Array.from(start), steps, budget / 2, tolerance);
  const small = steps.map((step) => step / 4);
  const second = simplexSearch(f, first.point, small, budget - first.evaluations, tolerance);
  return { ...second, evaluations: first.evaluations + second.evaluations };
}

interface Vertex {
  point: Float64Array;
  value: number;
}

function simplexSearch(
  f: (point: Float64Array) => number,
  start: Float64Array,
  steps: readonly number[],
  budget: number,
  tolerance: number,
): Minimum {
  const n = start.length;
  let evaluations = 0;
  const vertex = (point: Float64Array): Vertex => {
    evaluations++;
    const value = f(point);
    return { point, value: Number.isNaN(value) ? Infinity : value };
  };
  const simplex = [vertex(start.slice())];
  for (let i = 0; i < n; i++) {
    const point = start.slice();
    point[i]! += steps[i]!;
    simplex.push(vertex(point));
  }
  const byValue = (a: Vertex, b: Vertex) => a.value - b.value;
  simplex.sort(byValue);
  while (evaluations < budget && simplex[n]!.value - simplex[0]!.value > tolerance) {
    step(simplex, vertex);
    simplex.sort(byValue);
  }
  return { ...simplex[0]!, evaluations };
}

/** One move of the simplex, which is sorted by value: the last vertex is the worst. */
function step(simplex: Vertex[], vertex: (point: Float64Array) => Vertex): void {
  const n = simplex.length - 1;
  const shape = Math.max(2, n);
  const centre = new Float64Array(n);
  for (const { point } of simplex.slice(0, n)) point.forEach((x, j) => centre[j]! += x / n);
  const worst = simplex[n]!;
  const along = (t: number) => vertex(centre.map((x, j) => x + t * (worst.point[j]! - x)));
  const reflected = along(-1);
  if (reflected.value < simplex[0]!.value) {
    const expanded = along(-(1 + 2 / shape));
    simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    return;
  }
  if (reflected.value < simplex[n - 1]!.value) {
    simplex[n] = reflected;
    return;
  }
  const outside = reflected.value < worst.value;
  const contraction = 0.75 - 1 / (2 * shape);
  const contracted = along(outside ? -contraction : contraction);
  if (contracted.value < Math.min(reflected.value, worst.value)) {
    simplex[n] = contracted;
    return;
  }
  const best = simplex[0]!;
  const shrink = 1 - 1 / shape;
  for (let i = 1; i <= n; i++) {
    const { point } = simplex[i]!;
    simplex[i] = vertex(point.map((x, j) => best.point[j]! + shrink * (x - best.point[j]!)));
  }
}
