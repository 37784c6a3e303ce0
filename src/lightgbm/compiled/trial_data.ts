/**
 * Seeded data for tests and benchmarks of the compiled scorer: training tables of five kinds of
 * model, and rows chosen to break an inexact scorer.
 *
 * @module
 */
import type { DatasetInput, Params } from "../types.ts";
import { neighbour } from "./columns.ts";

/**
 * Uniform numbers in [0, 1) from a seed (mulberry32).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { uniform } from "./trial_data.ts";
 *
 * assert.equal(uniform(1)(), uniform(1)());
 * ```
 */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let x = Math.imul(state ^ state >>> 15, 1 | state);
    x = x + Math.imul(x ^ x >>> 7, 61 | x) ^ x;
    return ((x ^ x >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Options of {@linkcode featureRows}. */
export interface FeatureRowsOptions {
  /** Share of NaN. @default {0} */
  missing?: number;
  /** Share of exact zeros. @default {0} */
  zeros?: number;
}

/**
 * Row-major float32 features of three shapes in turn: bell-shaped, heavy-tailed, counts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { featureRows, uniform } from "./trial_data.ts";
 *
 * assert.equal(featureRows(uniform(1), 4, 3).length, 12);
 * ```
 */
export function featureRows(
  random: () => number,
  rows: number,
  columns: number,
  options: FeatureRowsOptions = {},
): Float32Array {
  const { missing = 0, zeros = 0 } = options;
  const bell = () => random() + random() + random() + random() - 2;
  const shapes = [bell, () => Math.exp(3 * bell()), () => Math.floor(20 * random() * random())];
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < data.length; i++) {
    const draw = missing + zeros > 0 ? random() : 1;
    data[i] = draw < missing ? NaN : draw < missing + zeros ? 0 : shapes[i % columns % 3]!();
  }
  return data;
}

/** The five kinds of model on which the compiled scorer is held against LightGBM. */
export const MODEL_KINDS = ["ranker", "binary", "regression", "missing", "zeroAsMissing"] as const;

/** One of {@linkcode MODEL_KINDS}. */
export type ModelKind = (typeof MODEL_KINDS)[number];

/**
 * A training set and parameters for a kind of model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trainingTask } from "./trial_data.ts";
 *
 * const { input, params } = trainingTask("ranker", 100, 6);
 * assert.equal(params.objective, "lambdarank");
 * assert.equal(input.group?.length, 5);
 * ```
 */
export function trainingTask(
  kind: ModelKind,
  rows: number,
  columns: number,
): { input: DatasetInput; params: Params } {
  const random = uniform(7 + MODEL_KINDS.indexOf(kind));
  const shares = { missing: { missing: 0.15, zeros: 0.05 }, zeroAsMissing: { zeros: 0.3 } };
  const data = featureRows(random, rows, columns, kind in shares ? shares[kind as "missing"] : {});
  const signal = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const x = data[r * columns + c]!;
      signal[r]! += (x !== x ? 0.7 : Math.sin(2 * x + c) * Math.abs(x) ** 0.3) / (1 + c / 4);
    }
    signal[r]! += random() - 0.5;
  }
  const objective = { ranker: "lambdarank", binary: "binary", regression: "regression" };
  const params: Params = {
    objective: objective[kind as "ranker"] ?? "regression",
    zero_as_missing: kind === "zeroAsMissing",
    learning_rate: 0.1,
    min_data_in_leaf: 5,
    deterministic: true,
    seed: 1,
    verbosity: -1,
  };
  const input: DatasetInput = {
    features: { data, rows, columns },
    label: signal.map((s) => kind === "ranker" ? clampGrade(s) : kind === "binary" ? +(s > 0) : s),
    ...(kind === "ranker" ? { group: groupsOf(rows, 20) } : {}),
  };
  return { input, params };
}

function clampGrade(signal: number): number {
  return Math.min(3, Math.max(0, Math.round(signal + 1)));
}

function groupsOf(rows: number, size: number): Int32Array {
  const groups = new Int32Array(Math.ceil(rows / size)).fill(size);
  groups[groups.length - 1] = rows - size * (groups.length - 1);
  return groups;
}

/**
 * Rows at which an inexact scorer goes wrong: thresholds of the model itself and one float32 step to
 * either side, both zeros, ±1e-35 and its neighbours, denormals, infinities, NaN, large and small
 * ordinary numbers.
 *
 * @param thresholds The model's thresholds per feature; any float64 values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adversarialRows, uniform } from "./trial_data.ts";
 *
 * assert.equal(adversarialRows(uniform(1), 10, [[0.5], []]).length, 20);
 * ```
 */
export function adversarialRows(
  random: () => number,
  rows: number,
  thresholds: readonly ArrayLike<number>[],
): Float32Array {
  const zero = Math.fround(1e-35);
  const odd = [NaN, Infinity, -Infinity, 0, -0, zero, -zero, neighbour(zero, 1)].concat(
    neighbour(-zero, -1),
    [neighbour(zero, -1), 2 ** -149, -(2 ** -149), 1e-40, -1e-40, 3.4e38, -3.4e38],
  );
  const pools = thresholds.map((of) => {
    const near = Array.from(of, Math.fround).flatMap((t) => [t, neighbour(t, 1), neighbour(t, -1)]);
    return Float32Array.from([...new Set(near)]);
  });
  const data = new Float32Array(rows * thresholds.length);
  for (let i = 0; i < data.length; i++) {
    const pool = pools[i % pools.length]!;
    const draw = random();
    data[i] = draw < 0.6 && pool.length > 0
      ? pool[Math.floor(random() * pool.length)]!
      : draw < 0.8
      ? odd[Math.floor(random() * odd.length)]!
      : (random() - 0.5) * 10 ** Math.floor(random() * 6 - 2);
  }
  return data;
}
