/**
 * The engines that the tests run on. One that is not there is skipped, and the reason printed.
 *
 * @module
 */

import { createEngine } from "./engine.ts";
import { openNative } from "./native.ts";
import { ensureNativeLibrary } from "./native_library.ts";
import { type EngineChoice, openEngine } from "./select.ts";
import type { Engine, EngineKind } from "./types.ts";
import { findWasm } from "./wasm/build.ts";
import { hasToolchain, TOOLCHAIN_HINT } from "./wasm/toolchain.ts";

/** An engine to test on, or why there is none. */
export type TestEngine = EngineChoice | { kind: EngineKind; missing: string };

async function nativeEngine(): Promise<TestEngine> {
  try {
    const path = await ensureNativeLibrary();
    createEngine(openNative(path))[Symbol.dispose]();
    return { kind: "native", path };
  } catch (error) {
    return { kind: "native", missing: error instanceof Error ? error.message : String(error) };
  }
}

async function wasmEngine(): Promise<TestEngine> {
  const path = await findWasm();
  if (path !== undefined) return { kind: "wasm", path };
  const missing = await hasToolchain()
    ? "the module is not built; run `deno task lightgbm:wasm`"
    : TOOLCHAIN_HINT;
  return { kind: "wasm", missing };
}

/** Both engines, as far as they are there; a missing one is printed once per test file. */
export async function testEngines(): Promise<TestEngine[]> {
  const engines = [await nativeEngine(), await wasmEngine()];
  for (const engine of engines) {
    if ("missing" in engine) {
      console.warn(`Skipped: tests of the ${engine.kind} engine, because ${engine.missing}`);
    }
  }
  return engines;
}

/** The package without which there is no such engine. */
const NEEDS: Record<EngineKind, string> = { native: "libgomp1", wasm: "emscripten" };

/**
 * What is added to the names of tests that are skipped, so that their list says why; nothing where
 * the engines are there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { needsOf } from "./test_engines.ts";
 *
 * assert.equal(needsOf([{ kind: "native", path: "/lib" }]), "");
 * assert.equal(needsOf([{ kind: "wasm", missing: "no compiler" }]), " (needs emscripten)");
 * ```
 */
export function needsOf(engines: readonly TestEngine[]): string {
  return engines.filter((engine) => "missing" in engine)
    .map(({ kind }) => ` (needs ${NEEDS[kind]})`).join("");
}

/** Registers a test once per engine. */
export function engineTest(
  engines: readonly TestEngine[],
  name: string,
  body: (engine: Engine, choice: EngineChoice) => void | Promise<void>,
): void {
  for (const choice of engines) {
    Deno.test({
      name: `${name} (${choice.kind})${needsOf([choice])}`,
      ignore: "missing" in choice,
      fn: async () => {
        if ("missing" in choice) return;
        using engine = await openEngine(choice);
        await body(engine, choice);
      },
    });
  }
}

/** Registers a test that needs both engines. */
export function bothEnginesTest(
  engines: readonly TestEngine[],
  name: string,
  body: (native: Engine, wasm: Engine) => void | Promise<void>,
): void {
  const choices = engines.filter((engine): engine is EngineChoice => !("missing" in engine));
  Deno.test({
    name: name + needsOf(engines),
    ignore: choices.length < 2,
    fn: async () => {
      using native = await openEngine(choices[0]!);
      using wasm = await openEngine(choices[1]!);
      await body(native, wasm);
    },
  });
}
