/**
 * Bytes in a page: a small container for the page's arrays, gzip and base64. This file runs in
 * browsers too, with nothing but what they bring.
 *
 * @module
 */
import type { WhatIfData, WhatIfHead } from "./scenario.ts";

/**
 * The page's data as bytes: length of the head, the head as JSON, then the arrays one after the
 * other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { packData, unpackData } from "./pack.ts";
 * import { tinyData } from "./testing.ts";
 *
 * assert.deepEqual(unpackData(packData(tinyData())), tinyData());
 * ```
 */
export function packData(data: WhatIfData): Uint8Array<ArrayBuffer> {
  const { rowArticle, pair, article, customer, ...head } = data;
  const text = new TextEncoder().encode(JSON.stringify(head));
  // arrays begin at a multiple of four
  const start = 4 + Math.ceil(text.length / 4) * 4;
  const arrays = [rowArticle, ...pair, ...article, ...customer];
  const total = arrays.reduce((sum, { byteLength }) => sum + byteLength, start);
  const bytes = new Uint8Array(total);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.fill(32, 4, start);
  bytes.set(text, 4);
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}

/** The data that {@linkcode packData} packed. */
export function unpackData(bytes: Uint8Array<ArrayBuffer>): WhatIfData {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head: WhatIfHead = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const rows = head.customers.reduce((sum, { rows }) => sum + rows, 0);
  const { pairColumns, articleColumns, features } = head;
  let at = 4 + Math.ceil(length / 4) * 4;
  const words = (count: number) => {
    const part = bytes.slice(at, at + 4 * count);
    at += 4 * count;
    return part.buffer;
  };
  const columns = (count: number, length: number) =>
    Array.from({ length: count }, () => new Float32Array(words(length)));
  return {
    ...head,
    rowArticle: new Uint32Array(words(rows)),
    pair: columns(pairColumns, rows),
    article: columns(articleColumns, head.articles.length),
    customer: columns(features.length - pairColumns - articleColumns, head.customers.length),
  };
}

/** Bytes as gzip in base64, for an element of a page. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = await through(bytes, new CompressionStream("gzip"));
  const parts: string[] = [];
  for (let i = 0; i < packed.length; i += 0x8000) {
    parts.push(String.fromCharCode(...packed.subarray(i, i + 0x8000)));
  }
  return btoa(parts.join(""));
}

/**
 * The bytes that {@linkcode deflate} was given.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deflate, inflate } from "./pack.ts";
 *
 * const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * i);
 * assert.deepEqual(await inflate(await deflate(bytes)), bytes);
 * ```
 */
export async function inflate(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  return await through(packed, new DecompressionStream("gzip"));
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const readable = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(readable).arrayBuffer());
}
