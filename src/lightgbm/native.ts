/**
 * The native engine's backend: LightGBM's shared library through FFI.
 *
 * @module
 */

import {
  type Backend,
  type FunctionName,
  type Functions,
  type Loan,
  SIGNATURES,
} from "./backend.ts";
import { LightGBMError } from "./errors.ts";

const FFI_TYPES = { p: "usize", i: "i32", l: "i64", z: "usize" } as const;

/**
 * Opens LightGBM's shared library.
 *
 * Errors and log settings of the library belong to the calling thread, so every call is synchronous;
 * long work belongs into a Worker. The library stays loaded until the process ends, because its
 * thread pool cannot be unloaded safely.
 *
 * @throws {LightGBMError} If the library cannot be loaded; the message says what to install.
 */
export function openNative(libraryPath: string): Backend {
  // read once, when the OpenMP runtime loads: waiting threads sleep instead of spinning
  if (Deno.env.get("OMP_WAIT_POLICY") === undefined) Deno.env.set("OMP_WAIT_POLICY", "passive");
  const library = load(libraryPath);
  const held = new Set<ArrayBufferView>();
  const hold = (view: Float32Array | Float64Array | Int32Array | Uint8Array): Loan => {
    held.add(view);
    return {
      address: addressOf(view),
      bytes: () => new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
      [Symbol.dispose]: () => void held.delete(view),
    };
  };
  return {
    kind: "native",
    pointerBytes: 8,
    functions: library.functions,
    lastError: library.lastError,
    // a view of its own, so that two loans of one array are two entries of the set
    lend: (view) => hold(view.subarray()),
    allocate: (bytes) => hold(new Uint8Array(Math.max(8, Math.ceil(bytes / 8) * 8))),
    close: () => held.clear(),
  };
}

function addressOf(view: ArrayBufferView): number {
  if (view.byteLength === 0) return 0;
  return Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(view as Uint8Array<ArrayBuffer>)));
}

interface Library {
  functions: Functions;
  lastError: () => string;
}

function load(libraryPath: string): Library {
  const table: Record<string, Deno.ForeignFunction> = {
    LGBM_GetLastError: { parameters: [], result: "pointer" },
  };
  for (const [name, signature] of Object.entries(SIGNATURES)) {
    const parameters = [...signature].map((letter) => FFI_TYPES[letter as keyof typeof FFI_TYPES]);
    table[name] = { parameters, result: "i32" };
  }
  const { symbols } = open(libraryPath, table);
  const functions = {} as Functions;
  for (const name of Object.keys(SIGNATURES) as FunctionName[]) {
    functions[name] = symbols[name] as unknown as (...args: number[]) => number;
  }
  const getLastError = symbols.LGBM_GetLastError as unknown as () => Deno.PointerObject;
  return { functions, lastError: () => new Deno.UnsafePointerView(getLastError()).getCString() };
}

function open(libraryPath: string, table: Deno.ForeignLibraryInterface) {
  try {
    return Deno.dlopen(libraryPath, table);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LightGBMError("load its native library", explainLoadFailure(reason), {
      cause: error,
    });
  }
}

/**
 * One line about a failed `dlopen`, with what to install where that is known.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainLoadFailure } from "./native.ts";
 *
 * assert.match(
 *   explainLoadFailure("libgomp.so.1: cannot open shared object file"),
 *   /apt-get install libgomp1/,
 * );
 * ```
 */
export function explainLoadFailure(reason: string): string {
  const line = reason.split("\n")[0]!;
  if (line.includes("libgomp")) {
    return `libgomp.so.1 is missing; install it (Debian: \`apt-get install libgomp1\`) (${line})`;
  }
  if (line.includes("libomp")) {
    return `libomp is missing; install it (macOS: \`brew install libomp\`) (${line})`;
  }
  return line;
}
