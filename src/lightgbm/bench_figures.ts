/**
 * What the engines' benchmark measures.
 *
 * @module
 */

import type { ResidentGrowth } from "./leak.ts";
import type { EngineKind } from "./types.ts";

/** Size of the benchmark's ranking data and model. */
export interface BenchSize {
  /** @default {800_000} */
  rows: number;
  /** @default {30} */
  columns: number;
  /** Rows per query. @default {50} */
  perQuery: number;
  /** Trees. @default {100} */
  iterations: number;
  /** @default {63} */
  leaves: number;
  /** Rows of the bulk prediction. @default {200_000} */
  predictRows: number;
  /** Calls of the single-row prediction. @default {20_000} */
  singleRows: number;
  /** @default {1} */
  threads: number;
}

/** The work of LIGHTGBM's lambdarank benchmark. */
export const FULL_SIZE: BenchSize = {
  rows: 800_000,
  columns: 30,
  perQuery: 50,
  iterations: 100,
  leaves: 63,
  predictRows: 200_000,
  singleRows: 20_000,
  threads: 1,
};

/** How long something took. CPU time is the process's, so it holds on a busy machine too. */
export interface Duration {
  wallSeconds: number;
  cpuSeconds: number;
}

/** How fast rows were predicted. */
export interface Rate extends Duration {
  rowsPerSecond: number;
  rowsPerCpuSecond: number;
}

/** What one engine needed in a process of its own. */
export interface EngineFigures {
  engine: EngineKind | "python";
  /** Data set and training. */
  train: Duration;
  /** The process's first bulk prediction, compilers' work and all. */
  firstPredict: Rate;
  /** Its second. */
  predict: Rate;
  /** Mean CPU time per call. Not measured for Python. */
  singleRow?: { cpuMicroseconds: number };
  /** Most memory the process ever had resident; `null` where the system does not tell. */
  peakBytes: number | null;
  /** Of this package's predictions with the engines' models; Python only. */
  largestDifferenceOfModelsOf?: Record<string, number>;
}

/** Ratios between the engines, by CPU time on one thread. */
export interface EngineRatios {
  /** Training, WebAssembly to native: more is slower. */
  wasmTrain?: number;
  /** Rate of a process's first bulk prediction, WebAssembly to native: more is faster. */
  wasmFirstPredict?: number;
  /** Rate of bulk prediction once compilers are done, likewise. */
  wasmPredict?: number;
  /** Training, native to the Python package, less one: what the binding costs. */
  bindingCost?: number;
}

/** The benchmark's outcome, fit for JSON. */
export interface BenchReport {
  size: BenchSize;
  /** One-minute load average before and after: what others were doing. */
  load: [number, number];
  /** The figures of every round. */
  rounds: EngineFigures[][];
  /** Medians over the rounds. */
  ratios: EngineRatios;
  /** Largest difference of the engines' predictions with Python's model; with Python only. */
  largestDifferenceOfPythonsModel?: Record<string, number>;
  leaks: Record<string, ResidentGrowth>;
}

/** The middle one of some numbers; the upper of the two middle ones where they are even in number. */
export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
