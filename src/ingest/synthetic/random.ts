/**
 * Counter-based random numbers: any (seed, stream, key, counter) opens its own sequence, so who
 * draws first and on which thread never matters.
 *
 * @module
 */

/** A sequence of random numbers that can be re-opened anywhere. */
export interface Random {
  /** Opens the sequence of this (stream, key, counter); whatever came before is forgotten. */
  open(stream: number, key: number, counter: number): void;
  /** The next 32 bits. */
  bits(): number;
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Uniform in (0, 1), safe to take a logarithm of. */
  positive(): number;
  /** Standard normal (Box–Muller, the cosine half). */
  normal(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
}

/** Purposes of random numbers; each has its own sequences. */
export const STREAM = {
  catalogue: 1,
  articleNoise: 2,
  customerId: 3,
  taste: 4,
  profile: 5,
  plan: 6,
  choice: 7,
  clock: 8,
  archetype: 9,
  postalCode: 10,
} as const;

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Random numbers by sfc32 (Doty-Humphrey, PractRand), its state seeded by MurmurHash3's finaliser
 * over the seed, the stream, the key and the counter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRandom, STREAM } from "./random.ts";
 *
 * const random = createRandom(1);
 * random.open(STREAM.taste, 7, 0);
 * const first = random.uniform();
 * random.open(STREAM.taste, 8, 0);
 * assert.notEqual(random.uniform(), first);
 * random.open(STREAM.taste, 7, 0);
 * assert.equal(random.uniform(), first);
 * ```
 */
export function createRandom(seed: number): Random {
  const state = new Int32Array(4);
  const low = mix(seed ^ 0x9e3779b9);
  const high = mix(Math.floor(seed / 2 ** 32) + 0x7f4a7c15 + low);
  function bits(): number {
    const a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
    const out = (((a + b) | 0) + d) | 0;
    state[3] = d + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + out;
    return out >>> 0;
  }
  const uniform = () => bits() * 2 ** -32;
  const positive = () => (bits() + 0.5) * 2 ** -32;
  return {
    open(stream, key, counter) {
      const a = mix(mix(mix(low + stream) + key) + counter);
      const b = mix(mix(mix(high ^ counter) + Math.imul(key, 0x9e3779b1)) ^ stream);
      state[0] = a;
      state[1] = b;
      state[2] = key;
      state[3] = counter;
      for (let i = 0; i < 8; i++) bits();
    },
    bits,
    uniform,
    positive,
    normal: () => Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}
