/**
 * Against a real MLflow server, which `deno task test:mlflow` has made ready: what was logged is what
 * MLflow's own Python client reads, and what its LightGBM flavor scores.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { run } from "../setup/process.ts";
import { PROJECT_ROOT } from "../workspace.ts";
import { REGISTERED_MODEL, RUN_TAG } from "./deliver.ts";
import { ensureMlflow, freePort, MLFLOW_ENV, startMlflow } from "./mlflow_server.ts";
import { readReference } from "./reference.ts";
import { readRuns, runFolder, type RunRecord } from "./runs.ts";

const root = Deno.makeTempDirSync({ prefix: "helix-mlflow-" });
const workspace = join(root, "workspace");
const recipe = join(root, "recipe.json");
writeTrialShop(join(root, "shop"), { customers: 300, articles: 60, days: 70 });
Deno.writeTextFileSync(
  recipe,
  JSON.stringify({
    maxTrees: 12,
    seeds: 1,
    labelWindows: 4,
    models: [{ objective: "binary", learning_rate: 0.1, min_data_in_leaf: 20 }],
  }),
);
const environment = await ensureMlflow();
const port = await freePort(0);
const url = `http://127.0.0.1:${port}`;
const start = () => startMlflow(environment, join(root, "server"), { port });

/** The command line, sending to the server. */
function helix(...args: string[]) {
  return run([
    ...[Deno.execPath(), "run", "-A", "--config", join(PROJECT_ROOT, "deno.json")],
    ...[join(PROJECT_ROOT, "src/main.ts"), ...args, "--data", join(root, "shop")],
    ...["--workspace", workspace, "--recipe", recipe, "--threads", "1", "--no-ablation"],
    ...["--folds", "1"],
  ], { env: { MLFLOW_TRACKING_URI: url, NO_COLOR: "1" } });
}

interface ReadBack {
  readonly runs: readonly {
    readonly run_id: string;
    readonly status: string;
    readonly start: number;
    readonly end: number;
    readonly params: Record<string, string>;
    readonly tags: Record<string, string>;
    readonly metrics: Record<string, [number, number, number][]>;
    readonly artifacts: Record<string, string>;
    readonly inputs: [string, string][];
  }[];
  readonly versions: readonly {
    readonly name: string;
    readonly version: string;
    readonly run_id: string;
    readonly status: string;
    readonly tags: Record<string, string>;
    readonly aliases: string[];
  }[];
  readonly scores: Record<string, Scores>;
  readonly by_alias: Record<string, number[]>;
}

interface Scores {
  readonly lightgbm: number[];
  readonly python_function: number[];
  readonly inputs: string[];
  readonly example: string[];
}

/** Rows of the kept sample, with missing values as JSON has them. */
function scoredRows(version: string) {
  const { features, rows, data } = readReference(workspace, version)!;
  const width = features.length;
  return Array.from({ length: Math.min(200, rows) }, (_, r) => [
    ...data.subarray(r * width, (r + 1) * width),
  ]);
}

async function readBack(version: string): Promise<ReadBack> {
  const { features } = readReference(workspace, version)!;
  const file = join(root, "rows.json");
  const rows = scoredRows(version).map((row) => row.map((x) => Number.isNaN(x) ? null : x));
  Deno.writeTextFileSync(file, JSON.stringify({ columns: features, rows }));
  const script = join(import.meta.dirname!, "read_back.py");
  const { code, stdout, stderr } = await run(
    [environment.python, script, url, "local-helix", file],
    { env: { ...environment.env, ...MLFLOW_ENV, MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR: "false" } },
  );
  assert.equal(code, 0, stderr.slice(-3000));
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/** Everything that our record says must be what MLflow says. */
function assertSame(ours: RunRecord, all: ReadBack) {
  const found = all.runs.filter(({ tags }) => tags[RUN_TAG] === ours.id);
  assert.equal(found.length, 1, `run ${ours.id} once`);
  const theirs = found[0]!;
  assert.equal(theirs.status, "FINISHED");
  assert.deepEqual([theirs.start, theirs.end], [ours.started, ours.ended]);
  assert.deepEqual(theirs.params, ours.params);
  const metrics: Record<string, [number, number, number][]> = {};
  for (const { key, value, step, timestamp } of ours.metrics) {
    (metrics[key] ??= []).push([step, value, timestamp]);
  }
  for (const points of Object.values(metrics)) points.sort((a, b) => a[0] - b[0]);
  assert.deepEqual(theirs.metrics, metrics);
  const artifacts = Object.fromEntries(ours.artifacts.map(({ path, sha256 }) => [path, sha256]));
  assert.deepEqual(theirs.artifacts, artifacts);
  for (const { path, sha256 } of ours.artifacts) {
    const bytes = Deno.readFileSync(join(runFolder(workspace, ours.id), "artifacts", path));
    assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, path);
  }
  const { name, fingerprint } = ours.dataset;
  assert.deepEqual(theirs.inputs, [[name, fingerprint.slice(0, 36)]]);
  for (const [key, value] of Object.entries(ours.tags)) assert.equal(theirs.tags[key], value, key);
  const version = all.versions.filter(({ run_id }) => run_id === theirs.run_id);
  assert.equal(version.length, ours.kind === "train" ? 1 : 0);
  if (ours.kind !== "train") return;
  assert.equal(version[0]!.name, REGISTERED_MODEL);
  assert.equal(version[0]!.status, "READY");
  assert.equal(version[0]!.tags["helix.version"], ours.version);
}

function assertScores(ours: RunRecord, all: ReadBack) {
  const { version, run_id: _ } = all.versions.find(({ tags }) =>
    tags["helix.version"] === ours.version
  )!;
  const theirs = all.scores[`${REGISTERED_MODEL}/${version}`]!;
  const text = Deno.readTextFileSync(
    join(runFolder(workspace, ours.id), "artifacts", "ranker.txt"),
  );
  const model = compileModel(text);
  assert.ok("scoreRow" in model);
  const rows = scoredRows(ours.version!);
  const scores = rows.map((row) => model.scoreRow(Float32Array.from(row), 0));
  assert.ok(new Set(scores).size > 20, "scores vary");
  for (const kind of ["lightgbm", "python_function"] as const) {
    const probabilities = /\nobjective=binary/.test(text);
    scores.forEach((raw, r) => {
      const expected = probabilities ? 1 / (1 + Math.exp(-raw)) : raw;
      assert.ok(Math.abs(theirs[kind][r]! - expected) <= 1e-12, `${kind}, row ${r}`);
    });
  }
  const { features } = readReference(workspace, ours.version!)!;
  assert.deepEqual(theirs.inputs, features);
  assert.deepEqual(theirs.example, features);
}

Deno.test("MLflow's own client reads every parameter, metric step, artifact byte and version", async (t) => {
  const server = await start();
  try {
    const trained = await helix("train", "--json");
    assert.equal(trained.code, 0, trained.stderr);
    const evaluated = await helix("evaluate", "--json");
    assert.equal(evaluated.code, 0, evaluated.stderr);
    const synced = await helix("track", "sync", "--json");
    assert.equal(synced.code, 0, synced.stderr);
    const runs = readRuns(workspace);
    assert.deepEqual(runs.map(({ kind }) => kind), ["evaluate", "train"]);
    const version = JSON.parse(trained.stdout).version;
    const all = await readBack(version);
    await t.step("runs are the same", () => {
      assert.equal(all.runs.length, 2);
      for (const one of runs) assertSame(one, all);
    });
    await t.step("mlflow.lightgbm.load_model scores the same to 1e-12", () => {
      assertScores(runs[1]!, all);
    });
    await t.step("the alias points at what serves", () => {
      assert.deepEqual(all.versions.flatMap(({ aliases }) => aliases), ["current"]);
      assert.deepEqual(all.by_alias.current, Object.values(all.scores)[0]!.lightgbm);
    });
    await t.step("mlflow models predict takes the input example", async () => {
      const model = join(runFolder(workspace, runs[1]!.id), "artifacts", "model");
      const predicted = await run([
        ...[environment.python, "-m", "mlflow", "models", "predict", "--env-manager", "local"],
        ...["-m", model, "-i", join(model, "serving_input_example.json"), "-t", "json"],
      ], { env: { ...environment.env, ...MLFLOW_ENV } });
      assert.equal(predicted.code, 0, predicted.stderr.slice(-2000));
      const line = predicted.stdout.split("\n").find((text) => text.startsWith(`{"predictions"`));
      assert.equal(JSON.parse(line!).predictions.length, 5);
    });
  } finally {
    await server.stop();
  }
});

Deno.test("a server that is killed during a training costs nothing, and sync delivers exactly once", async () => {
  const server = await start();
  const training = helix("train", "--seed", "2", "--json");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await server.stop("SIGKILL");
  const { code, stdout, stderr } = await training;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /wait for `helix track sync`/);
  const again = await start();
  try {
    const first = await helix("track", "sync", "--json");
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(JSON.parse(first.stdout), { delivered: 1, pending: 0, trouble: null });
    const second = await helix("track", "sync", "--json");
    assert.equal(JSON.parse(second.stdout).delivered, 0);
    const all = await readBack(JSON.parse(stdout).version);
    const runs = readRuns(workspace);
    assert.equal(runs.length, 3);
    assert.equal(all.runs.length, 3);
    assert.equal(all.versions.length, 2);
    for (const one of runs) assertSame(one, all);
  } finally {
    await again.stop();
  }
});

Deno.test("`deno task mlflow` serves the workspace's runs from a store of its own and ends on Ctrl-C", async () => {
  const free = await freePort(0);
  const task = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--config", join(PROJECT_ROOT, "deno.json")],
      ...[join(PROJECT_ROOT, "src/tracking/main.ts"), "--workspace", workspace],
      ...["--port", String(free)],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let said = "";
  const decoder = new TextDecoder();
  for await (const chunk of task.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (!said.includes("Next:")) continue;
    assert.equal(await (await fetch(`http://127.0.0.1:${free}/health`)).text(), "OK");
    task.kill("SIGINT");
  }
  assert.equal((await task.status).code, 0);
  assert.match(said, new RegExp(`MLflow: +http://127.0.0.1:${free}`));
  assert.match(said, /Runs: +3 delivered now, 0 waiting/);
  await assert.rejects(fetch(`http://127.0.0.1:${free}/health`));
  Deno.removeSync(root, { recursive: true });
});
