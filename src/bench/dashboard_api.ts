/**
 * `deno task bench:dashboard --api --workspace DIR`: lists per second of the dashboard's API under
 * the load of autocannon, first alone, then while new outputs are loaded and swapped in.
 *
 * @module
 */
import { join } from "node:path";
import { loadLabels } from "../ingest/load.ts";
import { run as runProcess } from "../setup/process.ts";
import { openWorkspace } from "../workspace.ts";
import { startDashboard } from "./dashboard_process.ts";

/** One load. */
export interface ApiLoad {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Requests without an answer, or with another than 2xx. */
  readonly failed: number;
  /** Outputs that were swapped in meanwhile. */
  readonly swaps: number;
}

/** Options of {@linkcode benchApi}. */
export interface ApiBenchOptions {
  /** Seconds of a load; the one with the swap lasts until that is done. @default {10} */
  seconds?: number;
  /** Connections that ask one request after the other. @default {8} */
  connections?: number;
  /** Customers who are asked for in turn. @default {1000} */
  customers?: number;
}

const AUTOCANNON = "npm:autocannon@8.0.0";

/**
 * Loads the API of a server over a workspace; the workspace itself is left as it is.
 *
 * @throws {Error} If the outputs are not swapped within two minutes.
 */
export async function benchApi(
  workspace: string,
  options: ApiBenchOptions = {},
): Promise<{ alone: ApiLoad; swapping: ApiLoad }> {
  const { seconds = 10, connections = 8, customers = 1000 } = options;
  const folder = Deno.makeTempDirSync({ prefix: "helix-bench-api-" });
  try {
    const mirror = mirrorOf(workspace, folder);
    await using server = await startDashboard(mirror);
    const har = join(folder, "requests.har");
    Deno.writeTextFileSync(har, harOf(server.url, someIds(workspace, customers)));
    const load = (duration: number) => autocannon(server.url, har, connections, duration);
    const before = await loads(server.url);
    const alone = await load(seconds);
    touch(join(mirror, "models/ranker.json"));
    const parts: Load[] = [];
    while (parts.length * seconds <= 120) {
      parts.push(await load(seconds));
      const swaps = await loads(server.url) - before;
      if (swaps > 0) return { alone: { ...alone, swaps: 0 }, swapping: { ...all(parts), swaps } };
    }
    throw new Error("Expected new outputs to be swapped in within two minutes but found the old");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

type Load = Omit<ApiLoad, "swaps">;

/** Loads one after the other as one; each percentile is the worst of theirs. */
function all(parts: readonly Load[]): Load {
  const sum = (of: (part: Load) => number) => parts.reduce((total, part) => total + of(part), 0);
  const most = (of: (part: Load) => number) => Math.max(...parts.map(of));
  return {
    requests: sum(({ requests }) => requests),
    perSecond: sum(({ perSecond }) => perSecond) / parts.length,
    p50: most(({ p50 }) => p50),
    p99: most(({ p99 }) => p99),
    max: most(({ max }) => max),
    failed: sum(({ failed }) => failed),
  };
}

/** A workspace of links, but for the file by whose time new outputs are noticed. */
function mirrorOf(workspace: string, folder: string): string {
  const mirror = join(folder, "workspace");
  Deno.mkdirSync(join(mirror, "models"), { recursive: true });
  Deno.symlinkSync(join(workspace, "data"), join(mirror, "data"));
  for (const { name } of Deno.readDirSync(join(workspace, "models"))) {
    if (name === "ranker.json") continue;
    Deno.symlinkSync(join(workspace, "models", name), join(mirror, "models", name));
  }
  Deno.copyFileSync(join(workspace, "models/ranker.json"), join(mirror, "models/ranker.json"));
  return mirror;
}

const touch = (path: string) => Deno.utimeSync(path, new Date(), new Date());

/** Ids of customers all over the codes. */
function someIds(workspace: string, wanted: number): string[] {
  const { customers } = loadLabels(openWorkspace(workspace));
  const count = Math.min(wanted, customers.count);
  return Array.from(
    { length: count },
    (_, i) => customers.idOf(Math.floor((i * customers.count) / count)),
  );
}

/** Requests as autocannon reads them. */
function harOf(url: string, ids: readonly string[]): string {
  const entries = ids.map((id) => ({
    request: {
      method: "GET",
      url: `${url}/v1/customers/${encodeURIComponent(id)}/recommendations`,
      headers: [],
    },
  }));
  return JSON.stringify({ log: { version: "1.2", entries } });
}

async function loads(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^helix_loads_total\{outcome="done"\} (\d+)/m.exec(text)?.[1]);
}

interface AutocannonResult {
  readonly "2xx": number;
  readonly non2xx: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly requests: { readonly average: number; readonly total: number };
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
}

async function autocannon(
  url: string,
  har: string,
  connections: number,
  seconds: number,
): Promise<Load> {
  const { code, stdout, stderr } = await runProcess([
    ...[Deno.execPath(), "run", "-A", "--no-lock", AUTOCANNON],
    ...["-c", String(connections), "-d", String(seconds), "--har", har, "-j", url],
  ]);
  if (code !== 0) throw new Error(`Expected autocannon to succeed but found: ${stderr}`);
  const result: AutocannonResult = JSON.parse(stdout.slice(stdout.indexOf("{")));
  return {
    requests: result.requests.total,
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    max: result.latency.max,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

/**
 * Loads as a Markdown table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { apiTable } from "./dashboard_api.ts";
 *
 * const load = { requests: 9, perSecond: 3, p50: 1, p99: 2, max: 4, failed: 0, swaps: 1 };
 * assert.match(apiTable({ swapping: load }), /\| swapping \| 3 \| 1 \| 2 \| 4 \| 0 \| 1 \|/);
 * ```
 */
export function apiTable(loads: Readonly<Record<string, ApiLoad>>): string {
  return [
    "| load | requests per second | p50 ms | p99 ms | max ms | failed | swaps |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...Object.entries(loads).map(([name, load]) =>
      `| ${name} | ${Math.round(load.perSecond)} | ${load.p50} | ${load.p99} | ${load.max} | ` +
      `${load.failed} | ${load.swaps} |`
    ),
    "",
  ].join("\n");
}
