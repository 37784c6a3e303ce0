/**
 * Finished buckets of ranked customers on disk: a run that was killed goes on after them, and shards
 * that other processes or machines have ranked are gathered from them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CustomerLists } from "./customer_lists.ts";

/** Customers per bucket. */
export const BUCKET = 512;

/** A folder of finished buckets that belong to one ranking. */
export interface BucketFolder {
  readonly path: string;
  /** What the ranking follows from: buckets of another one count as missing. */
  readonly fingerprint: string;
}

/** Number of buckets of so many customers. */
export function bucketCount(customers: number): number {
  return Math.ceil(customers / BUCKET);
}

/**
 * The buckets of shard `index` of `of`: consecutive ones, so that every bucket is in one shard.
 *
 * @param index From 1 to `of`.
 * @throws {RangeError} If there is no such shard.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shardBuckets } from "./ranked_buckets.ts";
 *
 * assert.deepEqual(shardBuckets(5, { index: 1, of: 2 }), [0, 1]);
 * assert.deepEqual(shardBuckets(5, { index: 2, of: 2 }), [2, 3, 4]);
 * ```
 */
export function shardBuckets(buckets: number, shard: { index: number; of: number }): number[] {
  const { index, of } = shard;
  if (!(Number.isInteger(index) && Number.isInteger(of) && index >= 1 && index <= of)) {
    throw new RangeError(`Expected a shard from 1/${of} to ${of}/${of} but found ${index}/${of}`);
  }
  const from = Math.floor(buckets * (index - 1) / of);
  const to = Math.floor(buckets * index / of);
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/**
 * Writes a bucket of ranked lists, whole or not at all.
 *
 * @param bucket Bucket number; its customers are `bucket × BUCKET …` of the lists.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { allocateLists } from "./rank_customers.ts";
 * import { readBucket, writeBucket } from "./ranked_buckets.ts";
 *
 * const folder = { path: Deno.makeTempDirSync(), fingerprint: "f" };
 * const lists = allocateLists(0, 3, 2);
 * lists.count.set([1, 0, 2]);
 * writeBucket(folder, lists, 0);
 * const read = allocateLists(0, 3, 2);
 * assert.equal(readBucket(folder, read, 0), true);
 * assert.deepEqual(read.count, lists.count);
 * assert.equal(readBucket({ ...folder, fingerprint: "g" }, read, 0), false);
 * Deno.removeSync(folder.path, { recursive: true });
 * ```
 */
export function writeBucket(folder: BucketFolder, lists: CustomerLists, bucket: number): void {
  const parts = bucketParts(lists, bucket);
  const size = parts.reduce((sum, part) => sum + part.byteLength, HEADER);
  const bytes = new Uint8Array(size);
  let at = HEADER;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  bytes.set(digest(folder, lists, bucket, bytes.subarray(HEADER)));
  Deno.mkdirSync(folder.path, { recursive: true });
  const path = bucketPath(folder, bucket);
  const temporary = `${path}.${Deno.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`;
  Deno.writeFileSync(temporary, bytes);
  Deno.renameSync(temporary, path);
}

/** Reads a bucket into the lists; false where it is missing, damaged or of another ranking. */
export function readBucket(folder: BucketFolder, lists: CustomerLists, bucket: number): boolean {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(bucketPath(folder, bucket));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  const parts = bucketParts(lists, bucket);
  const size = parts.reduce((sum, part) => sum + part.byteLength, HEADER);
  if (bytes.length !== size) return false;
  const expected = digest(folder, lists, bucket, bytes.subarray(HEADER));
  if (expected.some((byte, i) => byte !== bytes[i])) return false;
  let at = HEADER;
  for (const part of parts) {
    part.set(bytes.subarray(at, at + part.byteLength));
    at += part.byteLength;
  }
  return true;
}

/** Removes the folder of buckets once their ranking has been written out. */
export function removeBuckets(folder: BucketFolder): void {
  try {
    Deno.removeSync(folder.path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Bytes of the digest in front of a bucket. */
const HEADER = 32;

function bucketPath(folder: BucketFolder, bucket: number): string {
  return join(folder.path, `${String(bucket).padStart(6, "0")}.bucket`);
}

/** SHA-256 over what the bucket belongs to and holds. */
function digest(
  { fingerprint }: BucketFolder,
  { from, customers, k }: CustomerLists,
  bucket: number,
  content: Uint8Array,
): Uint8Array {
  const belongs = JSON.stringify({ fingerprint, from, customers, k, bucket });
  return createHash("sha256").update(belongs).update(content).digest();
}

/** The bucket's slices of the lists' arrays, as bytes. */
function bucketParts({ customers, k, count, article, score }: CustomerLists, bucket: number) {
  const begin = bucket * BUCKET;
  const end = Math.min(customers, begin + BUCKET);
  const bytes = (part: Uint16Array | Uint32Array | Float64Array) =>
    new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return [
    bytes(count.subarray(begin, end)),
    bytes(article.subarray(begin * k, end * k)),
    bytes(score.subarray(begin * k, end * k)),
  ];
}
