/**
 * Made-up data with a known structure, for tests and benchmarks: the same numbers on every machine.
 *
 * @module
 */

import type { DatasetInput } from "./types.ts";

/** What the target is. */
export type SampleKind = "ranking" | "binary" | "regression" | "multiclass";

/** Options of {@linkcode sampleData}. */
export interface SampleOptions {
  /** @default {1000} */
  rows?: number;
  /** At least 3. @default {8} */
  columns?: number;
  /** The last so many columns are categorical with codes 0–11. @default {2} */
  categorical?: number;
  /** Share of missing values. @default {0.05} */
  missing?: number;
  /** Rows per query of ranking data. @default {25} */
  perQuery?: number;
  /** @default {1} */
  seed?: number;
  /** Element type. @default {32} */
  bits?: 32 | 64;
}

/**
 * Random numbers in `[0, 1)`, the same for the same seed (mulberry32).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomNumbers } from "./sample_data.ts";
 *
 * assert.equal(randomNumbers(7)(), randomNumbers(7)());
 * ```
 */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Data whose target depends on the first columns, their interaction, a category, and noise.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleData } from "./sample_data.ts";
 *
 * const { features, group } = sampleData("ranking", { rows: 60, perQuery: 25 });
 * assert.equal(features.data.length, 60 * features.columns);
 * assert.deepEqual([...group as Int32Array], [25, 25, 10]);
 * ```
 */
export function sampleData(kind: SampleKind, options: SampleOptions = {}): DatasetInput {
  const { rows = 1000, columns = 8, categorical = 2, missing = 0.05, perQuery = 25 } = options;
  const random = randomNumbers(options.seed ?? 1);
  const bytes = options.bits === 64 ? 8 : 4;
  const buffer = new SharedArrayBuffer(bytes * rows * columns);
  const data = bytes === 8 ? new Float64Array(buffer) : new Float32Array(buffer);
  const label = new Float32Array(new SharedArrayBuffer(4 * rows));
  const firstCategory = columns - categorical;
  for (let row = 0, at = 0; row < rows; row++) {
    const start = at;
    for (let c = 0; c < columns; c++, at++) {
      const value = c < firstCategory ? random() * 4 - 2 : Math.floor(random() * 12);
      data[at] = random() < missing ? NaN : value;
    }
    label[row] = target(kind, signal(data, start, columns, categorical) + random() - 0.5);
  }
  return {
    features: { data, rows, columns },
    label,
    ...(kind === "ranking" ? { group: groupsOf(rows, perQuery) } : {}),
    featureNames: Array.from({ length: columns }, (_, c) => `feature_${c}`),
    categorical: Array.from({ length: categorical }, (_, c) => firstCategory + c),
  };
}

function signal(
  data: Float32Array | Float64Array,
  start: number,
  columns: number,
  categorical: number,
): number {
  const at = (c: number) => {
    const value = data[start + c]!;
    return Number.isNaN(value) ? 0.7 : value;
  };
  const category = categorical > 0 ? (at(columns - 1) * 5) % 12 / 6 - 1 : 0;
  return at(0) - 0.5 * at(1) * at(2) + category;
}

function target(kind: SampleKind, score: number): number {
  if (kind === "regression") return score;
  if (kind === "binary") return score > 0 ? 1 : 0;
  const steps = kind === "multiclass" ? [-1, 1] : [-1, 0, 1, 2];
  return steps.filter((step) => score > step).length;
}

function groupsOf(rows: number, perQuery: number): Int32Array {
  const queries = Math.ceil(rows / perQuery);
  return Int32Array.from(
    { length: queries },
    (_, q) => Math.min(perQuery, rows - q * perQuery),
  );
}
