/**
 * Finding a value's rank among sorted thresholds in a few steps: a table of buckets that hold at
 * most a threshold or three each, then exact comparisons.
 *
 * A bucket number never falls as the value rises (rounding is monotone), so thresholds in lower
 * buckets are below the value and those in higher buckets are not; only the value's own bucket is
 * compared. The compiled quantiser and {@linkcode rankOf} use the same tables.
 *
 * @module
 */

/** How a feature's values are searched. */
export interface Buckets {
  /**
   * `scan` compares with every threshold; `linear` spaces buckets evenly by value; `bits` by the
   * float's bit pattern, which suits heavy tails.
   */
  readonly kind: "scan" | "linear" | "bits";
  readonly thresholds: Float32Array;
  /** Thresholds below each bucket; one entry per bucket. */
  readonly base: Int32Array;
  /** Most thresholds in a bucket. */
  readonly most: number;
  /** `linear`: bucket = round((x − low) × scale). */
  readonly low: number;
  readonly scale: number;
  /** `bits`: bucket = (ordered bits, clamped to [first, last], − first) >>> shift. */
  readonly first: number;
  readonly last: number;
  readonly shift: number;
}

/** Up to this many thresholds it is quicker to compare with all. */
const SCAN_LIMIT = 6;
const BUCKET_COUNTS = [64, 256, 512, 1024, 2048, 4096];

/**
 * Chooses the table that needs least work and least cache for the given rising thresholds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bucketsFor, rankOf } from "./buckets.ts";
 *
 * const buckets = bucketsFor(Float32Array.from({ length: 100 }, (_, i) => i + 0.5));
 * assert.equal(buckets.kind, "linear");
 * assert.equal(rankOf(buckets, 41), 41);
 * ```
 */
export function bucketsFor(sorted: Float32Array): Buckets {
  const thresholds = sorted.filter((t) => t < Infinity); // no value is above infinity
  const none = { low: 0, scale: 0, first: 0, last: 0, shift: 0 };
  const scan = { kind: "scan", thresholds, base: new Int32Array(1), ...none } as const;
  if (thresholds.length <= SCAN_LIMIT) return { ...scan, most: thresholds.length };
  const low = thresholds[0]!;
  const high = thresholds.at(-1)!;
  const options: Buckets[] = [];
  for (const count of BUCKET_COUNTS) {
    const scale = Math.fround((count - 1) / Math.fround(high - low));
    if (Number.isFinite(low) && scale > 0 && Number.isFinite(scale)) {
      options.push(withTable({ ...scan, ...none, kind: "linear", low, scale }, count));
    }
    const [first, last] = [orderedBits(low), orderedBits(high)];
    let shift = 0;
    while ((last - first) / 2 ** shift >= count) shift++;
    options.push(withTable({ ...scan, ...none, kind: "bits", first, last, shift }, count));
  }
  return options.reduce((best, option) => costOf(option) < costOf(best) ? option : best);
}

function withTable(shape: Omit<Buckets, "most">, count: number): Buckets {
  const held = new Int32Array(count);
  const base = new Int32Array(count);
  for (const t of shape.thresholds) held[bucketOf({ ...shape, base }, t)]!++;
  for (let b = 1; b < count; b++) base[b] = base[b - 1]! + held[b - 1]!;
  return { ...shape, base, most: Math.max(...held) };
}

function costOf(buckets: Buckets): number {
  const work = buckets.most <= 1 ? 4 : buckets.most <= 3 ? 7 : 6 + 2 * buckets.most;
  return work + buckets.base.length * recordBytes(buckets.most) / 8192;
}

/**
 * Bytes per bucket in the compiled quantiser's table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordBytes } from "./buckets.ts";
 *
 * assert.deepEqual([1, 3, 9].map(recordBytes), [8, 16, 4]);
 * ```
 */
export function recordBytes(most: number): number {
  return most <= 1 ? 8 : most <= 3 ? 16 : 4;
}

const floatCell = new Float32Array(1);
const bitsCell = new Int32Array(floatCell.buffer);

/** The float's bits as an integer that rises with the value. */
function orderedBits(value: number): number {
  floatCell[0] = value;
  const bits = bitsCell[0]!;
  return bits ^ (bits >> 31 >>> 1);
}

function bucketOf(shape: Omit<Buckets, "most">, value: number): number {
  if (shape.kind === "linear") {
    const at = Math.fround(Math.fround(value - shape.low) * shape.scale);
    const clamped = at > 0 ? Math.min(at, shape.base.length - 1) : 0;
    return Math.fround(clamped + 8388608) - 8388608;
  }
  const bits = Math.min(shape.last, Math.max(shape.first, orderedBits(value)));
  return bits - shape.first >>> shape.shift;
}

/**
 * How many thresholds are below `value`, a float32 that is not NaN.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bucketsFor, rankOf } from "./buckets.ts";
 *
 * const buckets = bucketsFor(Float32Array.of(-1, 0.5));
 * assert.deepEqual([-1, 0.5, 0.75].map((x) => rankOf(buckets, x)), [0, 1, 2]);
 * ```
 */
export function rankOf(buckets: Buckets, value: number): number {
  const { thresholds } = buckets;
  let rank = buckets.kind === "scan" ? 0 : buckets.base[bucketOf(buckets, value)]!;
  while (rank < thresholds.length && value > thresholds[rank]!) rank++;
  return rank;
}
