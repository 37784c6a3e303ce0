/**
 * Data sets filled part by part: for data that should not lie in memory twice, and for engines that
 * must copy what they read.
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
import {
  checkMatrix,
  type DatasetContext,
  datasetParams,
  dtypeOf,
  forEachPart,
  type LibraryDataset,
  referenceAddress,
  withFields,
  wrap,
} from "./dataset.ts";
import { formatParams } from "./params.ts";
import type {
  DatasetInput,
  DatasetOptions,
  DatasetStream,
  DatasetStreamInput,
  Matrix,
  Params,
} from "./types.ts";

/**
 * The same data set that {@linkcode createDataset} makes, with the matrix copied in parts.
 */
export function createInParts(
  context: DatasetContext,
  input: DatasetInput,
  options: DatasetOptions = {},
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
