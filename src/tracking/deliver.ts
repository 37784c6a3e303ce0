/**
 * One run to an MLflow server, so that doing it again, or going on after it was cut short, leaves the
 * same as doing it once.
 *
 * @module
 */
import { join } from "node:path";
import { type MlflowClient, MlflowError } from "./mlflow_client.ts";
import { runFolder, type RunMetric, type RunRecord } from "./runs.ts";

/** Name of the experiment where `MLFLOW_EXPERIMENT_NAME` names no other. */
export const EXPERIMENT = "local-helix";
/** Name of the registered model. */
export const REGISTERED_MODEL = "local-helix-ranker";

/** Tag that says which of our runs a run of MLflow is. */
export const RUN_TAG = "helix.run_id";
/** Tag that is set last. */
const DELIVERED_TAG = "helix.delivered";

/** MLflow's own bounds on one request. */
const BATCH = { metrics: 1000, params: 100, tags: 100 } as const;
const LONGEST = { param: 6000, tag: 8000 } as const;

/** An experiment of a server. */
export interface Experiment {
  readonly id: string;
  /** Names the server's store: another one, or one made anew, has another time. */
  readonly created: string;
}

/** What a delivered run is on the server. */
export interface Delivered {
  readonly runId: string;
  /** Version of the registered model; `null` for a run without a model. */
  readonly modelVersion: string | null;
}

/**
 * The experiment of that name, made if it is not there.
 *
 * @throws {MlflowError} If the server refuses.
 */
export async function ensureExperiment(client: MlflowClient, name: string): Promise<Experiment> {
  const find = () =>
    client.find<{ experiment: RawExperiment }>("experiments/get-by-name", {
      experiment_name: name,
    });
  let found = await find();
  if (found === null) {
    try {
      await client.call("POST", "experiments/create", { name });
    } catch (error) {
      if (!alreadyThere(error)) throw error;
    }
    found = await find();
  }
  const { experiment_id: id, creation_time: created } = found!.experiment;
  return { id, created: String(created ?? "") };
}

interface RawExperiment {
  readonly experiment_id: string;
  readonly creation_time?: string | number;
}

interface RawRun {
  readonly info: {
    readonly run_id: string;
    readonly start_time: string | number;
    readonly artifact_uri: string;
    readonly status: string;
  };
  readonly data?: { readonly tags?: readonly { key: string; value: string }[] };
}

/** Options of {@linkcode deliverRun}. */
export interface DeliverOptions {
  /** The MLflow run that this one is a part of. @default {none} */
  parentRunId?: string;
}

/**
 * Delivers a run: finds the run of MLflow that carries our id or makes it, then sends what a run
 * has. Every request may be repeated: parameters keep their value, metrics their time and step,
 * files are replaced, inputs, versions and aliases are named. Runs that two senders made at the same
 * time are cut down to the first.
 *
 * @throws {MlflowError} If the server refuses.
 */
export async function deliverRun(
  client: MlflowClient,
  root: string,
  run: RunRecord,
  experiment: Experiment,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const found = await findRun(client, run.id, experiment);
  const target = found ?? await createRun(client, run, experiment, options);
  const runId = target.info.run_id;
  if (!target.data?.tags?.some(({ key }) => key === DELIVERED_TAG)) {
    await logBatches(client, runId, run);
    await logDataset(client, runId, run);
    await putArtifacts(client, root, run, target.info.artifact_uri);
  }
  const modelVersion = await registerModel(client, run, target);
  await client.call("POST", "runs/update", {
    run_id: runId,
    status: run.status === "finished" ? "FINISHED" : "FAILED",
    end_time: run.ended,
  });
  await client.call("POST", "runs/set-tag", { run_id: runId, key: DELIVERED_TAG, value: "whole" });
  return { runId, modelVersion };
}

/** The run that carries our id; those that a second sender made beside it are taken back. */
async function findRun(
  client: MlflowClient,
  id: string,
  experiment: Experiment,
): Promise<RawRun | null> {
  const { runs = [] } = await client.call<{ runs?: RawRun[] }>("POST", "runs/search", {
    experiment_ids: [experiment.id],
    filter: `tags."${RUN_TAG}" = '${id}'`,
    max_results: 100,
    order_by: ["attributes.start_time ASC"],
  });
  const whole = (run: RawRun) => run.data?.tags?.some(({ key }) => key === DELIVERED_TAG) ? 0 : 1;
  const [first, ...more] = [...runs].sort((a, b) =>
    whole(a) - whole(b) || (a.info.run_id < b.info.run_id ? -1 : 1)
  );
  for (const { info } of more) await client.call("POST", "runs/delete", { run_id: info.run_id });
  return first ?? null;
}

async function createRun(
  client: MlflowClient,
  run: RunRecord,
  experiment: Experiment,
  { parentRunId }: DeliverOptions,
): Promise<RawRun> {
  const tags = {
    [RUN_TAG]: run.id,
    "mlflow.runName": `${run.kind} ${run.asOf} ${run.id.slice(-6)}`,
    "mlflow.source.name": "helix",
    "mlflow.source.type": "LOCAL",
    ...(parentRunId === undefined ? {} : { "mlflow.parentRunId": parentRunId }),
  };
  const { run: made } = await client.call<{ run: RawRun }>("POST", "runs/create", {
    experiment_id: experiment.id,
    start_time: run.started,
    tags: pairs(tags, LONGEST.tag),
  });
  return made;
}

async function logBatches(client: MlflowClient, runId: string, run: RunRecord): Promise<void> {
  const parts = {
    metrics: inBatches(run.metrics.map(rawMetric), BATCH.metrics),
    params: inBatches(pairs(run.params, LONGEST.param), BATCH.params),
    tags: inBatches(pairs(tagsOf(run), LONGEST.tag), BATCH.tags),
  };
  for (const [name, batches] of Object.entries(parts)) {
    for (const batch of batches) {
      await client.call("POST", "runs/log-batch", { run_id: runId, [name]: batch });
    }
  }
}

function tagsOf(run: RunRecord): Record<string, string> {
  return {
    ...run.tags,
    "helix.kind": run.kind,
    "helix.as_of": run.asOf,
    "helix.data_fingerprint": run.dataset.fingerprint,
    ...(run.version === null ? {} : { "helix.version": run.version }),
  };
}

function rawMetric({ key, value, step, timestamp }: RunMetric) {
  return { key, value, step, timestamp };
}

function pairs(values: Readonly<Record<string, string>>, longest: number) {
  return Object.entries(values).map(([key, value]) => ({ key, value: value.slice(0, longest) }));
}

/**
 * A list in parts of at most `size`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inBatches } from "./deliver.ts";
 *
 * assert.deepEqual(inBatches([1, 2, 3], 2), [[1, 2], [3]]);
 * ```
 */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, b) => items.slice(b * size, (b + 1) * size),
  );
}

async function logDataset(client: MlflowClient, runId: string, run: RunRecord): Promise<void> {
  const { name, fingerprint, source, profile } = run.dataset;
  await client.call("POST", "runs/log-inputs", {
    run_id: runId,
    datasets: [{
      tags: [{
        key: "mlflow.data.context",
        value: run.kind === "evaluate" ? "evaluation" : "training",
      }],
      dataset: {
        name: name.slice(0, 500),
        digest: fingerprint.slice(0, 36),
        source_type: "local",
        source: JSON.stringify({ uri: source }),
        profile: JSON.stringify(profile),
      },
    }],
  });
}

async function putArtifacts(
  client: MlflowClient,
  root: string,
  run: RunRecord,
  artifactUri: string,
): Promise<void> {
  const folder = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1];
  if (folder === undefined) {
    throw new MlflowError(
      `Expected the server to take artifacts for others (mlflow-artifacts:) but found ${artifactUri}`,
      200,
      "",
    );
  }
  for (const { path } of run.artifacts) {
    const file = join(runFolder(root, run.id), "artifacts", path);
    await client.putArtifact(`${folder}/${path}`, file);
  }
}

/** A version of the registered model for a run that made one, found again by the run's id. */
async function registerModel(
  client: MlflowClient,
  run: RunRecord,
  { info }: RawRun,
): Promise<string | null> {
  if (!run.artifacts.some(({ path }) => path === "model/MLmodel")) return null;
  try {
    await client.call("POST", "registered-models/create", {
      name: REGISTERED_MODEL,
      description: "The ranker of Local-Helix: scores a customer's candidate articles.",
    });
  } catch (error) {
    if (!alreadyThere(error)) throw error;
  }
  const known = await client.call<{ model_versions?: { version: string | number }[] }>(
    "GET",
    "model-versions/search",
    { filter: `name = '${REGISTERED_MODEL}' and run_id = '${info.run_id}'` },
  );
  const there = known.model_versions?.map(({ version }) => Number(version)).sort((a, b) => a - b);
  if (there?.length) return String(there[0]);
  const { model_version } = await client.call<{ model_version: { version: string | number } }>(
    "POST",
    "model-versions/create",
    {
      name: REGISTERED_MODEL,
      source: `${info.artifact_uri}/model`,
      run_id: info.run_id,
      tags: pairs({ "helix.version": run.version ?? "", [RUN_TAG]: run.id }, LONGEST.tag),
    },
  );
  return String(model_version.version);
}

/** Points an alias of the registered model at a version. */
export async function setAlias(client: MlflowClient, alias: string, version: string) {
  await client.call("POST", "registered-models/alias", { name: REGISTERED_MODEL, alias, version });
}

function alreadyThere(error: unknown): boolean {
  return error instanceof MlflowError && error.code === "RESOURCE_ALREADY_EXISTS";
}
