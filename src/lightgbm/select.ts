/**
 * Which engine runs, and opening it.
 *
 * @module
 */

import { createEngine, type EngineOptions } from "./engine.ts";
import { openNative } from "./native.ts";
import { ensureNativeLibrary } from "./native_library.ts";
import type { Engine, EngineKind } from "./types.ts";
import { ensureWasm } from "./wasm/build.ts";
import { openWasm } from "./wasm/loader.ts";

/** What the user may ask for. */
export type EngineWish = EngineKind | "auto";

/** An engine that can be opened; plain data, so a Worker can open it too. */
export interface EngineChoice {
  readonly kind: EngineKind;
  /** The shared library or the WebAssembly module. */
  readonly path: string;
  /** Why it is not the first wish. */
  readonly note?: string;
}

/** Options of {@linkcode selectEngine}. */
export interface SelectOptions {
  /** @default {the environment variable LOCAL_HELIX_ENGINE, else "auto"} */
  engine?: EngineWish;
  /** @default {cacheDirectory()} */
  cacheDir?: string;
  /** Told what is being done and why `auto` fell back. @default {nobody} */
  note?: (message: string) => void;
}

/**
 * An engine's name, checked.
 *
 * @throws {RangeError} If there is no such engine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { engineWish } from "./select.ts";
 *
 * assert.equal(engineWish("wasm"), "wasm");
 * ```
 */
export function engineWish(value: string): EngineWish {
  if (value === "native" || value === "wasm" || value === "auto") return value;
  throw new RangeError(`Expected engine to be native, wasm or auto but found ${value}`);
}

/**
 * Finds the engine to use: the native library where it can be loaded, else the WebAssembly module,
 * which is built on first use (some minutes).
 *
 * @throws {RangeError} If there is no engine of that name.
 * @throws {LightGBMError} If it cannot be had.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { selectEngine } from "./select.ts";
 *
 * const { kind, note } = await selectEngine({ engine: "auto" });
 * assert.ok(kind === "native" || note !== undefined);
 * ```
 */
export async function selectEngine(options: SelectOptions = {}): Promise<EngineChoice> {
  const wish = engineWish(options.engine ?? (Deno.env.get("LOCAL_HELIX_ENGINE") || "auto"));
  if (wish === "native") return await selectNative(options);
  if (wish === "wasm") return { kind: "wasm", path: await ensureWasm(options) };
  try {
    return await selectNative(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const note = `The WebAssembly engine is used, because ${reason}`;
    options.note?.(note);
    return { kind: "wasm", path: await ensureWasm(options), note };
  }
}

async function selectNative(options: SelectOptions): Promise<EngineChoice> {
  const path = await ensureNativeLibrary(options);
  openNative(path).close();
  return { kind: "native", path };
}

/**
 * Opens a chosen engine.
 *
 * @throws {LightGBMError} If it cannot be loaded.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openEngine, selectEngine } from "./select.ts";
 *
 * using engine = await openEngine(await selectEngine(), { threads: 1 });
 * assert.equal(engine.threads, 1);
 * ```
 */
export async function openEngine(
  choice: EngineChoice,
  options: EngineOptions = {},
): Promise<Engine> {
  if (choice.kind === "native") return createEngine(openNative(choice.path), options);
  const module = await WebAssembly.compile(await Deno.readFile(choice.path));
  return createEngine(openWasm(module, { readFile }), options);
}

/**
 * Selects and opens an engine.
 *
 * @throws As {@linkcode selectEngine} and {@linkcode openEngine}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEngine } from "./select.ts";
 *
 * using engine = await loadEngine({ threads: 1 });
 * assert.equal(engine.version, "4.7.0");
 * ```
 */
export async function loadEngine(options: SelectOptions & EngineOptions = {}): Promise<Engine> {
  return await openEngine(await selectEngine(options), options);
}

function readFile(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch {
    // as natively: LightGBM goes on without a file that it cannot read
    return undefined;
  }
}
