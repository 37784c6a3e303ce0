/**
 * A notebook's way into the project: settings from the environment, one run over one workspace,
 * progress in the cell.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { Progress } from "../progress.ts";
import { dayText, stageOptions, type StageOptionsInput } from "../stages/options.ts";
import { openRun, type Run } from "../stages/run.ts";
import { WorkspaceError } from "../workspace.ts";
import { type NotebookProgress, notebookProgress } from "./progress.ts";

/** What a notebook works with. */
export interface Session {
  readonly run: Run;
  /** The settings in force, to be shown. */
  readonly settings: readonly { setting: string; value: string; variable: string }[];
  /** The shop as of the morning of the run's day; ingests the source where that is needed. */
  snapshot(): Promise<Snapshot>;
  /**
   * Runs a stage alone in its workspace: notebooks that run side by side wait for each other, and
   * the second finds the first one's outputs current.
   */
  stage<T>(work: (run: Run) => Promise<T>): Promise<T>;
}

/** Options of {@linkcode openSession}. */
export interface SessionOptions {
  /** @default {the process's environment} */
  env?: (name: string) => string | undefined;
  /** @default {notebookProgress()} */
  progress?: Progress;
  /** Milliseconds between two looks at a workspace that is taken. @default {500} */
  patience?: number;
}

const VARIABLES = {
  data: "HELIX_DATA",
  workspace: "HELIX_WORKSPACE",
  asOf: "HELIX_AS_OF",
  horizonDays: "HELIX_HORIZON_DAYS",
  topK: "HELIX_TOP_K",
  threads: "HELIX_THREADS",
  memory: "HELIX_MEMORY",
  seed: "HELIX_SEED",
  engine: "HELIX_ENGINE",
  folds: "HELIX_FOLDS",
} as const satisfies Partial<Record<keyof StageOptionsInput, string>>;

/**
 * Opens a session. Settings come from `HELIX_DATA`, `HELIX_WORKSPACE`, `HELIX_AS_OF`,
 * `HELIX_HORIZON_DAYS`, `HELIX_TOP_K`, `HELIX_THREADS`, `HELIX_MEMORY`, `HELIX_SEED`,
 * `HELIX_ENGINE` and `HELIX_FOLDS`; they mean what the command line's options mean.
 *
 * @throws {RangeError} If a setting is out of its range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openSession } from "./session.ts";
 *
 * const workspace = await Deno.makeTempDir();
 * const given: Record<string, string> = { HELIX_WORKSPACE: workspace, HELIX_TOP_K: "20" };
 * const session = openSession({ env: (name) => given[name] });
 * assert.equal(session.run.options.topK, 20);
 * await Deno.remove(workspace, { recursive: true });
 * ```
 */
export function openSession(options: SessionOptions = {}): Session {
  const {
    env = (name) => Deno.env.get(name),
    progress = notebookProgress(),
    patience = 500,
  } = options;
  const given = Object.entries(VARIABLES).map(([name, variable]) => [name, env(variable)] as const);
  const input = Object.fromEntries(
    given.filter(([, value]) => value !== undefined && value !== ""),
  );
  const run = openRun(stageOptions(input as StageOptionsInput), { progress });
  const stage = async <T>(work: (run: Run) => Promise<T>) => {
    if ("settle" in progress) (progress as NotebookProgress).settle();
    return await alone(run, work, patience);
  };
  return { run, settings: shownSettings(run), snapshot: () => stage(() => run.snapshot()), stage };
}

/** Neither paths nor the machine's size: they would differ wherever the notebook is read. */
function shownSettings({ options }: Run): Session["settings"] {
  const { data, asOf, horizonDays, topK, seed, folds } = options;
  const row = (setting: string, value: string | number, variable: string) => ({
    setting,
    value: String(value),
    variable,
  });
  return [
    row("data", data, VARIABLES.data),
    row(
      "as of",
      asOf === undefined ? "the day after the last order" : dayText(asOf),
      VARIABLES.asOf,
    ),
    row("horizon", `${horizonDays} days`, VARIABLES.horizonDays),
    row("articles per customer", topK, VARIABLES.topK),
    row("test weeks", folds, VARIABLES.folds),
    row("seed", seed, VARIABLES.seed),
  ];
}

async function alone<T>(
  run: Run,
  work: (run: Run) => Promise<T>,
  patience: number,
): Promise<T> {
  using _lock = await taken(run, patience);
  return await work(run);
}

/** Takes the workspace, waiting as long as another run has it. */
async function taken(run: Run, patience: number): Promise<Disposable> {
  while (true) {
    try {
      return run.lock();
    } catch (error) {
      if (!(error instanceof WorkspaceError && /no other run/.test(error.message))) throw error;
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
  }
}
