/**
 * Fingerprints of inputs and options, so that a run knows what did not change.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Files up to this size are hashed whole; of larger ones, this much at either end. */
const HASHED_BYTES = 1 << 20;
const WHOLE_BYTES = 64 << 20;

/**
 * SHA-256 over the canonical JSON of `value` (keys sorted), in hexadecimal. Two values that differ
 * only in the order of their keys have the same fingerprint.
 *
 * @throws {TypeError} If the value holds something JSON cannot tell apart (NaN, functions, bigint).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fingerprint } from "./fingerprint.ts";
 *
 * assert.equal(fingerprint({ a: 1, b: [2] }), fingerprint({ b: [2], a: 1 }));
 * assert.notEqual(fingerprint({ a: 1 }), fingerprint({ a: "1" }));
 * ```
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest("hex");
}

function canonical(value: unknown): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") {
    return JSON.stringify(value);
  }
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (
    typeof value === "object" && [null, Object.prototype].includes(Object.getPrototypeOf(value))
  ) {
    const entries = Object.entries(value).filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
  }
  throw new TypeError(
    `Expected a plain JSON value but found ${Object.prototype.toString.call(value)}`,
  );
}

/**
 * Fingerprint of a file: SHA-256 of its content up to 64 MiB. Larger files are not read whole:
 * theirs is of size, time of last change, and the first and last mebibyte, so touching a large
 * file counts as a change, and a change that keeps size, time and both ends does not.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fileFingerprint } from "./fingerprint.ts";
 *
 * const file = Deno.makeTempFileSync();
 * const empty = fileFingerprint(file);
 * Deno.writeTextFileSync(file, "orders");
 * assert.notEqual(fileFingerprint(file), empty);
 * Deno.removeSync(file);
 * ```
 */
export function fileFingerprint(path: string): string {
  const hash = createHash("sha256");
  using file = Deno.openSync(path);
  const { size, mtime } = file.statSync();
  if (size <= WHOLE_BYTES) {
    updateFrom(file, size);
    return hash.digest("hex");
  }
  hash.update(`${size} ${mtime?.getTime() ?? 0} `);
  updateFrom(file, HASHED_BYTES);
  file.seekSync(size - HASHED_BYTES, Deno.SeekMode.Start);
  updateFrom(file, HASHED_BYTES);
  return hash.digest("hex");

  function updateFrom(source: Deno.FsFile, bytes: number): void {
    const block = new Uint8Array(Math.min(bytes, HASHED_BYTES));
    for (let left = bytes; left > 0;) {
      const read = source.readSync(block.subarray(0, Math.min(left, block.length)));
      if (read === null) break;
      hash.update(block.subarray(0, read));
      left -= read;
    }
  }
}

/**
 * Whether a file is as it was when it had a fingerprint; not where it is gone, or no file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fileFingerprint, hasFingerprint } from "./fingerprint.ts";
 *
 * const file = Deno.makeTempFileSync();
 * const empty = fileFingerprint(file);
 * assert.equal(hasFingerprint(file, empty), true);
 * Deno.removeSync(file);
 * assert.equal(hasFingerprint(file, empty), false);
 * ```
 */
export function hasFingerprint(path: string, fingerprint: string): boolean {
  try {
    return fileFingerprint(path) === fingerprint;
  } catch {
    return false;
  }
}
