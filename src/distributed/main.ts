/**
 * `deno task test:distributed`: Ray spreads the shards of a ranking over worker processes, one of
 * which is killed on the way; the gathered tables must be those of an unsharded run, byte for byte.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { ensureNotebookEnvironment } from "../setup/python.ts";
import { run } from "../setup/process.ts";
import { PROJECT_ROOT } from "../workspace.ts";

/** Ray and what it needs, pinned by hash. */
export const RAY_LOCK: string = join(import.meta.dirname!, "ray.requirements.txt");

/** What `ray_shards.py` prints. */
export interface RayReport {
  readonly ray: string;
  /** The attempt whose worker was killed. */
  readonly killed: Attempt | null;
  readonly results: readonly { readonly shard: number; readonly worker: number }[];
  /** Every start of a shard. */
  readonly attempts: readonly Attempt[];
}

/** One start of a shard in a worker process. */
export interface Attempt {
  readonly shard: number;
  /** Process ids of the worker and of its child. */
  readonly worker: number;
  readonly child: number;
}

/**
 * What is missing from a report for the test to have shown anything; empty where nothing is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shortcomings } from "./main.ts";
 *
 * const report = { ray: "2", killed: null, results: [], attempts: [] };
 * assert.deepEqual(shortcomings(report, 1), [
 *   "Expected 1 finished shards but found 0",
 *   "Expected at least 2 worker processes but found 0",
 *   "Expected a killed worker whose shard was started again but found none",
 * ]);
 * ```
 */
export function shortcomings(report: RayReport, shards: number): string[] {
  const { killed, results, attempts } = report;
  const finished = new Set(results.map(({ shard }) => shard)).size;
  const workers = new Set(results.map(({ worker }) => worker)).size;
  const again = killed !== null &&
    attempts.some(({ shard, worker }) => shard === killed.shard && worker !== killed.worker) &&
    results.every(({ worker }) => worker !== killed.worker);
  return [
    ...(finished === shards ? [] : [`Expected ${shards} finished shards but found ${finished}`]),
    ...(workers >= 2 ? [] : [`Expected at least 2 worker processes but found ${workers}`]),
    ...(again ? [] : ["Expected a killed worker whose shard was started again but found none"]),
  ];
}

/** SHA-256 of every file directly in a folder, by name. */
export function folderDigests(folder: string): Record<string, string> {
  const names = [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile)
    .map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [
    name,
    createHash("sha256").update(Deno.readFileSync(join(folder, name))).digest("hex"),
  ]));
}

/** Options of {@linkcode testDistributed}. */
export interface TestDistributedOptions {
  /** `--data` of the runs. @default {a random shop of 5,000 customers in ten buckets} */
  data?: string;
  /** @default {8} */
  shards?: number;
  /** Worker processes at a time. @default {2} */
  workers?: number;
}

/**
 * Trains, ranks by shards under Ray, gathers, ranks again unsharded, and compares.
 *
 * @throws {Error} If the tables differ, or the test did not show what it is for.
 */
export async function testDistributed(options: TestDistributedOptions = {}): Promise<RayReport> {
  const { shards = 8, workers = 2 } = options;
  const { python, env } = await ensureNotebookEnvironment({
    lock: RAY_LOCK,
    progress: { start: () => ({ update() {}, finish() {} }), note: console.error },
  });
  const workspace = Deno.makeTempDirSync({ prefix: "helix-ray-" });
  const notes = Deno.makeTempDirSync({ prefix: "helix-ray-notes-" });
  const data = options.data ?? `${notes}/shop`;
  try {
    if (options.data === undefined) writeTrialShop(data, { customers: 5000, days: 30 });
    const recipe = join(notes, "recipe");
    Deno.writeTextFileSync(recipe, JSON.stringify({ labelWindows: 2, maxTrees: 10, seeds: 1 }));
    const helix = (stage: string) => [
      ...[Deno.execPath(), "run", "-A", "--config", join(PROJECT_ROOT, "deno.json")],
      ...[join(PROJECT_ROOT, "src/main.ts"), stage, "--data", data, "--workspace", workspace],
      ...["--recipe", recipe, "--threads", "1", "--quiet", "--json"],
    ];
    await must(helix("train"));
    // what rows are filled from is then there for all, and the shard's buckets are made again
    await must(helix("recommend").concat("--shard", `1/${shards}`));
    Deno.removeSync(join(workspace, "data/.ranked"), { recursive: true });
    const job = { command: helix("recommend"), shards, workers, notes, kill: true };
    const script = join(import.meta.dirname!, "ray_shards.py");
    const out = await must([python, script, JSON.stringify(job)], {
      ...env,
      RAY_USAGE_STATS_ENABLED: "0",
    });
    const report = JSON.parse(out.trim().split("\n").at(-1)!) as RayReport;
    const missing = shortcomings(report, shards);
    if (missing.length > 0) throw new Error(missing.join("; "));
    compare(await tablesOf(workspace, helix), await tablesAnew(workspace, helix));
    return report;
  } finally {
    Deno.removeSync(workspace, { recursive: true });
    Deno.removeSync(notes, { recursive: true });
  }
}

type Helix = (stage: string) => string[];

async function tablesOf(workspace: string, helix: Helix): Promise<Record<string, string>> {
  await must(helix("recommend"));
  return folderDigests(join(workspace, "data/recommendations"));
}

/** The same with nothing left of the shards. */
async function tablesAnew(workspace: string, helix: Helix): Promise<Record<string, string>> {
  for (const path of ["data/recommendations", "data/.stages/recommend.json"]) {
    Deno.removeSync(join(workspace, path), { recursive: true });
  }
  return await tablesOf(workspace, helix);
}

function compare(gathered: Record<string, string>, unsharded: Record<string, string>) {
  if (JSON.stringify(gathered) !== JSON.stringify(unsharded)) {
    throw new Error(
      `Expected the gathered tables to be ${JSON.stringify(unsharded)} ` +
        `but found ${JSON.stringify(gathered)}`,
    );
  }
}

async function must(command: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, { env });
  if (code === 0) return stdout;
  throw new Error(
    `Expected ${command.join(" ")} to succeed but found exit code ${code}: ${stderr}`,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ args: Deno.args, options: { data: { type: "string" } } });
  const report = await testDistributed(values.data === undefined ? {} : { data: values.data });
  const workers = new Set(report.attempts.map(({ worker }) => worker)).size;
  console.log(
    `Ray ${report.ray}: ${report.results.length} shards by ${workers} worker processes, ` +
      `one killed in shard ${report.killed!.shard} and replaced; tables equal byte for byte`,
  );
}
