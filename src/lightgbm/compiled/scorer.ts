/**
 * A compiled model at work: one instance with a memory of its own, for one Worker.
 *
 * @module
 */
import type { ModuleExports } from "./compile.ts";
import {
  BLOCK_ROWS,
  CODE_STRIDE,
  type MemoryImage,
  ROWS_PER_STEP,
  VALUE_STRIDE,
} from "./memory.ts";
import { recordWidth } from "./records.ts";

/** The shape of a table of records that a scorer keeps beside its block. */
export interface CodeTableOptions {
  /** Code columns that a record holds, in the order of its bytes. */
  readonly columns: readonly number[];
  /** Number of records. */
  readonly capacity: number;
}

/** Records of codes (one per customer or article) that rows of the block are filled from. */
export interface CodeTable {
  readonly columns: readonly number[];
  /** Bytes from one record to the next: the number of columns rounded up to 16. */
  readonly width: number;
  /** `capacity × width` bytes; record `i` is at `i × width`. Write it before use. */
  readonly records: Uint8Array;
  /**
   * Copies record `ids[i]` into row `row + i` of the block. The ids must be below the capacity:
   * they are not checked.
   *
   * @throws {RangeError} If the rows leave the block.
   */
  readonly gather: (ids: Uint32Array, row: number) => void;
  /**
   * Copies one record into the rows from `begin` to before `end`.
   *
   * @throws {RangeError} If the rows leave the block or the record the table.
   */
  readonly broadcast: (id: number, begin: number, end: number) => void;
}

/** What {@linkcode instantiate} needs besides the module. */
export interface ScorerShape {
  readonly image: MemoryImage;
  readonly features: number;
  readonly columns: number;
}

/** Scores blocks of up to {@linkcode BLOCK_ROWS} rows of codes; not to be shared by threads. */
export interface Scorer {
  /**
   * The block: the code of column `c` in row `r` is `codes[c * CODE_STRIDE + r]`. The view stays
   * valid for the scorer's life; its contents stay between calls.
   */
  readonly codes: Uint8Array;
  /**
   * Raw float32 values for {@linkcode Scorer.quantise}: feature `f` in row `r` is
   * `values[f * VALUE_STRIDE + r]`. {@linkcode Scorer.scoreRows} overwrites them.
   */
  readonly values: Float32Array;
  /** The tables asked for, in that order. */
  readonly tables: readonly CodeTable[];
  /**
   * Turns rows `0 … rowCount − 1` of a feature's `values` into its code columns.
   *
   * Nothing happens for a feature that no tree uses.
   *
   * @throws {RangeError} If the rows leave the block or the model has no such feature.
   */
  readonly quantise: (feature: number, rowCount: number) => void;
  /**
   * Scores rows `0 … rowCount − 1` of the block into `out` from `at` on.
   *
   * @throws {RangeError} If the rows leave the block or `out`.
   */
  readonly scoreBlock: (rowCount: number, out: Float64Array, at?: number) => void;
  /**
   * Scores a row-major matrix of any height (`rowCount × features` values).
   *
   * @throws {RangeError} If `rows` or `out` is too short.
   */
  readonly scoreRows: (rows: Float32Array, rowCount: number, out: Float64Array) => void;
  /**
   * Scores a matrix given as one array per feature.
   *
   * @throws {RangeError} If a column is missing, or a column or `out` is too short.
   */
  readonly scoreColumns: (
    columns: readonly Float32Array[],
    rowCount: number,
    out: Float64Array,
  ) => void;
}

/**
 * Starts a module with a fresh memory that has room for the given tables.
 *
 * @throws {RangeError} If the tables do not fit into 4 GB or name unknown columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compileModel } from "./mod.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = compileModel(stumpText());
 * assert.ok(!("reason" in model));
 * const scorer = model.instantiate(); // calls startScorer
 * scorer.values.set([0.75, 0.25]); // feature 0 of rows 0 and 1
 * scorer.quantise(0, 2);
 * const scores = new Float64Array(2);
 * scorer.scoreBlock(2, scores);
 * assert.deepEqual(scores, Float64Array.of(1, -1));
 * ```
 */
export function startScorer(
  module: WebAssembly.Module,
  shape: ScorerShape,
  tables: readonly CodeTableOptions[],
): Scorer {
  const places = placeTables(shape, tables);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(places.end / 65536) });
  new Uint8Array(memory.buffer).set(shape.image.bytes);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const run = exports as unknown as ModuleExports;
  return scorerOver(memory.buffer, run, shape, places);
}

interface PlacedTable extends CodeTableOptions {
  readonly width: number;
  readonly targets: number;
  readonly records: number;
}

interface Places {
  readonly tables: readonly PlacedTable[];
  readonly end: number;
}

function placeTables(shape: ScorerShape, tables: readonly CodeTableOptions[]): Places {
  let end = shape.image.plan.end;
  const placed = tables.map(({ columns, capacity }) => {
    const unknown = columns.find((c) => !Number.isInteger(c) || c < 0 || c >= shape.columns);
    if (unknown !== undefined) {
      throw new RangeError(
        `Expected a table's columns to be below ${shape.columns} but found ${unknown}`,
      );
    }
    const width = recordWidth(columns.length);
    const targets = end;
    const records = targets + Math.ceil(width * 4 / 64) * 64;
    end = records + Math.ceil((capacity * width + 16) / 64) * 64;
    return { columns, capacity, width, targets, records };
  });
  if (!(end <= 2 ** 32)) {
    throw new RangeError(`Expected a scorer's tables to fit into 4 GB but found ${end} bytes`);
  }
  return { tables: placed, end };
}

function scorerOver(
  buffer: ArrayBuffer,
  run: ModuleExports,
  shape: ScorerShape,
  places: Places,
): Scorer {
  const { plan } = shape.image;
  const values = new Float32Array(buffer, plan.values, shape.features * VALUE_STRIDE);
  const scores = new Float64Array(buffer, plan.scores, BLOCK_ROWS);
  const scoreBlock = (rowCount: number, out: Float64Array, at = 0) => {
    checkRows(0, rowCount);
    if (rowCount === 0) return;
    run.score(Math.ceil(rowCount / ROWS_PER_STEP) * ROWS_PER_STEP);
    out.set(rowCount === BLOCK_ROWS ? scores : scores.subarray(0, rowCount), at);
  };
  return {
    codes: new Uint8Array(buffer, plan.codes, shape.columns * CODE_STRIDE),
    values,
    tables: places.tables.map((table) => tableOver(buffer, run, shape, table)),
    quantise: (feature, rowCount) => {
      checkRows(0, rowCount);
      if (!(Number.isInteger(feature) && feature >= 0 && feature < shape.features)) {
        throw new RangeError(`Expected a feature below ${shape.features} but found ${feature}`);
      }
      if (rowCount > 0) run[`q${feature}`]?.(rowCount);
    },
    scoreBlock,
    ...matrixScoring(buffer, run, shape, values, scoreBlock),
  };
}

/** Whole matrices of floats, block by block. */
function matrixScoring(
  buffer: ArrayBuffer,
  run: ModuleExports,
  shape: ScorerShape,
  values: Float32Array,
  scoreBlock: Scorer["scoreBlock"],
): Pick<Scorer, "scoreRows" | "scoreColumns"> {
  const width = shape.features;
  const rowBuffer = new Float32Array(buffer, shape.image.plan.rows, BLOCK_ROWS * width);
  const inBlocks = (
    rowCount: number,
    out: Float64Array,
    fill: (first: number, end: number) => void,
  ) => {
    checkLength("out", out.length, rowCount);
    for (let first = 0; first < rowCount; first += BLOCK_ROWS) {
      const end = Math.min(first + BLOCK_ROWS, rowCount);
      fill(first, end);
      run.quantise(end - first);
      scoreBlock(end - first, out, first);
    }
  };
  return {
    scoreRows: (rows, rowCount, out) => {
      checkLength("rows", rows.length, rowCount * width);
      inBlocks(rowCount, out, (first, end) => {
        rowBuffer.set(rows.subarray(first * width, end * width));
        run.transpose(end - first);
      });
    },
    scoreColumns: (columns, rowCount, out) => {
      checkLength("columns", columns.length, width);
      columns.forEach((column, f) => checkLength(`columns[${f}]`, column.length, rowCount));
      inBlocks(rowCount, out, (first, end) => {
        for (let f = 0; f < width; f++) {
          values.set(columns[f]!.subarray(first, end), f * VALUE_STRIDE);
        }
      });
    },
  };
}

function tableOver(
  buffer: ArrayBuffer,
  run: ModuleExports,
  shape: ScorerShape,
  table: PlacedTable,
): CodeTable {
  const { plan } = shape.image;
  const { columns, capacity, width, targets, records } = table;
  const unread = shape.columns;
  const addresses = new Uint32Array(buffer, targets, width);
  for (let c = 0; c < width; c++) {
    addresses[c] = plan.codes + (columns[c] ?? unread) * CODE_STRIDE;
  }
  const block = new Uint8Array(buffer);
  const own = new Uint8Array(buffer, records, capacity * width);
  const idBuffer = new Uint32Array(buffer, plan.ids, BLOCK_ROWS);
  const gatherSteps = (from: number, row: number, end: number) =>
    run.gather(plan.ids + from * 4, row, end, records, width, targets, targets + width * 4);
  return {
    columns,
    width,
    records: own,
    gather: (ids, row) => {
      const count = ids.length;
      checkRows(row, row + count);
      if (count < 16) {
        gatherFew(block, own, addresses.subarray(0, columns.length), width, ids, row);
        return;
      }
      idBuffer.set(ids);
      const whole = count & ~15;
      gatherSteps(0, row, row + whole);
      if (whole < count) gatherSteps(count - 16, row + count - 16, row + count);
    },
    broadcast: (id, begin, end) => {
      checkRows(begin, end);
      if (!(id >= 0 && id < capacity)) {
        throw new RangeError(`Expected a record below ${capacity} but found ${id}`);
      }
      if (begin === end || columns.length === 0) return;
      run.broadcast(records + id * width, begin, end, targets, targets + columns.length * 4);
    },
  };
}

function gatherFew(
  block: Uint8Array,
  records: Uint8Array,
  addresses: Uint32Array,
  width: number,
  ids: Uint32Array,
  row: number,
): void {
  for (let i = 0; i < ids.length; i++) {
    const from = ids[i]! * width;
    for (let c = 0; c < addresses.length; c++) {
      block[addresses[c]! + row + i] = records[from + c]!;
    }
  }
}

function checkRows(begin: number, end: number): void {
  if (!(begin >= 0 && begin <= end && end <= BLOCK_ROWS)) {
    throw new RangeError(
      `Expected rows within a block of ${BLOCK_ROWS} but found ${begin} to ${end}`,
    );
  }
}

function checkLength(name: string, found: number, needed: number): void {
  if (!(found >= needed)) {
    throw new RangeError(`Expected ${name} to have a length of ${needed} but found ${found}`);
  }
}
