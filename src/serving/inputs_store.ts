/**
 * What rows are filled from, kept on disk: fitting the sources of a large shop takes half a minute,
 * reading them back a second. Shards, resumed runs and single predictions start from here.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Snapshot } from "../ingest/shop.ts";
import type { RowInputs } from "../ranking/rows.ts";
import { writeAtomically } from "../workspace.ts";

type TypedArray =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const TYPES = {
  Uint8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
} as const;

type TypeName = keyof typeof TYPES;

/** A typed array's constructor, over shared memory. */
interface SharedType {
  new (buffer: SharedArrayBuffer): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Writes inputs, all but their snapshot, whole or not at all.
 *
 * @param fingerprint What they follow from; only a reader who expects the same gets them back.
 */
export async function saveInputs(
  path: string,
  inputs: RowInputs,
  fingerprint: string,
): Promise<void> {
  const arrays: TypedArray[] = [];
  const tree = describe(withSnapshot(inputs, null), arrays);
  const json = JSON.stringify({ fingerprint, tree, check: checkOf(tree, arrays) });
  const text = new TextEncoder().encode(json.padEnd(json.length + 8));
  const description = text.subarray(0, text.length & ~7);
  await writeAtomically(path, (temporary) => {
    using file = Deno.openSync(temporary, { create: true, write: true, truncate: true });
    writeAll(file, new Uint8Array(Float64Array.of(description.length).buffer));
    writeAll(file, description);
    for (const array of arrays) {
      writeAll(file, new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      writeAll(file, new Uint8Array(padding(array.byteLength)));
    }
  });
}

/**
 * The inputs that {@linkcode saveInputs} left, over shared memory, with the snapshot that they were
 * made from; `null` where there are none, others, or damaged ones.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitCandidates } from "../candidates/candidates.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { rowInputs } from "../ranking/rows.ts";
 * import { loadInputs, saveInputs } from "./inputs_store.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 5 }]);
 * const snapshot = snapshotAt(shop, 7);
 * const inputs = rowInputs(fitCandidates(snapshot));
 * const path = `${Deno.makeTempDirSync()}/inputs.bin`;
 * await saveInputs(path, inputs, "f");
 * assert.deepEqual(loadInputs(path, snapshot, "f"), inputs);
 * assert.equal(loadInputs(path, snapshot, "g"), null);
 * ```
 */
export function loadInputs(
  path: string,
  snapshot: Snapshot,
  fingerprint: string,
): RowInputs | null {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  using _file = file;
  try {
    const header = new Float64Array(1);
    readAll(file, new Uint8Array(header.buffer));
    if (!(header[0]! > 0 && header[0]! <= file.statSync().size)) return null;
    const description = new Uint8Array(header[0]!);
    readAll(file, description);
    const stored = JSON.parse(new TextDecoder().decode(description));
    if (stored.fingerprint !== fingerprint) return null;
    const arrays: TypedArray[] = [];
    const inputs = revive(stored.tree, file, arrays) as RowInputs;
    return checkOf(stored.tree, arrays) === stored.check ? withSnapshot(inputs, snapshot) : null;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) throw error;
    return null; // damaged: they are made again
  }
}

/** A checksum over everything, without a copy: 0.07 s for 0.9 GB, once per process that loads. */
function checkOf(tree: Described, arrays: readonly TypedArray[]): number {
  return arrays.reduce(
    (sum, { buffer, byteOffset, byteLength }) =>
      crc32(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength), sum),
    crc32(JSON.stringify(tree)),
  );
}

function withSnapshot(inputs: RowInputs, snapshot: Snapshot | null): RowInputs {
  return { ...inputs, candidates: { ...inputs.candidates, snapshot: snapshot! } };
}

/** What stands for a value in the description; arrays follow in the order in which they are met. */
type Described =
  | null
  | boolean
  | number
  | string
  | { readonly array: TypeName; readonly length: number }
  | { readonly list: readonly Described[] }
  | { readonly record: readonly (readonly [string, Described])[] };

function describe(value: unknown, arrays: TypedArray[]): Described {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (ArrayBuffer.isView(value) && value.constructor.name in TYPES) {
    const array = value as TypedArray;
    arrays.push(array);
    return { array: array.constructor.name as TypeName, length: array.length };
  }
  if (Array.isArray(value)) return { list: value.map((entry) => describe(entry, arrays)) };
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return { record: entries.map(([key, entry]) => [key, describe(entry, arrays)] as const) };
  }
  throw new TypeError(`Expected plain data and typed arrays but found ${String(value)}`);
}

function revive(value: Described, file: Deno.FsFile, arrays: TypedArray[]): unknown {
  if (value === null || typeof value !== "object") return value;
  if ("list" in value) return value.list.map((entry) => revive(entry, file, arrays));
  if ("record" in value) {
    return Object.fromEntries(
      value.record.map(([key, entry]) => [key, revive(entry, file, arrays)]),
    );
  }
  const type = TYPES[value.array] as SharedType;
  const bytes = value.length * type.BYTES_PER_ELEMENT;
  const buffer = new SharedArrayBuffer(bytes);
  readAll(file, new Uint8Array(buffer));
  readAll(file, new Uint8Array(padding(bytes)));
  const array = new type(buffer);
  arrays.push(array);
  return array;
}

/** Every array begins at a multiple of eight bytes. */
function padding(bytes: number): number {
  return (8 - bytes % 8) % 8;
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

function readAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const read = file.readSync(bytes.subarray(at) as Uint8Array<ArrayBuffer>);
    if (read === null) throw new RangeError(`Expected ${bytes.length} bytes but found ${at}`);
    at += read;
  }
}
