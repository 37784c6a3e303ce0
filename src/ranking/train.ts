/**
 * Trains the ranker: label windows of the past, early stopping on the newest of them by models that
 * end before it, then the same number of trees on all of them.
 *
 * @module
 */
import { type EpochDay, isLarge, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import {
  type EvaluationHistory,
  mergeModels,
  modelImportance,
  openEngine,
  selectEngine,
  type TrainInWorkerOptions,
} from "../lightgbm/mod.ts";
import { type Progress, silent } from "../progress.ts";
import { averageModels } from "./average.ts";
import { createRankerMemory, fitModels, type RankerMemory } from "./fit.ts";
import { type LabelWindow, labelWindows } from "./label_windows.ts";
import { learningCurve, treesKept } from "./learning_curve.ts";
import { DEFAULT_RECIPE, leavesFor, type RankerRecipe } from "./recipe.ts";
import { joinRows, type TrainingRows } from "./training_rows.ts";

/** A trained ranker. */
export interface Ranker {
  /** LightGBM's text model; its raw score ranks. */
  readonly modelText: string;
  /** The same recipe a horizon earlier: its scores on the newest window are out of sample. */
  readonly heldOut: {
    readonly asOf: EpochDay;
    readonly modelText: string;
    /** Whether it saw every other query of that window: in a shop too young for a second one. */
    readonly sawHalf: boolean;
  };
  readonly featureNames: readonly string[];
  /** Most leaves per tree of each averaged model. */
  readonly leaves: readonly number[];
  /** Trees of each averaged model. */
  readonly trees: readonly number[];
  /** NDCG@12 by number of trees of each averaged model, on the held-out window. */
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
  /** Kept between trainings on the same shop, recipe, horizon and seed. @default {nothing is kept} */
  memory?: RankerMemory;
  /** Keeps out the features for which this is false, e.g. for an ablation. @default {keeps all} */
  uses?: (featureName: string) => boolean;
  /** @default {silent} */
  progress?: Progress;
  signal?: AbortSignal;
}

/** Positives below which nothing worth the name can be learned. */
const LEAST_POSITIVES = 20;

/** Of the list that early stopping watches. */
const WATCHED_RANKS = 12;

/**
 * Trains on what a snapshot knows: window `k` has features as of
 * `asOf − horizon − k · spacing` and the purchases of the `horizon` days from there as labels. The
 * newest window is held out first: models of what was known before it are watched on it, tree by
 * tree, and as many trees are kept as {@linkcode treesKept} says of the NDCG@12. Then the same
 * number of trees is grown on all windows.
 *
 * @returns The ranker, or why there is too little to learn from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { trainRanker } from "./train.ts";
 * import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";
 *
 * const ranker = await trainRanker(snapshotAt(trialShop(), 1120), { recipe: TRIAL_RECIPE });
 * assert.ok("modelText" in ranker);
 * assert.equal(ranker.heldOut.asOf, 1113);
 * ```
 */
export async function trainRanker(
  known: Snapshot,
  options: TrainRankerOptions = {},
): Promise<Ranker | NoRanker> {
  const asked = withDefaults(options);
  const windows = await windowsAsOf(known, asked);
  const settings = { ...asked, leaves: leavesOf(known, windows, asked) };
  const positives = windows.reduce((sum, { rows }) => sum + countPositives(rows), 0);
  if (positives < LEAST_POSITIVES) {
    return {
      reason: `Expected at least ${LEAST_POSITIVES} purchases of candidates in past weeks ` +
        `to train a ranker but found ${positives}`,
    };
  }
  const split = await holdOut(known, windows, settings);
  const first = await watch(split, await fitWindows(split.train, settings, HELD_OUT), settings);
  const selection = await selectFeatures(first, split, settings);
  const chosen = selection?.watched ?? first;
  const final = await fitWindows(windows, { ...settings, ...selection?.only }, ALL_WEEKS);
  const trees = treesFor(final.length, chosen.trees, settings.recipe);
  const modelText = cutAndAverage(final, trees, windows);
  const importance = plain(modelImportance(modelText));
  if (importance.split.every((splits) => splits === 0)) {
    return {
      reason: "Expected a tree that tells candidates apart but found none: " +
        `${positives} purchases in past weeks are too few, or all alike`,
    };
  }
  return {
    modelText,
    heldOut: {
      asOf: windows[0]!.from,
      modelText: cutAndAverage(chosen.texts, chosen.trees, split.train),
      sawHalf: split.halved,
    },
    featureNames: windows[0]!.rows.featureNames,
    leaves: trees.map((_, m) => {
      const { models } = settings.recipe;
      return Number(models[m % models.length]!.num_leaves ?? settings.leaves);
    }),
    trees,
    curves: chosen.curves.map((curve) => [curve]),
    importance,
    windows: windows.map(({ from, rows }) => describeWindow(from, rows)),
    selection: selection?.report ?? null,
  };
}

const HELD_OUT = "Ranker, newest week held out";
const ALL_WEEKS = "Ranker, all weeks";

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
  const windows = await windowsAsOf(known, settings);
  const all = joined(windows);
  const leaves = leavesOf(known, windows, settings);
  return averageModels(
    await fitModels(all, { ...settings, leaves, trees, title: ALL_WEEKS }),
    all.data,
    all.featureNames.length,
  );
}

type Settings = ReturnType<typeof withDefaults> & { leaves?: number };

function leavesOf(
  known: Snapshot,
  windows: readonly LabelWindow[],
  { horizon, recipe }: Settings,
): number {
  const purchases = windows.reduce((sum, { rows }) => sum + countPositives(rows), 0);
  return leavesFor(recipe, purchases, { horizon, large: isLarge(known) });
}

function withDefaults(options: TrainRankerOptions) {
  return {
    horizon: 7,
    recipe: DEFAULT_RECIPE,
    seed: 1,
    threads: 1,
    progress: silent,
    memory: createRankerMemory(),
    ...options,
  };
}

/** The label windows of a snapshot that teach something, newest first. */
async function windowsAsOf(known: Snapshot, settings: Settings): Promise<LabelWindow[]> {
  const { horizon, recipe, memory } = settings;
  const windows = await labelWindows(known, horizon, recipe, { ...settings, ...memory });
  return windows.filter(({ rows }) => rows.rows > 0);
}

/** Windows to train on and the newest one, which they know nothing of. */
interface Split {
  readonly train: readonly LabelWindow[];
  readonly valid: TrainingRows;
  /** Whether both are halves of one window. */
  readonly halved: boolean;
}

/**
 * The newest window for validation; for training what would have been trained on a horizon earlier.
 * A large shop, which fills its row budget with fewer windows than the recipe's, does without the
 * additional oldest one, and a shop of a single window with every other query of it.
 */
async function holdOut(
  known: Snapshot,
  windows: readonly LabelWindow[],
  settings: Settings,
): Promise<Split> {
  const { horizon, recipe } = settings;
  const newest = windows[0]!;
  const apart = windows.filter(({ from }) => from + horizon <= newest.from);
  const train = windows.length === recipe.labelWindows
    ? await windowsAsOf(snapshotAt(known, newest.from), settings)
    : apart;
  if (train.length > 0) return { train, valid: newest.rows, halved: false };
  const { even, odd } = halves(joined(windows));
  return { train: [{ from: newest.from, rows: even }], valid: odd, halved: true };
}

/** The recipe's models on these windows, from memory where they are known and nothing is hidden. */
function fitWindows(
  windows: readonly LabelWindow[],
  settings: Settings,
  title: string,
): Promise<string[]> {
  const fit = () => fitModels(joined(windows), { ...settings, title });
  if (settings.uses !== undefined || windows.length < 2) return fit();
  const { recipe, seed, horizon, leaves } = settings;
  const key = JSON.stringify([recipe, seed, horizon, leaves, windows.map(({ from }) => from)]);
  const { fits } = settings.memory;
  const models = fits.get(key) ?? fit();
  fits.set(key, models);
  return models;
}

function joined(windows: readonly LabelWindow[]): TrainingRows {
  return joinRows(windows.map(({ rows }) => rows));
}

/** Models with their learning curves on the held-out window and the trees that were best there. */
interface Watched {
  readonly texts: readonly string[];
  readonly trees: readonly number[];
  readonly curves: readonly EvaluationHistory[];
}

async function watch(
  { valid }: Split,
  texts: readonly string[],
  { engine: wish }: Settings,
): Promise<Watched> {
  const choice = typeof wish === "object" ? wish : await selectEngine(wish ? { engine: wish } : {});
  using engine = await openEngine(choice, { threads: 1 });
  const curves = texts.map((text): EvaluationHistory => {
    using booster = engine.loadModel(text);
    const values = [...learningCurve(booster, valid, WATCHED_RANKS)];
    return {
      data: "newest week",
      metric: `ndcg@${WATCHED_RANKS}`,
      higherIsBetter: true,
      iterations: values.map((_, i) => i + 1),
      values,
    };
  });
  return {
    texts,
    trees: curves.map(({ values }) => treesKept(values)),
    curves,
  };
}

/** Trees per final model; one that was not watched takes those of its objective, else the mean. */
function treesFor(models: number, watched: readonly number[], { models: kinds }: RankerRecipe) {
  const mean = Math.round(watched.reduce((a, b) => a + b, 0) / watched.length);
  return Array.from(
    { length: models },
    (_, m) => watched[m] ?? watched[m % kinds.length] ?? mean,
  );
}

/** The first trees of each model, averaged over how widely they spread on the newest window. */
function cutAndAverage(
  texts: readonly string[],
  trees: readonly number[],
  [newest]: readonly LabelWindow[],
): string {
  const { data, featureNames } = newest!.rows;
  const cut = texts.map((text, m) => mergeModels([text], { trees: [trees[m]!] }));
  return averageModels(cut, data, featureNames.length);
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

async function selectFeatures(first: Watched, split: Split, settings: Settings) {
  if (settings.selectFeatures === undefined) return null;
  const { gain } = modelImportance(mergeModels(first.texts, { trees: first.trees }));
  const names = split.valid.featureNames;
  const kept = names.map((name, f) => ({ name, gain: gain[f]! }))
    .sort((a, b) => b.gain - a.gain || (a.name < b.name ? -1 : 1))
    .slice(0, settings.selectFeatures).map(({ name }) => name);
  const keep = new Set(kept);
  const uses = (name: string) => keep.has(name) && (settings.uses?.(name) ?? true);
  const texts = await fitWindows(split.train, { ...settings, uses }, HELD_OUT);
  const watched = await watch(split, texts, settings);
  const report = { kept, ndcgBefore: bestNdcg(first), ndcgAfter: bestNdcg(watched) };
  return { only: { uses }, watched, report };
}

function bestNdcg({ curves }: Watched): number {
  const best = curves.map(({ values }) => Math.max(...values));
  return best.reduce((a, b) => a + b, 0) / best.length;
}

function plain({ gain, split }: { gain: Float64Array; split: Float64Array }) {
  return { gain: [...gain], split: [...split] };
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
