/**
 * Every training and evaluation as a run: kept in the workspace, and sent to MLflow where
 * `MLFLOW_TRACKING_URI` names a server.
 *
 * @module
 */
import type { Metrics } from "../evaluation/results.ts";
import { METRICS } from "../evaluation/metrics.ts";
import { environment, gitCommit } from "../tracking/environment.ts";
import { readLedger, servingVersion } from "../tracking/ledger.ts";
import { mlflowModelFiles, MODEL_DATA } from "../tracking/mlflow_model.ts";
import { keepReference, type RowSample, sampleRows } from "../tracking/reference.ts";
import {
  type ArtifactSource,
  flatParams,
  metricKey,
  newRunId,
  type RunMetric,
  type RunRecord,
  saveRun,
} from "../tracking/runs.ts";
import { type SyncOptions, type SyncReport, syncRuns } from "../tracking/sync.ts";
import type { VersionRecord } from "../tracking/versions.ts";
import { fingerprint, PROJECT_ROOT, WorkspaceError } from "../workspace.ts";
import { codeFingerprint } from "./code_fingerprint.ts";
import { dayText } from "./options.ts";
import type { Run } from "./run.ts";
import { evaluationFigures, figureArtifacts, trainingFigures } from "./track_figures.ts";
import type { TrainSummary } from "./train_summary.ts";
import { dataFingerprint, wayOf } from "./versions.ts";

/** Milliseconds that sending may take at the end of a stage; what is left waits on disk. */
const SENDING_MS = 3000;
/** Rows of a logged model's input example. */
const EXAMPLES = 5;

/** What {@linkcode trackTraining} is told. */
export interface TrainingFacts {
  readonly version: VersionRecord;
  /** `reused`: the run of this training is kept already, only its rows are lost. */
  readonly summary: TrainSummary & { readonly reused: boolean };
  /** Milliseconds since 1970. */
  readonly started: number;
}

/**
 * Keeps a training as a run, and the rows of its day with the version. What cannot be kept is told and
 * nothing more: the training is done.
 */
export async function trackTraining(run: Run, facts: TrainingFacts): Promise<void> {
  await orTell(run, () => keepTraining(run, facts));
  await sendRuns(run);
}

/** A full disk or missing rights make no stage fail whose outputs are in their place. */
async function orTell(run: Run, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WorkspaceError)) throw error;
    run.progress.note(`Tracking: ${error.message}`);
  }
}

async function keepTraining(run: Run, facts: TrainingFacts): Promise<void> {
  const { version, summary, started } = facts;
  const { root } = run.workspace;
  const path = (file: string) => run.workspace.path(file);
  const modelText = summary.noRanker === null
    ? await Deno.readTextFile(run.workspace.path("models/versions", version.version, "ranker.txt"))
    : null;
  const sample = sampleRows(await run.inputs(), modelText, { seed: run.options.seed });
  await keepReference(root, version.version, sample);
  if (summary.reused) return;
  const ended = Date.now();
  const id = newRunId("train", ended);
  await keepRun(run, {
    id,
    kind: "train",
    started,
    ended,
    version: version.version,
    metrics: trainingMetrics(summary, ended),
  }, {
    ...figureArtifacts(trainingFigures(summary)),
    "ranker.json": { file: path(`models/versions/${version.version}/ranker.json`) },
    "probability.json": { file: path(`models/versions/${version.version}/probability.json`) },
    "features.json": json(summary.features),
    "importance.json": json(summary.importance),
    ...(modelText === null ? {} : modelArtifacts(run, id, ended, version, summary, sample)),
  });
}

function modelArtifacts(
  run: Run,
  runId: string,
  created: number,
  { version }: VersionRecord,
  { features }: TrainSummary,
  sample: RowSample,
): Record<string, ArtifactSource> {
  const ranker = { file: run.workspace.path("models/versions", version, "ranker.txt") };
  const width = sample.features.length;
  const files = mlflowModelFiles({
    runId,
    created,
    featureNames: features,
    example: Array.from(
      { length: Math.min(EXAMPLES, sample.rows) },
      (_, r) => [...sample.data.subarray(r * width, (r + 1) * width)],
    ),
    bytes: Deno.statSync(ranker.file).size,
  });
  const model = Object.entries(files).map(([name, text]) => [`model/${name}`, text]);
  return { "ranker.txt": ranker, [`model/${MODEL_DATA}`]: ranker, ...Object.fromEntries(model) };
}

function trainingMetrics(summary: TrainSummary, timestamp: number): RunMetric[] {
  const metrics: RunMetric[] = summary.curves.flatMap((histories, m) =>
    histories.flatMap(({ data, metric, iterations, values }) =>
      values.map((value, i) => ({
        key: metricKey(`model ${m + 1}/${data}/${metric}`),
        value,
        step: iterations[i]!,
        timestamp,
      }))
    )
  );
  const at = (key: string, values: readonly number[]) =>
    values.forEach((value, step) => metrics.push({ key, value, step, timestamp }));
  at("trees", summary.trees);
  at("window/rows", summary.windows.map(({ rows }) => rows));
  at("window/positives", summary.windows.map(({ positives }) => positives));
  if (summary.selection !== null) {
    at("selection/ndcg_before", [summary.selection.ndcgBefore]);
    at("selection/ndcg_after", [summary.selection.ndcgAfter]);
  }
  return metrics.filter(({ value }) => Number.isFinite(value));
}

/** Keeps an evaluation as a run. */
export async function trackEvaluation(run: Run, metrics: Metrics, started: number): Promise<void> {
  const ended = Date.now();
  const facts = {
    id: newRunId("evaluate", ended),
    kind: "evaluate" as const,
    started,
    ended,
    version: null,
    metrics: evaluationMetrics(metrics, ended),
  };
  await orTell(run, () =>
    keepRun(run, facts, {
      ...figureArtifacts(evaluationFigures(metrics)),
      "metrics.json": json(metrics),
    }));
  await sendRuns(run);
}

/**
 * An evaluation's figures as metrics: `ranker/map_at_12` with its interval's `low` and `high`, and
 * `ranker/map_at_12/week` with the test week's number as the step.
 */
export function evaluationMetrics(metrics: Metrics, timestamp: number): RunMetric[] {
  const found: RunMetric[] = [];
  const add = (key: string, value: number, step = 0) => {
    if (Number.isFinite(value)) found.push({ key: metricKey(key), value, step, timestamp });
  };
  for (const system of metrics.what?.systems ?? []) {
    for (const name of METRICS) {
      const { mean, low, high, folds } = system.metrics[name];
      const key = `${system.name}/${name}`;
      add(key, mean);
      add(`${key}/low`, low);
      add(`${key}/high`, high);
      folds.forEach((value, step) => add(`${key}/week`, value, step));
    }
  }
  const { purchaseProbability, who } = metrics;
  if (purchaseProbability !== null) {
    add("purchase_probability/brier", purchaseProbability.brier);
    add("purchase_probability/calibration_error", purchaseProbability.expectedCalibrationError);
    purchaseProbability.folds.forEach((value, step) =>
      add("purchase_probability/calibration_error/week", value, step)
    );
  }
  if (who !== null) {
    const { auc, logLoss } = who.intervals.model;
    for (const [name, { low, high, mean }] of Object.entries({ auc, log_loss: logLoss })) {
      add(`propensity/${name}`, mean);
      add(`propensity/${name}/low`, low);
      add(`propensity/${name}/high`, high);
    }
  }
  return found;
}

type RunFacts =
  & Pick<RunRecord, "id" | "kind" | "started" | "ended" | "version" | "metrics">
  & { readonly parent?: string; readonly params?: Readonly<Record<string, string>> };

/** Keeps a run of this workspace with what all runs have: parameters, data, code, environment. */
export async function keepRun(
  run: Run,
  facts: RunFacts,
  artifacts: Readonly<Record<string, ArtifactSource>>,
): Promise<RunRecord> {
  const { data, horizonDays, topK, threads, folds } = run.options;
  const params = {
    ...flatParams({ data, horizonDays, topK, threads, folds, ...wayOf(run) }),
    ...facts.params,
  };
  const ingested = await run.ingested();
  const { lines, customers, articles, firstDay, lastDay, hasTimeOfDay } = ingested;
  const { parent = null, ...rest } = facts;
  return await saveRun(run.workspace.root, {
    ...rest,
    params,
    parent,
    status: "finished",
    asOf: dayText(await run.asOf()),
    tags: {
      "helix.code": codeFingerprint(),
      "helix.way": fingerprint(JSON.parse(JSON.stringify(wayOf(run)))).slice(0, 12),
      "mlflow.source.git.commit": gitCommit(PROJECT_ROOT) ?? "unknown",
    },
    dataset: {
      name: data,
      fingerprint: await dataFingerprint(run),
      source: ingested.directory,
      profile: { lines, customers, articles, firstDay, lastDay, hasTimeOfDay },
    },
  }, {
    ...artifacts,
    "params.json": json(params),
    "environment.json": json(environment()),
  });
}

/**
 * Sends what waits where `MLFLOW_TRACKING_URI` is set. A server that is down or slow costs at most
 * {@linkcode SENDING_MS}; nothing that it does makes a stage fail.
 */
export async function sendRuns(run: Run): Promise<void> {
  const url = Deno.env.get("MLFLOW_TRACKING_URI");
  if (!url) return;
  try {
    const { pending, trouble } = await sendAll(run, url, { budgetMs: SENDING_MS });
    if (trouble === null) return;
    run.progress.note(
      `MLflow: ${trouble}; ${pending} run${pending === 1 ? "" : "s"} wait for \`helix track sync\``,
    );
  } catch (error) {
    run.progress.note(`MLflow: ${error instanceof Error ? error.message : error}`);
  }
}

/** Sends everything that waits, with the alias of the version that serves. */
export async function sendAll(
  run: Pick<Run, "workspace">,
  url: string,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const { root } = run.workspace;
  const current = servingVersion(readLedger(root));
  return await syncRuns(root, url, { ...options, ...(current === null ? {} : { current }) });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 1) + "\n";
}
