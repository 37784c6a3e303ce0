/**
 * Data sets in the library's memory: from whole matrices, or part by part.
 *
 * @module
 */

import { type Backend, call, callForHandle, lendText, writeAddress } from "./backend.ts";
import { type Handle, type OpenHandles, ownHandle } from "./handle.ts";
import { formatParams } from "./params.ts";
import type { Dataset, DatasetInput, DatasetOptions, Matrix, Params } from "./types.ts";

/** LightGBM's element types. */
export const DTYPE = { float32: 0, float64: 1, int32: 2 } as const;

/** Larger matrices go to an engine that must copy them in parts of this many bytes. */
export const PART_BYTES = 8 << 20;

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
export function datasetParams(
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

/** A data set of a whole matrix, read where it lies. */
export function createWhole(
  context: DatasetContext,
  input: DatasetInput,
  options: DatasetOptions = {},
): LibraryDataset {
  const { features, featureNames, categorical } = input;
  checkMatrix(features);
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

/** A new data set of the library under its handle. */
export function wrap(
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

/** Address of a reference, 0 for none. */
export function referenceAddress(context: DatasetContext, reference: Dataset | undefined): number {
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

/** Sets the row-wise fields and the names. Frees the data set where that fails. */
export function withFields(dataset: LibraryDataset, fields: Fields): LibraryDataset {
  try {
    setField(dataset, "label", float32(fields.label), DTYPE.float32);
    if (fields.weight) setField(dataset, "weight", float32(fields.weight), DTYPE.float32);
    if (fields.group) setField(dataset, "group", int32(fields.group), DTYPE.int32);
    if (fields.position) setField(dataset, "position", int32(fields.position), DTYPE.int32);
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
