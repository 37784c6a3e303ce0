/**
 * The WebAssembly engine's backend. It needs nothing but `WebAssembly`, so it runs in any browser.
 *
 * @module
 */

import {
  type Backend,
  type FunctionName,
  type Functions,
  type Loan,
  SIGNATURES,
} from "../backend.ts";
import { LightGBMError } from "../errors.ts";

/** Options of {@linkcode openWasm}. */
export interface OpenWasmOptions {
  /** Gets what LightGBM prints, line by line. @default {nobody} */
  onLog?: (line: string) => void;
  /**
   * Content of a file that a parameter names (`forcedsplits_filename`), or `undefined` where there is
   * none. @default {no files}
   */
  readFile?: (path: string) => Uint8Array | undefined;
}

type RawFunction = (...args: (number | bigint)[]) => number;

interface Instance {
  memory: WebAssembly.Memory;
  raw: Record<string, RawFunction>;
}

/** The instance's state: after a trap its memory cannot be trusted. */
interface State {
  trapped: string | undefined;
}

/** WASI's number for "not supported", and the C library's for "no such file". */
const NOT_SUPPORTED = 58;
const NO_FILE = 44;

/**
 * Makes an instance of the compiled module. Each has its own memory of at most 4 GB; one that
 * trapped refuses every further call, while a new one is as good as new.
 *
 * @throws {LightGBMError} If the module wants an import that this loader does not know.
 *
 * @example
 * ```ts ignore
 * import { createEngine } from "../engine.ts";
 * import { openWasm } from "./loader.ts";
 *
 * // in a browser: no FFI, no files
 * const module = await WebAssembly.compileStreaming(fetch("lightgbm.wasm"));
 * using engine = createEngine(openWasm(module));
 * ```
 */
export function openWasm(module: WebAssembly.Module, options: OpenWasmOptions = {}): Backend {
  const instance = instantiate(module, options);
  const state: State = { trapped: undefined };
  const call = guarded(instance, state);
  const allocate = (bytes: number): Loan => allocateIn(instance, call, Math.max(8, bytes));
  return {
    kind: "wasm",
    pointerBytes: 4,
    functions: bind(call),
    lastError: () => explain(readText(instance.memory, call("LGBM_GetLastError") >>> 0)),
    lend: (view) => {
      const loan = allocate(view.byteLength);
      loan.bytes().set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      return loan;
    },
    allocate,
    close: () => {
      state.trapped ??= "it was closed";
    },
  };
}

function instantiate(module: WebAssembly.Module, options: OpenWasmOptions): Instance {
  const found: { memory?: WebAssembly.Memory } = {};
  const imports: Record<string, Record<string, unknown>> = {};
  const memory = () => found.memory!;
  const known: Record<string, (...args: never[]) => unknown> = {
    ...systemCalls(memory, options.onLog ?? (() => {})),
    ...fileCalls(memory, options.readFile ?? (() => undefined)),
  };
  for (const { module: space, name } of WebAssembly.Module.imports(module)) {
    const given = known[name];
    if (given === undefined) {
      throw new LightGBMError("start its WebAssembly module", `unknown import ${space}.${name}`);
    }
    (imports[space] ??= {})[name] = given;
  }
  const { exports } = new WebAssembly.Instance(module, imports as WebAssembly.Imports);
  found.memory = exports.memory as WebAssembly.Memory;
  const raw = exports as unknown as Record<string, RawFunction>;
  raw._initialize?.();
  return { memory: found.memory, raw };
}

type Memory = () => WebAssembly.Memory;

/** The few system calls of a standalone module: output goes to the log. */
function systemCalls(
  memory: Memory,
  onLog: (line: string) => void,
): Record<string, (...args: never[]) => unknown> {
  const write = lineWriter(onLog);
  const view = () => new DataView(memory().buffer);
  return {
    fd_write: (_fd: number, vectors: number, count: number, written: number) => {
      let total = 0;
      for (const part of vectorsAt(memory(), vectors, count)) {
        write(part.slice());
        total += part.length;
      }
      view().setUint32(written >>> 0, total, true);
      return 0;
    },
    environ_sizes_get: (count: number, size: number) => {
      view().setUint32(count >>> 0, 0, true);
      view().setUint32(size >>> 0, 0, true);
      return 0;
    },
    environ_get: () => 0,
    clock_time_get: (_clock: number, _precision: bigint, out: number) => {
      view().setBigUint64(out >>> 0, BigInt(Math.round(performance.now() * 1e6)), true);
      return 0;
    },
    getentropy: (start: number, length: number) => {
      crypto.getRandomValues(new Uint8Array(memory().buffer, start >>> 0, length));
      return 0;
    },
    proc_exit: (code: number) => {
      throw new WebAssembly.RuntimeError(`exit ${code}`);
    },
    emscripten_notify_memory_growth: () => {},
  };
}

/** Reading of files that the host has. */
function fileCalls(
  memory: Memory,
  readFile: (path: string) => Uint8Array | undefined,
): Record<string, (...args: never[]) => unknown> {
  const files = new Map<number, { bytes: Uint8Array; at: number }>();
  let next = 3;
  return {
    host_open: (path: number) => {
      const bytes = readFile(readText(memory(), path >>> 0));
      if (!bytes) return -NO_FILE;
      files.set(next, { bytes, at: 0 });
      return next++;
    },
    fd_read: (fd: number, vectors: number, count: number, read: number) => {
      const file = files.get(fd);
      if (!file) return NOT_SUPPORTED;
      const start = file.at;
      for (const part of vectorsAt(memory(), vectors, count)) {
        const piece = file.bytes.subarray(file.at, file.at + part.length);
        part.set(piece);
        file.at += piece.length;
      }
      new DataView(memory().buffer).setUint32(read >>> 0, file.at - start, true);
      return 0;
    },
    fd_seek: (fd: number, offset: bigint, whence: number, out: number) => {
      const file = files.get(fd);
      if (!file) return NOT_SUPPORTED;
      const base = [0, file.at, file.bytes.length][whence] ?? 0;
      file.at = base + Number(offset);
      new DataView(memory().buffer).setBigUint64(out >>> 0, BigInt(file.at), true);
      return 0;
    },
    fd_close: (fd: number) => {
      files.delete(fd);
      return 0;
    },
  };
}

/** The buffers of a scattered read or write. */
function vectorsAt(memory: WebAssembly.Memory, vectors: number, count: number): Uint8Array[] {
  const view = new DataView(memory.buffer);
  return Array.from({ length: count }, (_, i) => {
    const at = (vectors >>> 0) + 8 * i;
    return new Uint8Array(
      memory.buffer,
      view.getUint32(at, true),
      view.getUint32(at + 4, true),
    );
  });
}

function lineWriter(onLog: (line: string) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (bytes) => {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLog);
  };
}

type Call = (name: string, ...args: (number | bigint)[]) => number;

/** Calls that turn a trap into an error, and refuse to go on after one. */
function guarded({ raw }: Instance, state: State): Call {
  return (name, ...args) => {
    if (state.trapped !== undefined) {
      throw new LightGBMError(
        "go on",
        `The WebAssembly instance cannot be used any more (${state.trapped}); open a new engine`,
      );
    }
    try {
      return raw[name]!(...args);
    } catch (error) {
      state.trapped = error instanceof Error ? error.message : String(error);
      throw new LightGBMError(
        "go on",
        `The WebAssembly instance trapped in ${name} (${state.trapped}); open a new engine, ` +
          "for data beyond 4 GB the native one",
        { cause: error },
      );
    }
  };
}

function bind(call: Call): Functions {
  const functions = {} as Functions;
  for (const [name, signature] of Object.entries(SIGNATURES) as [FunctionName, string][]) {
    const long = signature.indexOf("l");
    functions[name] = long < 0
      ? (...args) => call(name, ...args)
      : (...args) => call(name, ...args.map((arg, i) => signature[i] === "l" ? BigInt(arg) : arg));
  }
  return functions;
}

function allocateIn(instance: Instance, call: Call, bytes: number): Loan {
  const address = call("malloc", bytes) >>> 0;
  if (address === 0) throw new LightGBMError("get memory", explain("std::bad_alloc"));
  return {
    address,
    bytes: () => new Uint8Array(instance.memory.buffer, address, bytes),
    // not guarded: disposal must not hide the error of a trap
    [Symbol.dispose]: () => {
      try {
        instance.raw.free!(address);
      } catch {
        // the instance trapped; its memory goes with it
      }
    },
  };
}

function readText(memory: WebAssembly.Memory, address: number): string {
  const bytes = new Uint8Array(memory.buffer);
  return new TextDecoder().decode(bytes.slice(address, bytes.indexOf(0, address)));
}

/** LightGBM's message; running out of memory gets its reason. */
function explain(message: string): string {
  return message.includes("bad_alloc") || message === "vector"
    ? `${message}: the data need more than the 4 GB that WebAssembly addresses; ` +
      "use the native engine"
    : message;
}
