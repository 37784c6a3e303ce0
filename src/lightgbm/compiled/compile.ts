/**
 * From a parsed model to the bytes of a WebAssembly module.
 *
 * @module
 */
import type { ColumnPlan } from "./columns.ts";
import { broadcastFunction, gatherFunction } from "./fill_code.ts";
import type { MemoryImage } from "./memory.ts";
import type { TreeModel } from "./model_text.ts";
import { quantiseFunction, transposeFunction } from "./quantise_code.ts";
import { scoreFunction, treeFunctions } from "./tree_code.ts";
import { type FunctionCode, moduleBytes, newFunction, SIMD } from "./wasm_binary.ts";

/** What the module exports; all arguments are numbers of rows, addresses or both. */
export interface ModuleExports {
  /** Scores rows `0 … end − 1` of the code block. */
  readonly score: (end: number) => void;
  /** Spreads the row-major buffer into columns of values. */
  readonly transpose: (end: number) => void;
  /** Quantises every feature that the model uses. */
  readonly quantise: (end: number) => void;
  readonly gather: (
    ids: number,
    row: number,
    end: number,
    records: number,
    width: number,
    targets: number,
    targetsEnd: number,
  ) => void;
  readonly broadcast: (
    record: number,
    row: number,
    end: number,
    targets: number,
    targetsEnd: number,
  ) => void;
  /** `q0`, `q1`, …: quantises one feature. */
  readonly [name: `q${number}`]: (end: number) => void;
}

/**
 * Whether this engine has relaxed SIMD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasRelaxedSimd } from "./compile.ts";
 *
 * assert.equal(typeof hasRelaxedSimd(), "boolean");
 * ```
 */
export function hasRelaxedSimd(): boolean {
  const code = newFunction(0);
  for (let i = 0; i < 3; i++) code.simdConst(new Uint8Array(16));
  code.simd(SIMD.relaxedLaneselectI8);
  code.drop();
  return WebAssembly.validate(moduleBytes([{ code }]));
}

/**
 * Generates the module of a model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { generateModule } from "./compile.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const columns = planColumns(model);
 * assert.ok(WebAssembly.validate(generateModule(model, columns, planMemory(model, columns), false)));
 * ```
 */
export function generateModule(
  model: TreeModel,
  columns: ColumnPlan,
  image: MemoryImage,
  relaxed: boolean,
): Uint8Array<ArrayBuffer> {
  const functions: { name?: string; code: FunctionCode }[] = [];
  const trees = treeFunctions({ model, columns, memory: image.plan, relaxed });
  for (const code of trees) functions.push({ code });
  functions.push({ name: "score", code: scoreFunction(image.plan, 0, trees.length) });
  functions.push({ name: "transpose", code: transposeFunction(image, columns) });
  const quantise = newFunction(1);
  for (const feature of new Set(columns.columns.map((column) => column.feature))) {
    quantise.get(0);
    quantise.call(functions.length);
    functions.push({ name: `q${feature}`, code: quantiseFunction(image, columns, feature) });
  }
  functions.push({ name: "quantise", code: quantise });
  functions.push({ name: "gather", code: gatherFunction() });
  functions.push({ name: "broadcast", code: broadcastFunction() });
  return moduleBytes(functions);
}
