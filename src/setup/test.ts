/**
 * `deno task test`: set-up and every check of the project.
 *
 * @module
 */
import { basename, join, resolve } from "node:path";
import { ensureNativeLibrary } from "../lightgbm/mod.ts";
import { ensureWasm } from "../lightgbm/wasm/build.ts";
import { checkNotebooks } from "../notebook/check.ts";
import { failureLine, findNotebooks, runNotebooks } from "../notebook/run.ts";
import { mlflowStep } from "../tracking/check_step.ts";
import { ensurePackages, type MissingPackage } from "./debian.ts";
import { readJunit } from "./junit.ts";
import { terminalNotes } from "./notes.ts";
import { ollamaStep } from "./ollama/main.ts";
import { run } from "./process.ts";
import { ensureNotebookEnvironment } from "./python.ts";
import { type Outcome, runSteps, type Step } from "./steps.ts";

/** Where the checks run and what they may use. */
export interface TestSetting {
  /** The project's folder. */
  root: string;
  /** Packages of the operating system that are missing. */
  missing: readonly MissingPackage[];
  /** Where executed notebooks and pages go. */
  workspace: string;
}

const DENO = Deno.execPath();

/**
 * A check that is one command of Deno: passed or failed as a whole.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { commandStep } from "./test.ts";
 *
 * const outcome = await commandStep("Version", ["--version"], ".").work();
 * assert.equal(outcome.passed, 1);
 * ```
 */
export function commandStep(title: string, args: readonly string[], root: string): Step {
  const work = async (): Promise<Outcome> => {
    const { code, stdout, stderr } = await run([DENO, ...args], { cwd: root, env: PLAIN });
    const failed = code === 0 ? 0 : 1;
    return { passed: 1 - failed, failed, details: `${stdout}${stderr}`.trim() };
  };
  return { title, work };
}

/**
 * The tests of a folder: unit, property and documentation tests. What Deno's report leaves out (a
 * module that throws or does not compile) counts as one failure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { testStep } from "./test.ts";
 *
 * assert.equal(testStep({ root: ".", missing: [], workspace: "." }).title, "Tests");
 * ```
 */
export function testStep({ root, missing }: TestSetting): Step {
  const work = async (): Promise<Outcome> => {
    const folder = await Deno.makeTempDir({ prefix: "helix-test-" });
    try {
      const report = join(folder, "junit.xml");
      const args = [DENO, "test", "-A", "--doc", "--parallel", `--junit-path=${report}`];
      const { code, stdout, stderr } = await run(args, { cwd: root, env: PLAIN });
      const { passed, failed, skipped } = readJunit(
        await Deno.readTextFile(report).catch(() => ""),
      );
      const unreported = code !== 0 && failed === 0 ? 1 : 0;
      return {
        passed,
        failed: failed + unreported,
        skipped: skipped.map((name) => withReason(name, missing)),
        details: failuresOf(stdout, stderr),
      };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
  return { title: "Tests", work };
}

/**
 * A skipped test's name with why it was skipped: tests say `(needs <package>)` in their name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { withReason } from "./test.ts";
 *
 * const missing = [{ package: "chromium", reason: "chromium is missing" }] as const;
 * assert.equal(
 *   withReason("dashboard opens (needs chromium)", missing),
 *   "dashboard opens (needs chromium): chromium is missing",
 * );
 * ```
 */
export function withReason(name: string, missing: readonly MissingPackage[]): string {
  const needed = missing.find((one) => name.includes(`(needs ${one.package})`));
  return needed ? `${name}: ${needed.reason}` : name;
}

/** Without colours and without the backtraces of Deno's own inside. */
const PLAIN = { NO_COLOR: "1", RUST_BACKTRACE: "0" };

/** The part of the test output that tells of failures. */
function failuresOf(stdout: string, stderr: string): string {
  const at = stdout.indexOf("\n ERRORS \n");
  return `${at < 0 ? stdout.slice(-4000) : stdout.slice(at)}\n${stderr.slice(-4000)}`.trim();
}

function notebookCheckStep({ root }: TestSetting): Step {
  const work = async (): Promise<Outcome> => {
    const paths = await findNotebooks(join(root, "notebooks"));
    const findings = await checkNotebooks(paths, { root });
    const bad = new Set(findings.map((finding) => finding.notebook));
    const details = findings.map(({ notebook, cell, message }) =>
      `${notebook}${cell === 0 ? "" : `, cell ${cell}`}: ${message}`
    ).join("\n");
    const passed = paths.filter((path) => !bad.has(basename(path))).length;
    return { passed, failed: bad.size, details };
  };
  return { title: "Notebooks' types, lint and outputs", work };
}

function wasmStep({ missing }: TestSetting): Step {
  const work = async (): Promise<Outcome> => {
    const emscripten = missing.find((one) => one.package === "emscripten");
    if (emscripten) {
      return { passed: 0, failed: 0, skipped: [`LightGBM as WebAssembly: ${emscripten.reason}`] };
    }
    await ensureWasm({ note: sparsely(terminalNotes.note) });
    return { passed: 1, failed: 0 };
  };
  return { title: "LightGBM as WebAssembly", work };
}

/** Passes on every tenth of a builder's many notes. */
function sparsely(note: (message: string) => void): (message: string) => void {
  let count = 0;
  return (message) => count++ % 10 === 0 ? note(message) : undefined;
}

function notebookStep({ root, workspace }: TestSetting): Step {
  const work = async (): Promise<Outcome> => {
    const paths = await findNotebooks(join(root, "notebooks"));
    const results = await runNotebooks(paths, {
      reports: join(workspace, "reports"),
      env: { HELIX_WORKSPACE: workspace },
      progress: terminalNotes,
    });
    const failures = results.filter((result) => result.status !== "passed");
    const details = failures.map(({ name, failure, executed }) =>
      failure
        ? `${failureLine(name, failure)}\n${failure.trace.join("\n")}\n${executed}`
        : `${name}: not run, because another notebook failed`
    ).join("\n");
    return { passed: results.length - failures.length, failed: failures.length, details };
  };
  return { title: "Notebooks", work };
}

async function main(): Promise<boolean> {
  const root = resolve(import.meta.dirname!, "../..");
  const setting = { root, missing: [] as MissingPackage[], workspace: root };
  const setUp = async (): Promise<Outcome> => {
    const names = ["libgomp1", "python3-venv", "emscripten", "chromium"] as const;
    const { missing } = await ensurePackages(names, { progress: terminalNotes });
    setting.missing.push(...missing);
    await ensureNativeLibrary({ note: terminalNotes.note });
    await ensureNotebookEnvironment({ progress: terminalNotes });
    return { passed: 1, failed: 0 };
  };
  return await runSteps([
    { title: "Set-up", work: setUp },
    commandStep("Format", ["fmt", "--check"], root),
    commandStep("Lint", ["lint"], root),
    commandStep("Types", ["check", "--quiet", "src"], root),
    notebookCheckStep(setting),
    wasmStep(setting),
    testStep(setting),
    mlflowStep(root),
    ollamaStep(root),
    notebookStep(setting),
  ]);
}

if (import.meta.main) Deno.exit(await main() ? 0 : 1);
