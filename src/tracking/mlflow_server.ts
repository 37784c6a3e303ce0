/**
 * A real MLflow server as a child process, from a Python environment of its own.
 *
 * @module
 */
import { createServer } from "node:net";
import { join } from "node:path";
import { type Progress, silent } from "../progress.ts";
import { ensureNotebookEnvironment, type NotebookEnvironment } from "../setup/python.ts";

/** The lock file of MLflow's environment. */
export const MLFLOW_LOCK: string = join(import.meta.dirname!, "mlflow.requirements.txt");

/** Variables that keep MLflow to this machine. */
export const MLFLOW_ENV: Readonly<Record<string, string>> = {
  MLFLOW_DISABLE_TELEMETRY: "true",
  DO_NOT_TRACK: "true",
  GIT_PYTHON_REFRESH: "quiet",
};

/** A running server. */
export interface MlflowServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** Ends it and waits; at once with `SIGKILL`. */
  stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Options of {@linkcode startMlflow}. */
export interface StartMlflowOptions {
  /** 0 takes any free port. @default {5000} */
  port?: number;
  /** Milliseconds until it must answer. @default {120000} */
  patienceMs?: number;
}

/**
 * MLflow's environment, made on first use: about 860 MB in the cache.
 *
 * @throws {Error} If there is no Python from 3.10 on, or the packages cannot be had.
 */
export function ensureMlflow(progress: Progress = silent): Promise<NotebookEnvironment> {
  return ensureNotebookEnvironment({ lock: MLFLOW_LOCK, progress });
}

/**
 * Starts the server on loopback over a folder: an SQLite store, artifacts beside it, one process that
 * takes artifacts for its clients.
 *
 * @throws {Error} If the port is taken, or it does not answer; the message ends with what it said.
 */
export async function startMlflow(
  { python, env }: NotebookEnvironment,
  folder: string,
  options: StartMlflowOptions = {},
): Promise<MlflowServer> {
  const { patienceMs = 120_000 } = options;
  const port = await freePort(options.port ?? 5000);
  await Deno.mkdir(join(folder, "artifacts"), { recursive: true });
  const child = new Deno.Command(python, {
    args: [
      ...["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port)],
      ...["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`],
      ...["--artifacts-destination", join(folder, "artifacts"), "--workers", "1"],
    ],
    env: { ...env, ...MLFLOW_ENV },
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said: string[] = [];
  const listening = keepLines(child.stderr, said);
  const ended = Promise.all([child.status, listening]).then(() => {});
  const server: MlflowServer = {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    ended,
    async stop(signal = "SIGTERM") {
      stopTree(child, signal);
      await ended;
    },
  };
  let gone = false;
  ended.then(() => gone = true);
  for (const until = Date.now() + patienceMs; Date.now() < until && !gone;) {
    if (await answers(server.url)) return server;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!gone) await server.stop("SIGKILL");
  throw new Error(`Expected MLflow's server to answer but it said: ${said.slice(-5).join(" | ")}`);
}

/** MLflow's process starts others: all of them end together. */
function stopTree(child: Deno.ChildProcess, signal: "SIGTERM" | "SIGKILL") {
  const members = signal === "SIGKILL" ? descendants(child.pid) : [];
  for (const pid of [child.pid, ...members]) {
    try {
      Deno.kill(pid, signal);
    } catch { /* it has ended meanwhile */ }
  }
}

/** Process ids below one, by Linux's `/proc`; none elsewhere, where the group ends by itself. */
function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  try {
    for (const { name } of Deno.readDirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const parent = parentOf(name);
      children.set(parent, [...children.get(parent) ?? [], Number(name)]);
    }
  } catch {
    return [];
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((one) => [one, ...below(one)]);
  return below(root);
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \S (\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/stat`))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function keepLines(stream: ReadableStream<Uint8Array>, into: string[]): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const text = decoder.decode(bytes, { stream: true });
    into.push(...text.split("\n").filter((line) => line.trim() !== ""));
    into.splice(0, into.length - 50);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    return await response.text() === "OK";
  } catch {
    return false;
  }
}

/**
 * The port itself where it is free, any free one for 0.
 *
 * @throws {Deno.errors.AddrInUse} If it is taken.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { freePort } from "./mlflow_server.ts";
 *
 * assert.ok(await freePort(0) > 0);
 * ```
 */
export function freePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () =>
      reject(
        new Deno.errors.AddrInUse(`Expected port ${port} of 127.0.0.1 to be free but it is taken`),
      ));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address() as { port: number };
      probe.close(() => resolve(address.port));
    });
  });
}
