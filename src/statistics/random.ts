/**
 * Seeded random numbers: the same seed gives the same numbers on every machine.
 *
 * @module
 */

/** A seeded stream of random numbers; every call moves it on. */
export interface Random {
  /** A whole number, uniform on 0 … 2³² − 1. */
  uint32(): number;
  /** A number, uniform on [0, 1), with 53 random bits. */
  uniform(): number;
  /** A whole number, uniform on 0 … bound − 1, without modulo bias; `bound` is at most 2³². */
  integer(bound: number): number;
  /** A number from the standard normal distribution (Marsaglia's polar method). */
  normal(): number;
}

const WORD = 2 ** 32;

/**
 * A seeded stream: xoshiro128** (Blackman & Vigna 2021, "Scrambled linear pseudorandom number
 * generators") whose 128 bits of state come from SplitMix64 of the seed. Streams of one seed that
 * differ in `stream` are independent for all practical purposes: one per customer, say.
 *
 * @throws {RangeError} If `seed` or `stream` is not a safe integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRandom } from "./random.ts";
 *
 * assert.equal(createRandom(7).uniform(), createRandom(7).uniform());
 * assert.notEqual(createRandom(7, 1).uniform(), createRandom(7, 2).uniform());
 * ```
 */
export function createRandom(seed: number, stream = 0): Random {
  for (const [name, value] of [["seed", seed], ["stream", stream]] as const) {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`Expected ${name} to be a safe integer but found ${value}`);
    }
  }
  const start = stream === 0 ? BigInt(seed) : splitMix64(BigInt(seed))() ^ BigInt(stream);
  const next = splitMix64(start);
  const [a, b] = [next(), next()];
  const words = [a, a >> 32n, b, b >> 32n].map((word) => Number(word & 0xffffffffn));
  return randomFromState(words);
}

/**
 * A stream from the four 32-bit words of xoshiro128**'s state, for checks against other
 * implementations; everybody else starts at {@linkcode createRandom}.
 *
 * @throws {RangeError} If there are not four words, or all are 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomFromState } from "./random.ts";
 *
 * const random = randomFromState([1, 2, 3, 4]);
 * assert.deepEqual([random.uint32(), random.uint32(), random.uint32()], [11520, 0, 5927040]);
 * ```
 */
export function randomFromState(words: readonly number[]): Random {
  const state = Uint32Array.from(words);
  if (state.length !== 4 || state.every((word) => word === 0)) {
    throw new RangeError(`Expected state to be 4 words, not all 0, but found ${words.join(", ")}`);
  }
  let spare = NaN;
  const uint32 = () => nextWord(state);
  const uniform = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  const integer = (bound: number) => {
    if (!Number.isInteger(bound) || bound < 1 || bound > WORD) {
      throw new RangeError(`Expected bound to be an integer from 1 to 2^32 but found ${bound}`);
    }
    const limit = WORD - (WORD % bound);
    let word = uint32();
    while (word >= limit) word = uint32();
    return word % bound;
  };
  const normal = () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    let x, y, r;
    do {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      r = x * x + y * y;
    } while (r >= 1 || r === 0);
    const scale = Math.sqrt(-2 * Math.log(r) / r);
    spare = y * scale;
    return x * scale;
  };
  return { uint32, uniform, integer, normal };
}

function nextWord(s: Uint32Array): number {
  const s1 = s[1]!;
  const product = Math.imul(s1, 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  const s2 = s[2]! ^ s[0]!;
  const s3 = s[3]! ^ s1;
  s[1] = s1 ^ s2;
  s[0] = s[0]! ^ s3;
  s[2] = s2 ^ (s1 << 9);
  s[3] = (s3 << 11) | (s3 >>> 21);
  return result;
}

/**
 * SplitMix64 (Steele, Lea & Flood 2014): a stream of 64-bit words from any seed, used to fill the
 * state of better generators.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { splitMix64 } from "./random.ts";
 *
 * assert.equal(splitMix64(1234567n)(), 6457827717110365317n);
 * ```
 */
export function splitMix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

/** An array that can be shuffled in place. */
export interface Shufflable<T> {
  readonly length: number;
  [index: number]: T;
}

/**
 * Puts an array (or typed array) in random order, in place (Fisher–Yates), and returns it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRandom, shuffle } from "./random.ts";
 *
 * assert.deepEqual(shuffle([1, 2, 3], createRandom(1)).sort(), [1, 2, 3]);
 * ```
 */
export function shuffle<T, A extends Shufflable<T>>(values: A & Shufflable<T>, random: Random): A {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const held = values[i]!;
    values[i] = values[j]!;
    values[j] = held;
  }
  return values;
}
