/**
 * LightGBM models compiled to SIMD WebAssembly: the same scores as LightGBM's raw prediction, to
 * the last bit, some 25 times faster. It runs wherever WebAssembly has SIMD: Deno, Workers,
 * browsers.
 *
 * @module
 */
import { type CodeColumn, MAX_THRESHOLDS, planColumns } from "./columns.ts";
import { generateModule, hasRelaxedSimd } from "./compile.ts";
import { planMemory } from "./memory.ts";
import { parseModel, type TreeModel, type Uncompilable } from "./model_text.ts";
import { type FeatureQuantiser, quantisersOf } from "./quantiser.ts";
import { type CodeTableOptions, type Scorer, type ScorerShape, startScorer } from "./scorer.ts";
import { rowWalker } from "./walk.ts";

export type { CodeColumn } from "./columns.ts";
export { BLOCK_ROWS, CODE_STRIDE, VALUE_STRIDE } from "./memory.ts";
export type { MissingType, Uncompilable } from "./model_text.ts";
export type { FeatureQuantiser } from "./quantiser.ts";
export { type RecordFormat, recordFormat } from "./records.ts";
export type { CodeTable, CodeTableOptions, Scorer } from "./scorer.ts";

/** Most leaves of a tree: leaf numbers are bytes. */
const MAX_LEAVES = 256;

/** Options of {@linkcode CompiledModel.instantiate}. */
export interface InstantiateOptions {
  /** Tables of records to keep beside the block. @default {none} */
  readonly tables?: readonly CodeTableOptions[];
}

/** A model and the code that was generated for it. */
export interface CompiledModel {
  /** Width of a row. */
  readonly features: number;
  readonly featureNames: readonly string[];
  /** LightGBM's objective line; scores are raw, before any link function. */
  readonly objective: string;
  readonly trees: number;
  /** The code columns of a block, in its order; every feature's columns are neighbours. */
  readonly columns: readonly CodeColumn[];
  /** The WebAssembly module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /**
   * The quantiser of a feature.
   *
   * @throws {RangeError} If the model has no such feature.
   */
  readonly quantiser: (feature: number) => FeatureQuantiser;
  /** Scores the row of doubles or float32 values at `offset` by walking the trees. */
  readonly scoreRow: (row: ArrayLike<number>, offset?: number) => number;
  /** A scorer of its own for this thread. Browsers limit it to Workers for large models. */
  readonly instantiate: (options?: InstantiateOptions) => Scorer;
  /** The same off the main thread's critical path, for a browser page. */
  readonly instantiateAsync: (options?: InstantiateOptions) => Promise<Scorer>;
}

/** Options of {@linkcode compileModel}. */
export interface CompileOptions {
  /** Use `i8x16.relaxed_laneselect`. @default {where the engine has it} */
  readonly relaxedSimd?: boolean;
}

/**
 * Compiles a LightGBM text model, or says why it must be left to LightGBM: categorical splits,
 * linear leaves, several classes, averaged trees, more than 256 leaves a tree.
 *
 * @throws {SyntaxError} If the text is no LightGBM model, or is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compileModel } from "./mod.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = compileModel(stumpText());
 * assert.ok(!("reason" in model));
 * const scorer = model.instantiate();
 * const scores = new Float64Array(2);
 * scorer.scoreRows(Float32Array.of(0.25, 0, 0.75, 0), 2, scores);
 * assert.deepEqual(scores, Float64Array.of(-1, 1));
 * ```
 */
export function compileModel(
  text: string,
  options: CompileOptions = {},
): CompiledModel | Uncompilable {
  const model = parseModel(text);
  if ("reason" in model) return model;
  const reason = limitReason(model);
  if (reason !== null) return { reason };
  const plan = planColumns(model);
  const crowded = plan.thresholds.findIndex((t) => t.length > MAX_THRESHOLDS);
  if (crowded >= 0) {
    return { reason: `feature ${crowded} has more than ${MAX_THRESHOLDS} thresholds` };
  }
  const image = planMemory(model, plan);
  const bytes = generateModule(model, plan, image, options.relaxedSimd ?? hasRelaxedSimd());
  const shape = { image, features: model.features, columns: plan.columns.length };
  const start = starters(bytes, shape);
  let own: Scorer | undefined;
  const quantisers = quantisersOf(plan, image.buckets, () => own ??= start.instantiate());
  return {
    features: model.features,
    featureNames: model.featureNames,
    objective: model.objective,
    trees: model.trees.length,
    columns: plan.columns,
    bytes,
    quantiser: quantiserLookup(quantisers),
    scoreRow: rowWalker(model),
    ...start,
  };
}

function quantiserLookup(
  quantisers: readonly FeatureQuantiser[],
): (feature: number) => FeatureQuantiser {
  return (feature) => {
    const found = quantisers[feature];
    if (found !== undefined) return found;
    throw new RangeError(`Expected a feature below ${quantisers.length} but found ${feature}`);
  };
}

/** The module is compiled once, at the first scorer. */
function starters(
  bytes: Uint8Array<ArrayBuffer>,
  shape: ScorerShape,
): Pick<CompiledModel, "instantiate" | "instantiateAsync"> {
  let compiled: WebAssembly.Module | undefined;
  return {
    instantiate: ({ tables = [] } = {}) => {
      compiled ??= new WebAssembly.Module(bytes);
      return startScorer(compiled, shape, tables);
    },
    instantiateAsync: async ({ tables = [] } = {}) => {
      compiled ??= await WebAssembly.compile(bytes);
      return startScorer(compiled, shape, tables);
    },
  };
}

function limitReason(model: TreeModel): string | null {
  const wide = model.trees.findIndex((tree) => tree.leafValue.length > MAX_LEAVES);
  return wide >= 0 ? `tree ${wide} has more than ${MAX_LEAVES} leaves` : null;
}
