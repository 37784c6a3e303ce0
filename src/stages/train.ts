/**
 * The train stage: the ranker, the propensity model and the calibration of both.
 *
 * @module
 */
import { type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { fitPropensity } from "../propensity/fit.ts";
import { type PropensityModel, scorePropensity } from "../propensity/model.ts";
import { fitInputs } from "../ranking/fit_inputs.ts";
import { type NoRanker, type Ranker, trainRanker } from "../ranking/train.ts";
import {
  fitProbability,
  type ProbabilityModel,
  uncalibratedProbability,
} from "../serving/probability.ts";
import { publish, type Workspace } from "../workspace.ts";
import { MODEL_FILES } from "./model_files.ts";
import { dayText } from "./options.ts";
import { fitAhead, rememberedFits } from "./propensity_fits.ts";
import { type Run, runStage, type StageDefinition, type StageResult } from "./run.ts";
import { trackTraining } from "./track.ts";
import type { TrainSummary } from "./train_summary.ts";
import { trainVersion, type VersionMarks } from "./versions.ts";

export { MODEL_FILES };

/** What the stage depends on and leaves. */
export function trainDefinition(run: Run): StageDefinition {
  const { engine, selectFeatures, topK } = run.options;
  return {
    name: "train",
    depends: {
      engine,
      selectFeatures: selectFeatures ?? null,
      calibratedRanks: Math.max(12, topK),
      recipe: JSON.parse(JSON.stringify(run.recipe)),
    },
    outputs: [
      MODEL_FILES.card,
      MODEL_FILES.probability,
      MODEL_FILES.propensity,
      MODEL_FILES.propensityModel,
    ],
  };
}

/** Trains as of the run's day; what was trained becomes a version. */
export async function trainStage(run: Run): Promise<StageResult<TrainSummary> & VersionMarks> {
  const definition = trainDefinition(run);
  const started = Date.now();
  return await trainVersion(
    run,
    definition,
    () => runStage(run, definition, () => train(run)),
    (version, summary) => trackTraining(run, { version, summary, started }),
  );
}

async function train(run: Run): Promise<TrainSummary> {
  const known = await run.snapshot();
  const fit = rememberedFits(run.memory.propensity);
  const { horizonDays: horizon, seed, threads } = run.options;
  const ahead = fitAhead(fit, known, [known.asOf - horizon, known.asOf], {
    horizon,
    seed,
    threads,
  });
  const ranker = await trainRanker(known, trainOptions(run));
  await ahead;
  const fitted = await fitProbabilities(known, ranker, run, fit);
  const summary = describe(ranker, dayText(known.asOf), run);
  await publish(run.workspace.root, ({ stage }) => writeModels(stage, ranker, summary, fitted));
  if ("reason" in ranker) removeOldRanker(run.workspace);
  return summary;
}

/** Options of {@linkcode trainRanker} that follow from a run's. */
export function trainOptions(run: Run) {
  const { horizonDays, threads, seed, engine, selectFeatures } = run.options;
  return {
    horizon: horizonDays,
    threads,
    seed,
    engine,
    progress: run.progress,
    recipe: run.recipe,
    memory: run.memory.ranker,
    ...(selectFeatures === undefined ? {} : { selectFeatures }),
  };
}

/** What {@linkcode fitProbabilities} gives. */
interface Probabilities {
  /** Who buys at all. */
  readonly model: PropensityModel;
  /** P(buys anything within the horizon) per customer code. */
  readonly propensity: Float64Array;
  readonly probability: ProbabilityModel;
}

/** Both probabilities: who buys at all as of the snapshot's day, and the calibrated article model. */
export async function fitProbabilities(
  known: Snapshot,
  ranker: Ranker | NoRanker,
  run: Pick<Run, "options" | "progress" | "recipe">,
  fit: typeof fitPropensity = fitPropensity,
): Promise<Probabilities> {
  const { horizonDays: horizon, seed, threads, engine, topK } = run.options;
  const options = { horizon, seed, threads, engine, progress: run.progress };
  const model = await fit(known, options);
  const propensity = scorePropensity(model, known);
  const heldOut = "reason" in ranker
    ? { asOf: known.asOf - horizon, modelText: null, sawHalf: false }
    : ranker.heldOut;
  if (!(heldOut.asOf > known.firstDay) || heldOut.sawHalf) {
    return { model, propensity, probability: uncalibratedProbability(known) };
  }
  const before = snapshotAt(known, heldOut.asOf);
  const then = scorePropensity(await fit(before, options), before);
  const inputs = await fitInputs(before, run.recipe.candidates, { threads });
  const probability = fitProbability(known, { heldOut }, run.recipe, then, {
    horizon,
    seed,
    inputs,
    k: Math.max(12, topK),
  });
  return { model, propensity, probability };
}

function describe(ranker: Ranker | NoRanker, asOf: string, { recipe }: Run): TrainSummary {
  const missing = "reason" in ranker;
  return {
    asOf,
    noRanker: missing ? ranker.reason : null,
    features: missing ? [] : ranker.featureNames,
    leaves: missing ? [] : ranker.leaves,
    trees: missing ? [] : ranker.trees,
    windows: missing ? [] : ranker.windows,
    curves: missing ? [] : ranker.curves,
    importance: missing ? { gain: [], split: [] } : ranker.importance,
    selection: missing ? null : ranker.selection,
    recipe,
  };
}

function writeModels(
  stage: (target: string) => string,
  ranker: Ranker | NoRanker,
  summary: TrainSummary,
  { model, probability, propensity }: Probabilities,
) {
  const json = (target: string, value: unknown) =>
    Deno.writeTextFileSync(stage(target), JSON.stringify(value, null, 2) + "\n");
  json(MODEL_FILES.card, summary);
  json(MODEL_FILES.probability, probability);
  json(MODEL_FILES.propensityModel, model);
  Deno.writeFileSync(stage(MODEL_FILES.propensity), new Uint8Array(propensity.buffer));
  if ("reason" in ranker) return;
  Deno.writeTextFileSync(stage(MODEL_FILES.ranker), ranker.modelText);
  Deno.writeTextFileSync(stage(MODEL_FILES.heldOut), ranker.heldOut.modelText);
}

/** An older ranker would be taken for this run's. */
function removeOldRanker(workspace: Workspace) {
  for (const file of [MODEL_FILES.ranker, MODEL_FILES.heldOut]) {
    try {
      Deno.removeSync(workspace.path(file));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** The models that a workspace holds. */
export interface LoadedModels {
  /** LightGBM's text; `null` where there was too little to learn from. */
  readonly ranker: string | null;
  readonly probability: ProbabilityModel;
  /** P(buys anything within the horizon) per customer code. */
  readonly propensity: Float64Array;
}

/** What is known of the model that serves, whatever was trained last. */
export function loadCard(workspace: Workspace): TrainSummary {
  return JSON.parse(Deno.readTextFileSync(workspace.path(MODEL_FILES.card)));
}

/** Loads what the train stage left. */
export function loadModels(workspace: Workspace): LoadedModels {
  const text = (file: string) => Deno.readTextFileSync(workspace.path(file));
  const card = loadCard(workspace);
  const bytes = Deno.readFileSync(workspace.path(MODEL_FILES.propensity));
  return {
    ranker: card.noRanker === null ? text(MODEL_FILES.ranker) : null,
    probability: JSON.parse(text(MODEL_FILES.probability)),
    propensity: new Float64Array(bytes.buffer),
  };
}
