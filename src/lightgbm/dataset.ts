/**
 * Data sets in the library's memory: from whole matrices, or part by part.
 *
 * @module
 */

import {
  type Backend,
  call,
  callForHandle,
  callForInt,
  lendText,
  type Loan,
  writeAddress,
} from "./backend.ts";
import { type Handle, type OpenHandles, ownHandle } from "./handle.ts";
import { formatParams } from "./params.ts";
import type {
  Dataset,
  DatasetInput,
  DatasetOptions,
  DatasetStream,
  DatasetStreamInput,
  Matrix,
  Params,
} from "./types.ts";

/** LightGBM's element types. */
export const DTYPE = { float32: 0, float64: 1, int32: 2 } as const;

/** Larger matrices go to an engine that must copy them in parts of this many bytes. */
const PART_BYTES = 8 << 20;

/** What data sets need of their engine. */
export interface DatasetContext {
  backend: Backend;
  open: OpenHandles;
  threads: number;
}

/** A data set of an engine. */
export class LibraryDataset implements Dataset {
  constructor(
    readonly handle: Handle,
    readonly backend: Backend,
    readonly rows: number,
    readonly columns: number,
  ) {}

  [Symbol.dispose](): void {
    this.handle.dispose();
  }
}

/** Element type of a matrix. */
export function dtypeOf(matrix: Matrix): number {
  return matrix.data instanceof Float32Array ? DTYPE.float32 : DTYPE.float64;
}

/**
 * Checks that a matrix has as many values as its shape says.
 *
 * @throws {RangeError} If it has not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkMatrix } from "./dataset.ts";
 *
 * assert.throws(
 *   () => checkMatrix({ data: new Float32Array(5), rows: 2, columns: 3 }),
 *   /Expected a matrix of 2 x 3 to have 6 values but found 5/,
 * );
 * ```
 */
export function checkMatrix(matrix: Matrix): void {
  const { data, rows, columns } = matrix;
  for (const [name, value] of Object.entries({ rows, columns })) {
    if (!Number.isInteger(value) || value < 0 || value > 0x7fffffff) {
      throw new RangeError(`Expected ${name} to be an integer from 0 but found ${value}`);
    }
  }
  if (data.length !== rows * columns) {
    throw new RangeError(
      `Expected a matrix of ${rows} x ${columns} to have ${rows * columns} values ` +
        `but found ${data.length}`,
    );
  }
}

/** Rows `[from, to)` of a matrix, row after row. */
export function rowsOf(matrix: Matrix, from: number, to: number): Float32Array | Float64Array {
  const { data, rows, columns } = matrix;
  if (matrix.layout !== "column") return data.subarray(from * columns, to * columns);
  const part = data instanceof Float32Array
    ? new Float32Array((to - from) * columns)
    : new Float64Array((to - from) * columns);
  for (let column = 0; column < columns; column++) {
    for (let row = from, at = column; row < to; row++, at += columns) {
      part[at] = data[column * rows + row]!;
    }
  }
  return part;
}

/** Calls `visit` with the matrix in row-major parts of a few megabytes. */
export function forEachPart(
  matrix: Matrix,
  visit: (part: Float32Array | Float64Array, from: number, to: number) => void,
): void {
  const rowBytes = Math.max(1, matrix.columns * matrix.data.BYTES_PER_ELEMENT);
  const step = Math.max(1, Math.floor(PART_BYTES / rowBytes));
  for (let from = 0; from < matrix.rows; from += step) {
    const to = Math.min(matrix.rows, from + step);
    visit(rowsOf(matrix, from, to), from, to);
  }
}

/** Parameter text for a data set, categorical columns included. */
function datasetParams(
  context: DatasetContext,
  names: readonly string[] | undefined,
  categorical: readonly (number | string)[] | undefined,
  params: Params = {},
): string {
  const columns = (categorical ?? []).map((column) => {
    const position = typeof column === "number" ? column : names?.indexOf(column) ?? -1;
    if (position < 0) {
      throw new RangeError(`Expected a categorical column to be one of the features: ${column}`);
    }
    return position;
  });
  const all = columns.length > 0 ? { ...params, categorical_feature: columns } : params;
  return formatParams(all, context);
}

/**
 * A data set of a whole matrix. Engines that share memory read it where it lies; the others take it
 * in parts, so that it never lies in their memory twice.
 */
export function createDataset(
  context: DatasetContext,
  input: DatasetInput,
  options: DatasetOptions = {},
): LibraryDataset {
  const { features, featureNames, categorical } = input;
  checkMatrix(features);
  const linear = options.params?.linear_tree === true || options.params?.linear_tree === "true";
  const large = features.data.byteLength > PART_BYTES && context.backend.kind === "wasm";
  if (large && !linear) return createInParts(context, input, options);
  const params = datasetParams(context, featureNames, categorical, options.params);
  using text = lendText(context.backend, params);
  using values = context.backend.lend(features.data);
  const address = callForHandle(
    context.backend,
    "make a data set",
    "LGBM_DatasetCreateFromMat",
    values.address,
    dtypeOf(features),
    features.rows,
    features.columns,
    features.layout === "column" ? 0 : 1,
    text.address,
    referenceAddress(context, options.reference),
  );
  const dataset = wrap(context, address, features.rows, features.columns);
  return withFields(dataset, input);
}

function createInParts(
  context: DatasetContext,
  input: DatasetInput,
  options: DatasetOptions,
): LibraryDataset {
  const { features } = input;
  const names = input.featureNames ? { featureNames: input.featureNames } : {};
  const categorical = input.categorical ? { categorical: input.categorical } : {};
  const { rows, columns } = features;
  const sample = options.reference ? {} : { sample: sampleOf(context, features, options.params) };
  using stream = createStream(
    context,
    { rows, columns, ...names, ...categorical, ...sample },
    options,
  );
  stream.push(features);
  return stream.finish(input) as LibraryDataset;
}

/** The rows that LightGBM would look at to make bins. */
function sampleOf(context: DatasetContext, features: Matrix, params: Params = {}): Matrix {
  const rows = sampleRows(context, features.rows, params);
  const { columns, data } = features;
  const [rowStep, columnStep] = features.layout === "column" ? [1, features.rows] : [columns, 1];
  const out = data instanceof Float32Array
    ? new Float32Array(rows.length * columns)
    : new Float64Array(rows.length * columns);
  let at = 0;
  for (const row of rows) {
    for (let c = 0; c < columns; c++) out[at++] = data[row * rowStep + c * columnStep]!;
  }
  return { data: out, rows: rows.length, columns };
}

/** Row numbers that LightGBM would sample to make bins, ascending. */
export function sampleRows(context: DatasetContext, rows: number, params: Params): Int32Array {
  const { backend } = context;
  using text = lendText(backend, formatParams(params, context));
  const count = callForInt(
    backend,
    "sample rows",
    "LGBM_GetSampleCount",
    rows,
    text.address,
  );
  using out = backend.allocate(4 * count);
  const found = callForInt(
    backend,
    "sample rows",
    "LGBM_SampleIndices",
    rows,
    text.address,
    out.address,
  );
  const bytes = out.bytes();
  return new Int32Array(bytes.buffer, bytes.byteOffset, found).slice();
}

/** A data set that is filled part by part. */
export function createStream(
  context: DatasetContext,
  input: DatasetStreamInput,
  options: DatasetOptions = {},
): DatasetStream {
  const { backend } = context;
  const { rows, columns } = input;
  const params = datasetParams(context, input.featureNames, input.categorical, options.params);
  const address = options.reference
    ? callForHandle(
      backend,
      "make a data set",
      "LGBM_DatasetCreateByReference",
      referenceAddress(context, options.reference),
      rows,
    )
    : createFromSample(backend, input, params);
  const dataset = wrap(context, address, rows, columns);
  let pushed = 0;
  let finished = false;
  return {
    get pushed() {
      return pushed;
    },
    push(part) {
      checkPart(part, columns, rows - pushed);
      forEachPart(part, (values, from, to) => {
        using loan = backend.lend(values);
        const at = [loan.address, dtypeOf(part), to - from, columns, pushed];
        call(backend, "add rows", "LGBM_DatasetPushRows", dataset.handle.address, ...at);
        pushed += to - from;
      });
    },
    finish(fields) {
      if (pushed !== rows) {
        throw new RangeError(`Expected ${rows} rows before finish() but found ${pushed}`);
      }
      finished = true;
      const names = input.featureNames ? { featureNames: input.featureNames } : {};
      return withFields(dataset, { ...fields, ...names });
    },
    [Symbol.dispose]() {
      if (!finished) dataset[Symbol.dispose]();
    },
  };
}

function checkPart(part: Matrix, columns: number, room: number): void {
  checkMatrix(part);
  if (part.columns !== columns) {
    throw new RangeError(`Expected a part to have ${columns} columns but found ${part.columns}`);
  }
  if (part.rows > room) {
    throw new RangeError(`Expected a part to have at most ${room} rows but found ${part.rows}`);
  }
}

function createFromSample(backend: Backend, input: DatasetStreamInput, params: string): number {
  const { sample, columns, rows } = input;
  if (sample === undefined) {
    throw new TypeError("Expected a data stream without a reference to have a sample of its rows");
  }
  checkPart(sample, columns, rows);
  const parts: Loan[] = [];
  try {
    const pointers = backend.allocate(columns * backend.pointerBytes);
    const indexPointers = backend.allocate(columns * backend.pointerBytes);
    const counts = new Int32Array(columns);
    parts.push(pointers, indexPointers);
    for (let column = 0; column < columns; column++) {
      const { values, indices } = nonZero(sample, column);
      const [valueLoan, indexLoan] = [backend.lend(values), backend.lend(indices)];
      parts.push(valueLoan, indexLoan);
      writeAddress(backend, pointers, column * backend.pointerBytes, valueLoan.address);
      writeAddress(backend, indexPointers, column * backend.pointerBytes, indexLoan.address);
      counts[column] = values.length;
    }
    const countLoan = backend.lend(counts);
    const text = lendText(backend, params);
    parts.push(countLoan, text);
    return callForHandle(
      backend,
      "make a data set",
      "LGBM_DatasetCreateFromSampledColumn",
      pointers.address,
      indexPointers.address,
      columns,
      countLoan.address,
      sample.rows,
      rows,
      rows,
      text.address,
    );
  } finally {
    for (const part of parts) part[Symbol.dispose]();
  }
}

/** What LightGBM counts as zero while it makes bins (`kZeroThreshold`). */
const ZERO = Math.fround(1e-35);

function nonZero(sample: Matrix, column: number): { values: Float64Array; indices: Int32Array } {
  const { rows, columns, data } = sample;
  const [start, step] = sample.layout === "column" ? [column * rows, 1] : [column, columns];
  const values = new Float64Array(rows);
  const indices = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = data[start + row * step]!;
    if (Math.abs(value) > ZERO || Number.isNaN(value)) {
      values[count] = value;
      indices[count++] = row;
    }
  }
  return { values: values.subarray(0, count), indices: indices.subarray(0, count) };
}

function wrap(
  context: DatasetContext,
  address: number,
  rows: number,
  columns: number,
): LibraryDataset {
  const { backend, open } = context;
  const handle = ownHandle(open, "data set", address, (at) => {
    backend.functions.LGBM_DatasetFree(at);
  });
  return new LibraryDataset(handle, backend, rows, columns);
}

function referenceAddress(context: DatasetContext, reference: Dataset | undefined): number {
  if (reference === undefined) return 0;
  return ownDataset(context.backend, reference).handle.address;
}

/** The engine's own record of a data set. @throws {TypeError} If another engine made it. */
export function ownDataset(backend: Backend, dataset: Dataset): LibraryDataset {
  if (!(dataset instanceof LibraryDataset) || dataset.backend !== backend) {
    throw new TypeError("Expected a data set made by the same engine");
  }
  return dataset;
}

type Fields = Omit<DatasetInput, "features" | "categorical">;

function withFields(dataset: LibraryDataset, fields: Fields): LibraryDataset {
  try {
    setField(dataset, "label", float32(fields.label), DTYPE.float32);
    if (fields.weight) setField(dataset, "weight", float32(fields.weight), DTYPE.float32);
    if (fields.group) setField(dataset, "group", int32(fields.group), DTYPE.int32);
    if (fields.initScore) {
      setField(dataset, "init_score", Float64Array.from(fields.initScore), DTYPE.float64);
    }
    if (fields.featureNames) setNames(dataset, fields.featureNames);
    return dataset;
  } catch (error) {
    dataset[Symbol.dispose]();
    throw error;
  }
}

function setField(
  dataset: LibraryDataset,
  name: string,
  values: Float32Array | Float64Array | Int32Array,
  dtype: number,
): void {
  const { backend, handle } = dataset;
  using text = lendText(backend, name);
  using loan = backend.lend(values);
  const args = [text.address, loan.address, values.length, dtype];
  call(backend, `set the field ${name}`, "LGBM_DatasetSetField", handle.address, ...args);
}

function setNames(dataset: LibraryDataset, names: readonly string[]): void {
  const { backend, handle } = dataset;
  if (names.length !== dataset.columns) {
    throw new RangeError(
      `Expected featureNames to have ${dataset.columns} names but found ${names.length}`,
    );
  }
  const texts = names.map((name) => lendText(backend, name));
  try {
    using table = backend.allocate(names.length * backend.pointerBytes);
    texts.forEach((text, i) =>
      writeAddress(backend, table, i * backend.pointerBytes, text.address)
    );
    const args = [handle.address, table.address, names.length];
    call(backend, "name the features", "LGBM_DatasetSetFeatureNames", ...args);
  } finally {
    for (const text of texts) text[Symbol.dispose]();
  }
}

function float32(values: ArrayLike<number>): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

function int32(values: ArrayLike<number>): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values);
}
