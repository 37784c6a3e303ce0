import assert from "node:assert/strict";
import type { Backend, Loan } from "../backend.ts";
import { createEngine } from "../engine.ts";
import { LightGBMError } from "../errors.ts";
import { sampleData } from "../sample_data.ts";
import { findWasm } from "./build.ts";
import { openWasm } from "./loader.ts";

const path = await findWasm();
const module = path === undefined
  ? undefined
  : await WebAssembly.compile(await Deno.readFile(path));
if (!module) console.warn("Skipped: tests of the WebAssembly module, because it is not built");

const train = sampleData("binary");
const spec = { params: { objective: "binary" }, train, iterations: 2 };

function wasmTest(name: string, body: (module: WebAssembly.Module) => void): void {
  Deno.test({
    name: module === undefined ? `${name} (needs emscripten)` : name,
    ignore: module === undefined,
    fn: () => void (module && body(module)),
  });
}

/** Takes all memory but about `left` bytes, untouched. */
function hog(backend: Backend, left: number): Loan[] {
  const loans: Loan[] = [];
  for (let size = 1 << 30; size >= 64;) {
    try {
      loans.push(backend.allocate(size));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  for (let free = 0; free < left && loans.length > 0;) {
    // the smallest came last
    const loan = loans.pop()!;
    free += loan.bytes().length;
    loan[Symbol.dispose]();
  }
  return loans;
}

wasmTest("openWasm() sends what LightGBM prints to the log", (module) => {
  const lines: string[] = [];
  using engine = createEngine(openWasm(module, { onLog: (line) => lines.push(line) }));
  engine.train({ ...spec, params: { objective: "binary", verbosity: 1 } });
  assert.ok(lines.some((line) => /^\[LightGBM\] \[Info\] Number of positive/.test(line)));
});

wasmTest("openWasm() reports that memory ran out, and goes on when there is some", (module) => {
  const backend = openWasm(module);
  using engine = createEngine(backend);
  const { modelText } = engine.train(spec);
  const loans = hog(backend, 1 << 20);
  const large = sampleData("binary", { rows: 200_000, columns: 5, categorical: 0 });
  assert.throws(() => engine.train({ ...spec, train: large }), (error: Error) => {
    assert.ok(error instanceof LightGBMError);
    assert.match(error.message, /more than the 4 GB that WebAssembly addresses; use the native/);
    return true;
  });
  for (const loan of loans) loan[Symbol.dispose]();
  assert.equal(engine.train(spec).modelText, modelText);
});

wasmTest("openWasm() works with addresses above 2 GB", (module) => {
  const backend = openWasm(module);
  using engine = createEngine(backend);
  const { modelText } = engine.train(spec);
  using low = backend.allocate(2 ** 30);
  using high = backend.allocate(1.5 * 2 ** 30);
  assert.ok(low.address > 0 && high.address + high.bytes().length > 2 ** 31);
  using next = backend.allocate(1 << 24);
  assert.ok(next.address > 2 ** 31, `${next.address}`);
  assert.equal(engine.train(spec).modelText, modelText);
});

wasmTest("openWasm() refuses work after a trap, while a new instance does it", (module) => {
  const backend = openWasm(module);
  const engine = createEngine(backend);
  const { modelText } = engine.train(spec);
  // a handle that points beyond memory
  const trap = () => backend.functions.LGBM_BoosterGetNumClasses(0xfffffff0, 0xfffffff0);
  assert.throws(trap, /trapped in LGBM_BoosterGetNumClasses .*open a new engine/);
  assert.throws(() => engine.train(spec), /cannot be used any more .*open a new engine/);
  engine[Symbol.dispose]();
  using fresh = createEngine(openWasm(module));
  assert.equal(fresh.train(spec).modelText, modelText);
});

wasmTest("openWasm() refuses work after it was closed", (module) => {
  const engine = createEngine(openWasm(module));
  engine[Symbol.dispose]();
  assert.throws(() => engine.train(spec), /it was closed/);
});

Deno.test("openWasm() throws when a module wants what the loader does not have", () => {
  // (module (import "a" "b" (func)))
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0];
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  assert.throws(() => openWasm(module), /unknown import a.b/);
});
