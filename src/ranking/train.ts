/**
 * Trains the ranker: label windows of the past, early stopping on the newest of them, then a refit on
 * all of them.
 *
 * @module
 */
import type { EpochDay, Snapshot } from "../ingest/shop.ts";
import {
  type DatasetInput,
  type EvaluationHistory,
  type Params,
  trainInWorker,
  type TrainInWorkerOptions,
  type TrainOutcome,
} from "../lightgbm/mod.ts";
import { type Progress, silent } from "../progress.ts";
import { type LabelWindow, labelWindows } from "./label_windows.ts";
import { averageModels } from "./average.ts";
import { DEFAULT_RECIPE, modelsFor, type RankerRecipe } from "./recipe.ts";
import { joinRows, type TrainingRows } from "./training_rows.ts";

/** A trained ranker. */
export interface Ranker {
  /** LightGBM's text model; its raw score ranks. */
  readonly modelText: string;
  /** The same recipe trained without the newest window: its scores there are out of sample. */
  readonly heldOut: { readonly asOf: EpochDay; readonly modelText: string };
  readonly featureNames: readonly string[];
  /** Trees of each averaged model. */
  readonly trees: readonly number[];
  /** Validation metrics per iteration of each averaged model, on the held-out window. */
  readonly curves: readonly EvaluationHistory[][];
  /** Importance per feature, summed over the averaged models. */
  readonly importance: { readonly gain: readonly number[]; readonly split: readonly number[] };
  /** The label windows, newest first. */
  readonly windows: readonly TrainingWindow[];
  /** What selecting features did, where it was asked for. */
  readonly selection: FeatureSelection | null;
}

/** One label window of a training. */
export interface TrainingWindow {
  readonly from: EpochDay;
  readonly buyers: number;
  readonly queries: number;
  readonly rows: number;
  readonly positives: number;
}

/** What keeping only the most important features cost on the held-out window. */
export interface FeatureSelection {
  readonly kept: readonly string[];
  readonly ndcgBefore: number;
  readonly ndcgAfter: number;
}

/** Why no ranker could be trained. */
export interface NoRanker {
  readonly reason: string;
}

/** Options of {@linkcode trainRanker}. */
export interface TrainRankerOptions {
  /** Days of a label window. @default {7} */
  horizon?: number;
  /** @default {DEFAULT_RECIPE} */
  recipe?: RankerRecipe;
  /** @default {1} */
  seed?: number;
  /** @default {1} */
  threads?: number;
  /** @default {auto} */
  engine?: TrainInWorkerOptions["engine"];
  /** Keeps only so many features, by gain. @default {all} */
  selectFeatures?: number;
  /**
   * Rows of label windows by first day, kept between trainings on the same shop: a window's rows
   * follow from what was known by its end, so folds share them. @default {nothing is kept}
   */
  windowRows?: Map<EpochDay, TrainingRows>;
  /** Keeps out the features for which this is false, e.g. for an ablation. @default {keeps all} */
  uses?: (featureName: string) => boolean;
  /** @default {silent} */
  progress?: Progress;
  signal?: AbortSignal;
}

/** Positives below which nothing worth the name can be learned. */
const LEAST_POSITIVES = 20;

/**
 * Trains on what a snapshot knows: window `k` has features as of
 * `asOf − horizon − k · spacing` and the purchases of the `horizon` days from there as labels. Early
 * stopping watches NDCG@12 on the newest window with models that have not seen it; then all windows
 * are fitted again with the number of trees that was found.
 *
 * @returns The ranker, or why there is too little to learn from.
 */
export async function trainRanker(
  known: Snapshot,
  options: TrainRankerOptions = {},
): Promise<Ranker | NoRanker> {
  const settings = withDefaults(options);
  const windows = await labelWindows(known, settings.horizon, settings.recipe, settings);
  const usable = windows.filter(({ rows }) => rows.rows > 0);
  const positives = usable.reduce((sum, { rows }) => sum + countPositives(rows), 0);
  if (positives < LEAST_POSITIVES) {
    return {
      reason: `Expected at least ${LEAST_POSITIVES} purchases of candidates in past weeks ` +
        `to train a ranker but found ${positives}`,
    };
  }
  const split = holdOut(usable, settings.horizon);
  const first = await fitAll(split.train, split.valid, settings);
  const selection = await selectFeatures(first, split, settings);
  const uses = selection?.uses ?? settings.uses;
  const chosen = selection?.outcomes ?? first;
  const all = joinRows(usable.map(({ rows }) => rows));
  const trees = chosen.map(({ bestIteration }) => bestIteration);
  const final = await fitAll(all, null, { ...settings, uses }, trees);
  return {
    modelText: merged(final, all),
    heldOut: { asOf: usable[0]!.from, modelText: merged(chosen, split.train) },
    featureNames: all.featureNames,
    trees,
    curves: chosen.map(({ evals }) => evals),
    importance: summedImportance(final),
    windows: usable.map(({ from, rows }) => describeWindow(from, rows)),
    selection: selection?.report ?? null,
  };
}

/**
 * A ranker's text model with known numbers of trees and nothing held out: for ablations, which leave
 * features out by `uses` and compare on a test week.
 *
 * @throws {RangeError} If there are no rows to train on.
 */
export async function retrainRanker(
  known: Snapshot,
  trees: readonly number[],
  options: TrainRankerOptions = {},
): Promise<string> {
  const settings = withDefaults(options);
  const windows = await labelWindows(known, settings.horizon, settings.recipe, settings);
  const usable = windows.filter(({ rows }) => rows.rows > 0);
  const all = joinRows(usable.map(({ rows }) => rows));
  return merged(await fitAll(all, null, settings, trees), all);
}

type Settings = ReturnType<typeof withDefaults>;

function withDefaults(options: TrainRankerOptions) {
  return {
    horizon: 7,
    recipe: DEFAULT_RECIPE,
    seed: 1,
    threads: 1,
    uses: () => true,
    progress: silent,
    ...options,
  };
}

/** The newest window for validation, those that do not overlap it for training. */
function holdOut(windows: readonly LabelWindow[], horizon: number) {
  const [newest, ...older] = windows;
  const apart = older.filter(({ from }) => from + horizon <= newest!.from);
  if (apart.length > 0) {
    return { train: joinRows(apart.map(({ rows }) => rows)), valid: newest!.rows };
  }
  const { even, odd } = halves(joinRows(windows.map(({ rows }) => rows)));
  return { train: even, valid: odd };
}

/** Every other query, where a single window must serve both ends. */
function halves(rows: TrainingRows): { even: TrainingRows; odd: TrainingRows } {
  const pick = (parity: number): TrainingRows => {
    const width = rows.featureNames.length;
    const data: Float32Array[] = [];
    const label: number[] = [];
    const group: number[] = [];
    let at = 0;
    rows.group.forEach((size, q) => {
      if (q % 2 === parity) {
        data.push(rows.data.subarray(at * width, (at + size) * width));
        label.push(...rows.label.subarray(at, at + size));
        group.push(size);
      }
      at += size;
    });
    const flat = new Float32Array(new SharedArrayBuffer(4 * width * label.length));
    data.reduce((offset, part) => (flat.set(part, offset), offset + part.length), 0);
    return {
      ...rows,
      data: flat,
      rows: label.length,
      label: Uint8Array.from(label),
      group: Uint32Array.from(group),
    };
  };
  const even = pick(0);
  const odd = pick(1);
  return odd.rows > 0 ? { even, odd } : { even, odd: even };
}

/**
 * Fits the averaged models side by side, each on its share of the threads: for rows of this number
 * two trainings on one thread each are quicker than one after the other on two.
 */
async function fitAll(
  train: TrainingRows,
  valid: TrainingRows | null,
  settings: Settings,
  trees?: readonly number[],
): Promise<TrainOutcome[]> {
  const { recipe, progress, threads } = settings;
  const models = trees?.length ?? modelsFor(recipe, train.rows);
  const iterations = Array.from({ length: models }, (_, m) => trees?.[m] ?? recipe.maxTrees);
  const title = valid === null ? "Ranker, all weeks" : "Ranker, newest week held out";
  const bar = progress.start(title, iterations.reduce((a, b) => a + b, 0), "trees");
  const input = toDataset(train, settings.uses);
  const validation = valid === null ? [] : [{
    name: "newest week",
    data: toDataset(valid, settings.uses),
  }];
  const grown = new Array<number>(models).fill(0);
  const lanes = Math.min(threads, models);
  const outcomes = await inLanes(lanes, models, (m) =>
    trainInWorker({
      params: parametersOf(m, settings),
      train: input,
      iterations: iterations[m]!,
      validation,
      ...(valid === null ? {} : { earlyStopping: { rounds: recipe.patience, metric: "ndcg@12" } }),
    }, {
      threads: Math.max(1, Math.floor(threads / lanes)),
      ...(settings.engine === undefined ? {} : { engine: settings.engine }),
      ...(settings.signal === undefined ? {} : { signal: settings.signal }),
      onIteration: ({ iteration, evaluations }) => {
        grown[m] = iteration;
        const ndcg = evaluations.find(({ metric }) => metric === "ndcg@12");
        const note = ndcg ? `NDCG@12 ${ndcg.value.toFixed(4)}` : undefined;
        bar.update(grown.reduce((a, b) => a + b, 0), note);
      },
    }));
  bar.finish();
  return outcomes;
}

/** Runs jobs `0 … count - 1`, at most `lanes` at a time; results in the jobs' order. */
async function inLanes<T>(
  lanes: number,
  count: number,
  work: (job: number) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  const lane = async () => {
    for (let job = next++; job < count; job = next++) results[job] = await work(job);
  };
  await Promise.all(Array.from({ length: Math.max(1, lanes) }, lane));
  return results;
}

function parametersOf(m: number, { recipe, seed }: Settings): Params {
  const base = recipe.models[m % recipe.models.length]!;
  return {
    ...base,
    metric: "ndcg",
    eval_at: [12],
    seed: seed + Math.floor(m / recipe.models.length),
  };
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

async function selectFeatures(
  first: readonly TrainOutcome[],
  split: { train: TrainingRows; valid: TrainingRows },
  settings: Settings,
) {
  if (settings.selectFeatures === undefined) return null;
  const { gain } = summedImportance(first);
  const names = split.train.featureNames;
  const kept = names.map((name, f) => ({ name, gain: gain[f]! }))
    .sort((a, b) => b.gain - a.gain || (a.name < b.name ? -1 : 1))
    .slice(0, settings.selectFeatures).map(({ name }) => name);
  const keep = new Set(kept);
  const uses = (name: string) => keep.has(name) && settings.uses(name);
  const outcomes = await fitAll(split.train, split.valid, { ...settings, uses });
  const report = { kept, ndcgBefore: bestNdcg(first), ndcgAfter: bestNdcg(outcomes) };
  return { uses, outcomes, report };
}

function bestNdcg(outcomes: readonly TrainOutcome[]): number {
  const values = outcomes.map(({ evals, bestIteration }) => {
    const history = evals.find(({ metric }) => metric === "ndcg@12");
    return history?.values[history.iterations.indexOf(bestIteration)] ?? NaN;
  });
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function merged(outcomes: readonly TrainOutcome[], rows: TrainingRows): string {
  const texts = outcomes.map(({ modelText }) => modelText);
  return averageModels(texts, rows.data, rows.featureNames.length);
}

function summedImportance(outcomes: readonly TrainOutcome[]) {
  const sum = (kind: "gain" | "split") =>
    outcomes[0]!.featureNames.map((_, f) =>
      outcomes.reduce((total, { importance }) => total + importance[kind][f]!, 0)
    );
  return { gain: sum("gain"), split: sum("split") };
}

function countPositives(rows: TrainingRows): number {
  return rows.label.reduce((sum, label) => sum + label, 0);
}

function describeWindow(from: EpochDay, rows: TrainingRows): TrainingWindow {
  return {
    from,
    buyers: rows.buyers,
    queries: rows.group.length,
    rows: rows.rows,
    positives: countPositives(rows),
  };
}
