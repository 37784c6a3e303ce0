/**
 * LightGBM's C functions as either engine offers them: addresses and handles are plain numbers, so
 * that everything above this file is written once.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import type { EngineKind } from "./types.ts";

/**
 * Parameter kinds per function: `p` address or handle, `i` int32, `l` int64, `z` size_t. Every
 * function returns int32, 0 for success.
 */
export const SIGNATURES = {
  LGBM_BoosterAddValidData: "pp",
  LGBM_BoosterCalcNumPredict: "piiiip",
  LGBM_BoosterCreate: "ppp",
  LGBM_BoosterFeatureImportance: "piip",
  LGBM_BoosterFree: "p",
  LGBM_BoosterGetCurrentIteration: "pp",
  LGBM_BoosterGetEval: "pipp",
  LGBM_BoosterGetEvalCounts: "pp",
  LGBM_BoosterGetEvalNames: "pipzpp",
  LGBM_BoosterGetFeatureNames: "pipzpp",
  LGBM_BoosterGetNumClasses: "pp",
  LGBM_BoosterGetNumFeature: "pp",
  LGBM_BoosterLoadModelFromString: "ppp",
  LGBM_BoosterPredictForMat: "ppiiiiiiippp",
  LGBM_BoosterPredictForMatSingleRowFast: "pppp",
  LGBM_BoosterPredictForMatSingleRowFastInit: "piiiiipp",
  LGBM_BoosterSaveModelToString: "piiilpp",
  LGBM_BoosterUpdateOneIter: "pp",
  LGBM_DatasetCreateByReference: "plp",
  LGBM_DatasetCreateFromMat: "piiiippp",
  LGBM_DatasetCreateFromSampledColumn: "ppipiilpp",
  LGBM_DatasetFree: "p",
  LGBM_DatasetPushRows: "ppiiii",
  LGBM_DatasetSetFeatureNames: "ppi",
  LGBM_DatasetSetField: "pppii",
  LGBM_FastConfigFree: "p",
  LGBM_GetSampleCount: "ipp",
  LGBM_SampleIndices: "ippp",
  LGBM_SetMaxThreads: "i",
} as const;

/** Name of a function of LightGBM's C interface that the engines use. */
export type FunctionName = keyof typeof SIGNATURES;

/** The functions, every argument a plain number. */
export type Functions = Record<FunctionName, (...args: number[]) => number>;

/** Memory that the library can see, until disposed of. */
export interface Loan extends Disposable {
  readonly address: number;
  /** The bytes; valid until the next call into the library. */
  bytes(): Uint8Array;
}

/** What an engine must offer. */
export interface Backend {
  readonly kind: EngineKind;
  /** Bytes of a pointer. */
  readonly pointerBytes: 4 | 8;
  readonly functions: Functions;
  /** LightGBM's text for the last failed call. */
  lastError(): string;
  /** Makes a caller's array visible for reading: lent where it lies, or copied. */
  lend(view: Float32Array | Float64Array | Int32Array | Uint8Array): Loan;
  /** New memory; what is in it is not defined. */
  allocate(bytes: number): Loan;
  /** Gives back everything. */
  close(): void;
}

/** Calls a function; `action` completes "LightGBM could not …". */
export function call(
  backend: Backend,
  action: string,
  name: FunctionName,
  ...args: number[]
): void {
  if (backend.functions[name](...args) !== 0) {
    throw new LightGBMError(action, backend.lastError());
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A zero-terminated string in the library's sight. */
export function lendText(backend: Backend, text: string): Loan {
  return backend.lend(encoder.encode(text + "\0"));
}

/** Text up to the first zero byte. */
export function textAt(bytes: Uint8Array, offset = 0): string {
  const end = bytes.indexOf(0, offset);
  // a copy: decoders refuse bytes over shared memory
  return decoder.decode(bytes.slice(offset, end < 0 ? bytes.length : end));
}

/** Writes an address into `bytes` at `offset`. */
export function writeAddress(backend: Backend, loan: Loan, offset: number, address: number): void {
  const bytes = loan.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (backend.pointerBytes === 8) view.setBigUint64(offset, BigInt(address), true);
  else view.setUint32(offset, address, true);
}

/** Reads an address or a size_t at `offset`. */
export function readAddress(backend: Backend, loan: Loan, offset: number): number {
  const bytes = loan.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return backend.pointerBytes === 8
    ? Number(view.getBigUint64(offset, true))
    : view.getUint32(offset, true);
}

/** Calls a function whose last argument receives an address, and returns that. */
export function callForHandle(
  backend: Backend,
  action: string,
  name: FunctionName,
  ...args: number[]
): number {
  using out = backend.allocate(8);
  call(backend, action, name, ...args, out.address);
  return readAddress(backend, out, 0);
}

/** Calls a function whose last argument receives an int32, and returns that. */
export function callForInt(
  backend: Backend,
  action: string,
  name: FunctionName,
  ...args: number[]
): number {
  using out = backend.allocate(8);
  call(backend, action, name, ...args, out.address);
  const bytes = out.bytes();
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
}

/** Calls a function whose last argument receives an int64, and returns that. */
export function callForLong(
  backend: Backend,
  action: string,
  name: FunctionName,
  ...args: number[]
): number {
  using out = backend.allocate(8);
  call(backend, action, name, ...args, out.address);
  const bytes = out.bytes();
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
}

/**
 * Calls a function of the family `(handle, count, out count, buffer size, out size, out strings)`.
 */
export function callForNames(
  backend: Backend,
  action: string,
  name: "LGBM_BoosterGetEvalNames" | "LGBM_BoosterGetFeatureNames",
  handle: number,
  count: number,
): string[] {
  const fetch = (size: number): { names: string[]; longest: number } => {
    const table = 16 + count * 8;
    using block = backend.allocate(table + count * size);
    for (let i = 0; i < count; i++) {
      writeAddress(backend, block, 16 + i * backend.pointerBytes, block.address + table + i * size);
    }
    const { address } = block;
    call(backend, action, name, handle, count, address, size, address + 8, address + 16);
    const bytes = block.bytes();
    const names = Array.from({ length: count }, (_, i) => textAt(bytes, table + i * size));
    return { names, longest: readAddress(backend, block, 8) };
  };
  const first = fetch(64);
  return first.longest <= 64 ? first.names : fetch(first.longest).names;
}
