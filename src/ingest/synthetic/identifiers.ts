/**
 * Identifiers as bytes: 64 hex digits per customer, ten digits per article.
 *
 * @module
 */

import type { Catalogue } from "./catalogue.ts";
import { createRandom, type Random, STREAM } from "./random.ts";

const HEX = new TextEncoder().encode("0123456789abcdef");

/** Digits of a customer's identifier. */
export const CUSTOMER_ID_LENGTH = 64;

/** Digits of an article's identifier. */
export const ARTICLE_ID_LENGTH = 10;

/** Writes identifiers of customers. */
export type CustomerIdWriter = (customer: number, out: Uint8Array, at: number) => void;

/**
 * Writes the identifiers of a shop's customers; they rise with the customer's number, as Kaggle's
 * files are sorted by them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { customerIds } from "./identifiers.ts";
 *
 * const id = new Uint8Array(64);
 * customerIds(100, 1)(0, id, 0);
 * assert.match(new TextDecoder().decode(id), /^[0-9a-f]{64}$/);
 * ```
 */
export function customerIds(customers: number, seed: number): CustomerIdWriter {
  const random = createRandom(seed);
  return (customer, out, at) => {
    random.open(STREAM.customerId, customer, 0);
    const prefix = Math.floor((customer + random.uniform()) * 2 ** 32 / customers);
    writeHex(prefix, out, at);
    writeRandomHex(random, 7, out, at + 8);
  };
}

/**
 * Writes so many random words as eight hex digits each.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeRandomHex } from "./identifiers.ts";
 * import { createRandom } from "./random.ts";
 *
 * const out = new Uint8Array(16);
 * writeRandomHex(createRandom(1), 2, out, 0);
 * assert.match(new TextDecoder().decode(out), /^[0-9a-f]{16}$/);
 * ```
 */
export function writeRandomHex(random: Random, words: number, out: Uint8Array, at: number): void {
  for (let w = 0; w < words; w++) writeHex(random.bits(), out, at + 8 * w);
}

function writeHex(word: number, out: Uint8Array, at: number): void {
  for (let k = 0; k < 8; k++) out[at + k] = HEX[(word >>> (28 - 4 * k)) & 15]!;
}

/**
 * The identifiers of all articles, ten digits each: a zero, the product's six, the colour's three.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createCatalogue } from "./catalogue.ts";
 * import { articleIds } from "./identifiers.ts";
 *
 * const ids = new TextDecoder().decode(articleIds(createCatalogue(1000, 1)));
 * assert.match(ids.slice(0, 10), /^0\d{9}$/);
 * ```
 */
export function articleIds(catalogue: Catalogue): Uint8Array {
  const out = new Uint8Array(ARTICLE_ID_LENGTH * catalogue.count).fill(48);
  for (let a = 0; a < catalogue.count; a++) {
    let rest = catalogue.productCode[catalogue.product[a]!]! * 1000 + catalogue.variant[a]!;
    for (let k = ARTICLE_ID_LENGTH - 1; rest > 0; k--) {
      out[ARTICLE_ID_LENGTH * a + k] = 48 + rest % 10;
      rest = Math.floor(rest / 10);
    }
  }
  return out;
}
