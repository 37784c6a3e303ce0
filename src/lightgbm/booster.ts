/**
 * Models in the library's memory: prediction, importance, text, and training step by step.
 *
 * @module
 */

import {
  type Backend,
  call,
  callForHandle,
  callForInt,
  callForLong,
  callForNames,
  lendText,
  type Loan,
  textAt,
} from "./backend.ts";
import {
  checkMatrix,
  type DatasetContext,
  DTYPE,
  dtypeOf,
  forEachPart,
  ownDataset,
} from "./dataset.ts";
import { type Handle, ownHandle } from "./handle.ts";
import { formatParams } from "./params.ts";
import type {
  Booster,
  Dataset,
  Evaluation,
  IterationRange,
  Matrix,
  Params,
  PredictOptions,
  TrainableBooster,
} from "./types.ts";

const KIND = { normal: 0, raw: 1, leaf: 2, contributions: 3 } as const;

/** Metrics of which more is better; of all others less is. */
const HIGHER_IS_BETTER = ["auc", "ndcg@", "map@", "average_precision", "r2"];

/** Room for the next model's text, from the last one's: writing it twice takes twice the time. */
let expectedBytes = 1 << 20;

/** A model that was loaded from text or is being trained. */
export class LibraryBooster implements TrainableBooster {
  readonly columns: number;
  readonly classes: number;
  readonly #context: DatasetContext;
  readonly #handle: Handle;
  readonly #used: Handle[] = [];
  readonly #validation: string[] = [];
  #names: string[] | undefined;
  #metrics: string[] | undefined;
  #fast: FastRow | undefined;

  constructor(context: DatasetContext, address: number, train?: Dataset) {
    const { backend, open } = context;
    this.#context = context;
    this.#handle = ownHandle(open, "booster", address, (at) => {
      backend.functions.LGBM_BoosterFree(at);
    });
    if (train) this.#use(train);
    this.columns = this.#int("LGBM_BoosterGetNumFeature");
    this.classes = this.#int("LGBM_BoosterGetNumClasses");
  }

  get #backend(): Backend {
    return this.#context.backend;
  }

  get featureNames(): string[] {
    const fetch = () =>
      callForNames(
        this.#backend,
        "list the features",
        "LGBM_BoosterGetFeatureNames",
        this.#handle.address,
        this.columns,
      );
    return [...(this.#names ??= fetch())];
  }

  get iterations(): number {
    return this.#int("LGBM_BoosterGetCurrentIteration");
  }

  predict(features: Matrix, options: PredictOptions = {}): Float64Array {
    return this.#predict(features, options.raw ? KIND.raw : KIND.normal, options);
  }

  leafIndex(features: Matrix, options: IterationRange = {}): Int32Array {
    return Int32Array.from(this.#predict(features, KIND.leaf, options));
  }

  contributions(features: Matrix, options: IterationRange = {}): Float64Array {
    return this.#predict(features, KIND.contributions, options);
  }

  predictRow(row: ArrayLike<number>, options: PredictOptions = {}): Float64Array {
    const { raw = false, startIteration = 0, iterations = -1 } = options;
    if (!this.#fast?.fits(raw, startIteration, iterations, this.iterations)) {
      this.#fast?.[Symbol.dispose]();
      this.#fast = new FastRow(
        this.#context,
        this.#handle,
        { raw, startIteration, iterations, trained: this.iterations },
        this.columns,
        this.classes,
      );
    }
    return this.#fast.predict(row);
  }

  importance(kind: "gain" | "split" = "gain", options: { iterations?: number } = {}): Float64Array {
    using out = this.#backend.allocate(8 * this.columns);
    call(
      this.#backend,
      "compute importance",
      "LGBM_BoosterFeatureImportance",
      this.#handle.address,
      options.iterations ?? -1,
      kind === "split" ? 0 : 1,
      out.address,
    );
    return doubles(out, this.columns);
  }

  save(options: IterationRange = {}): string {
    const { startIteration = 0, iterations = -1 } = options;
    for (let size = expectedBytes;;) {
      using out = this.#backend.allocate(size);
      const needed = callForSave(this.#backend, this.#handle.address, [
        startIteration,
        iterations,
        0,
        size,
      ], out);
      expectedBytes = Math.max(1 << 16, Math.ceil(needed * 1.25));
      if (needed <= size) return textAt(out.bytes().subarray(0, needed));
      size = needed;
    }
  }

  addValidation(data: Dataset, name: string): void {
    const own = this.#use(data);
    const args = [this.#handle.address, own.address];
    call(this.#backend, `add the validation set ${name}`, "LGBM_BoosterAddValidData", ...args);
    this.#validation.push(name);
  }

  update(): boolean {
    return callForInt(
      this.#backend,
      "train",
      "LGBM_BoosterUpdateOneIter",
      this.#handle.address,
    ) === 0;
  }

  evaluate(options: { training?: boolean } = {}): Evaluation[] {
    const names = this.#metrics ??= this.#evalNames();
    const sets = ["training", ...this.#validation].map((data, index) => ({ data, index }));
    return sets.slice(options.training ? 0 : 1).flatMap(({ data, index }) => {
      const values = this.#evaluateSet(index, names.length);
      return names.map((metric, i) => ({
        data,
        metric,
        value: values[i]!,
        higherIsBetter: HIGHER_IS_BETTER.some((start) => metric.startsWith(start)),
      }));
    });
  }

  [Symbol.dispose](): void {
    this.#fast?.[Symbol.dispose]();
    this.#fast = undefined;
    this.#handle.dispose();
    for (const handle of this.#used.splice(0)) handle.release();
  }

  #use(dataset: Dataset): Handle {
    const { handle } = ownDataset(this.#backend, dataset);
    handle.retain();
    this.#used.push(handle);
    return handle;
  }

  #int(
    name:
      | "LGBM_BoosterGetNumFeature"
      | "LGBM_BoosterGetNumClasses"
      | "LGBM_BoosterGetCurrentIteration"
      | "LGBM_BoosterGetEvalCounts",
  ): number {
    return callForInt(this.#backend, "read the model", name, this.#handle.address);
  }

  #evalNames(): string[] {
    const count = this.#int("LGBM_BoosterGetEvalCounts");
    const { address } = this.#handle;
    const name = "LGBM_BoosterGetEvalNames";
    return callForNames(this.#backend, "list the metrics", name, address, count);
  }

  #evaluateSet(index: number, count: number): Float64Array {
    if (count === 0) return new Float64Array(0);
    using out = this.#backend.allocate(8 + 8 * count);
    const args = [this.#handle.address, index, out.address, out.address + 8];
    call(this.#backend, "evaluate", "LGBM_BoosterGetEval", ...args);
    return doubles(out, count, 8);
  }

  #predict(features: Matrix, kind: number, range: IterationRange): Float64Array {
    checkMatrix(features);
    const { startIteration = 0, iterations = -1 } = range;
    const perRow = callForLong(
      this.#backend,
      "predict",
      "LGBM_BoosterCalcNumPredict",
      this.#handle.address,
      1,
      kind,
      startIteration,
      iterations,
    );
    const out = new Float64Array(perRow * features.rows);
    if (out.length === 0) return out;
    const call = { kind, startIteration, iterations, perRow };
    if (this.#backend.kind === "native") {
      this.#predictInto(out, features, call);
    } else {
      forEachPart(features, (data, from, to) => {
        const part: Matrix = { data, rows: to - from, columns: features.columns };
        this.#predictInto(out.subarray(from * perRow, to * perRow), part, call);
      });
    }
    return out;
  }

  #predictInto(
    out: Float64Array,
    features: Matrix,
    range: { kind: number; startIteration: number; iterations: number },
  ): void {
    const backend = this.#backend;
    using text = lendText(backend, formatParams({}, this.#context));
    using values = backend.lend(features.data);
    using length = backend.allocate(8);
    using result = backend.kind === "native" ? backend.lend(out) : backend.allocate(out.byteLength);
    call(
      backend,
      "predict",
      "LGBM_BoosterPredictForMat",
      this.#handle.address,
      values.address,
      dtypeOf(features),
      features.rows,
      features.columns,
      features.layout === "column" ? 0 : 1,
      range.kind,
      range.startIteration,
      range.iterations,
      text.address,
      length.address,
      result.address,
    );
    if (backend.kind !== "native") out.set(doubles(result, out.length));
  }
}

interface FastSettings {
  raw: boolean;
  startIteration: number;
  iterations: number;
  trained: number;
}

/** LightGBM's prepared single-row call and the memory it reads and writes. */
class FastRow implements Disposable {
  readonly #row: Loan;
  readonly #out: Loan;
  readonly #result: Float64Array;
  readonly #config: Handle;

  constructor(
    readonly context: DatasetContext,
    readonly booster: Handle,
    readonly settings: FastSettings,
    readonly columns: number,
    classes: number,
  ) {
    const { backend, open } = context;
    using text = lendText(backend, formatParams({}, { threads: 1 }));
    const address = callForHandle(
      backend,
      "prepare single rows",
      "LGBM_BoosterPredictForMatSingleRowFastInit",
      booster.address,
      settings.raw ? KIND.raw : KIND.normal,
      settings.startIteration,
      settings.iterations,
      DTYPE.float64,
      columns,
      text.address,
    );
    this.#config = ownHandle(open, "row predictor", address, (at) => {
      backend.functions.LGBM_FastConfigFree(at);
    });
    this.#row = backend.allocate(8 * columns);
    this.#out = backend.allocate(8 + 8 * classes);
    this.#result = new Float64Array(classes);
  }

  fits(raw: boolean, startIteration: number, iterations: number, trained: number): boolean {
    const own = this.settings;
    return own.raw === raw && own.startIteration === startIteration &&
      own.iterations === iterations && own.trained === trained;
  }

  predict(row: ArrayLike<number>): Float64Array {
    if (row.length !== this.columns) {
      throw new RangeError(`Expected a row of ${this.columns} values but found ${row.length}`);
    }
    const { backend } = this.context;
    const input = this.#row.bytes();
    new Float64Array(input.buffer, input.byteOffset, this.columns).set(row);
    const out = this.#out.address;
    const args = [this.#config.address, this.#row.address, out, out + 8] as const;
    if (backend.functions.LGBM_BoosterPredictForMatSingleRowFast(...args) !== 0) {
      call(backend, "predict a row", "LGBM_BoosterPredictForMatSingleRowFast", ...args);
    }
    const bytes = this.#out.bytes();
    this.#result.set(
      new Float64Array(bytes.buffer, bytes.byteOffset + 8, this.#result.length),
    );
    return this.#result;
  }

  [Symbol.dispose](): void {
    this.#config.dispose();
    this.#row[Symbol.dispose]();
    this.#out[Symbol.dispose]();
  }
}

function doubles(loan: Loan, count: number, offset = 0): Float64Array {
  const bytes = loan.bytes();
  return new Float64Array(bytes.buffer, bytes.byteOffset + offset, count).slice();
}

function callForSave(backend: Backend, handle: number, args: number[], out: Loan): number {
  using length = backend.allocate(8);
  call(
    backend,
    "save the model",
    "LGBM_BoosterSaveModelToString",
    handle,
    ...args,
    length.address,
    out.address,
  );
  const bytes = length.bytes();
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true));
}

/** A model to train on a data set. */
export function createBooster(
  context: DatasetContext,
  train: Dataset,
  params: Params,
): LibraryBooster {
  const { backend } = context;
  const { handle } = ownDataset(backend, train);
  using text = lendText(backend, formatParams(params, context));
  const args = [handle.address, text.address];
  const address = callForHandle(backend, "start training", "LGBM_BoosterCreate", ...args);
  return new LibraryBooster(context, address, train);
}

/** A model from its text. */
export function loadBooster(context: DatasetContext, text: string): Booster {
  const { backend } = context;
  using loan = lendText(backend, text);
  using iterations = backend.allocate(8);
  const address = callForHandle(
    backend,
    "load the model",
    "LGBM_BoosterLoadModelFromString",
    loan.address,
    iterations.address,
  );
  return new LibraryBooster(context, address);
}
