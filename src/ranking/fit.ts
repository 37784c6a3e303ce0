/**
 * The averaged models' trees, grown on training rows.
 *
 * @module
 */
import type { EpochDay } from "../ingest/shop.ts";
import {
  type DatasetInput,
  type Params,
  trainInWorker,
  type TrainInWorkerOptions,
} from "../lightgbm/mod.ts";
import { type Progress, silent } from "../progress.ts";
import { inLanes } from "./lanes.ts";
import { modelsFor, type RankerRecipe } from "./recipe.ts";
import type { TrainingRows } from "./training_rows.ts";

/**
 * What trainings of one shop, recipe, horizon and seed can take over from one another. A window's
 * rows follow from what was known by its end, and the models from their windows: successive test
 * weeks share both, and what one week holds out another ends with.
 */
export interface RankerMemory {
  /** Rows of label windows by first day. */
  readonly windowRows: Map<EpochDay, TrainingRows>;
  /** Text models by recipe, seed, horizon and first days of their windows. */
  readonly fits: Map<string, Promise<string[]>>;
}

/** An empty memory. */
export function createRankerMemory(): RankerMemory {
  return { windowRows: new Map(), fits: new Map() };
}

/** Options of {@linkcode fitModels}. */
export interface FitModelsOptions {
  recipe: RankerRecipe;
  /** Trees per model. @default {the recipe's most, as many models as the recipe affords} */
  trees?: readonly number[];
  /** Leaves per tree, where the recipe's models do not say. @default {15} */
  leaves?: number;
  /** Features that may be split on. @default {all} */
  uses?: (featureName: string) => boolean;
  /** @default {1} */
  seed?: number;
  /** @default {1} */
  threads?: number;
  /** @default {auto} */
  engine?: TrainInWorkerOptions["engine"];
  /** Said beside the bar. @default {Ranker} */
  title?: string;
  /** @default {silent} */
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Fits the averaged models side by side, each on one thread. LightGBM keeps its number of threads
 * for the whole process: trainings with different numbers at the same time can bring it down.
 *
 * @returns LightGBM's text of each model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitModels } from "./fit.ts";
 * import { trainingRows } from "./training_rows.ts";
 * import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";
 *
 * const rows = trainingRows(snapshotAt(trialShop(), 1120), 1113, 7);
 * const [text] = await fitModels(rows, { recipe: TRIAL_RECIPE, trees: [2] });
 * assert.match(text!, /Tree=1/);
 * ```
 */
export async function fitModels(rows: TrainingRows, options: FitModelsOptions): Promise<string[]> {
  const { recipe, trees, progress = silent, threads = 1, uses = () => true } = options;
  const models = trees?.length ?? modelsFor(recipe, rows.rows);
  const iterations = Array.from({ length: models }, (_, m) => trees?.[m] ?? recipe.maxTrees);
  const train = toDataset(rows, uses);
  const total = iterations.reduce((a, b) => a + b, 0);
  const bar = progress.start(options.title ?? "Ranker", total, "trees");
  const grown = new Array<number>(models).fill(0);
  const lanes = Math.min(threads, models);
  const texts = await inLanes(lanes, models, async (m) => {
    const { modelText } = await trainInWorker({
      params: parametersOf(m, recipe, options),
      train,
      iterations: iterations[m]!,
    }, {
      threads: 1,
      ...(options.engine === undefined ? {} : { engine: options.engine }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onIteration: ({ iteration }) => {
        grown[m] = iteration;
        bar.update(grown.reduce((a, b) => a + b, 0));
      },
    });
    return modelText;
  });
  bar.finish();
  return texts;
}

function parametersOf(
  m: number,
  recipe: RankerRecipe,
  { seed = 1, leaves = 15 }: Pick<FitModelsOptions, "seed" | "leaves">,
): Params {
  const base = recipe.models[m % recipe.models.length]!;
  const turn = Math.floor(m / recipe.models.length);
  return { num_leaves: leaves, ...base, metric: "none", seed: seed + turn };
}

function toDataset(rows: TrainingRows, uses: (name: string) => boolean): DatasetInput {
  return {
    features: {
      data: masked(rows, uses),
      rows: rows.rows,
      columns: rows.featureNames.length,
      layout: "row",
    },
    label: rows.label,
    group: rows.group,
    featureNames: rows.featureNames,
  };
}

/** The rows with the columns that are not used made constant: no tree can split on them. */
function masked(rows: TrainingRows, uses: (name: string) => boolean): Float32Array {
  const hidden = rows.featureNames.flatMap((name, f) => uses(name) ? [] : [f]);
  if (hidden.length === 0) return rows.data;
  const width = rows.featureNames.length;
  const data = new Float32Array(new SharedArrayBuffer(rows.data.byteLength));
  data.set(rows.data);
  for (const f of hidden) for (let r = 0; r < rows.rows; r++) data[r * width + f] = 0;
  return data;
}
