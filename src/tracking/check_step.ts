/**
 * The step of the test command that starts a real MLflow server.
 *
 * @module
 */
import { join } from "node:path";
import { readJunit } from "../setup/junit.ts";
import { terminalNotes } from "../setup/notes.ts";
import { run } from "../setup/process.ts";
import { type Outcome, runSteps, type Step } from "../setup/steps.ts";
import { PROJECT_ROOT } from "../workspace.ts";
import { ensureMlflow } from "./mlflow_server.ts";

/**
 * Runs the checks against a real server; its Python environment is made on first use.
 *
 * @param root The project's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlflowStep } from "./check_step.ts";
 *
 * assert.equal(mlflowStep(".").title, "MLflow");
 * ```
 */
export function mlflowStep(root: string): Step {
  const work = async (): Promise<Outcome> => {
    await ensureMlflow(terminalNotes);
    const folder = await Deno.makeTempDir({ prefix: "helix-test-" });
    try {
      const report = join(folder, "junit.xml");
      const { code, stdout, stderr } = await run([
        ...[Deno.execPath(), "test", "-A", `--junit-path=${report}`],
        "src/tracking/real_server.check.ts",
      ], { cwd: root, env: { NO_COLOR: "1" } });
      const { passed, failed, skipped } = readJunit(
        await Deno.readTextFile(report).catch(() => ""),
      );
      const unreported = code !== 0 && failed === 0 ? 1 : 0;
      const details = `${stdout.slice(-4000)}\n${stderr.slice(-2000)}`.trim();
      return { passed, failed: failed + unreported, skipped, details };
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
  return { title: "MLflow", work };
}

if (import.meta.main) Deno.exit(await runSteps([mlflowStep(PROJECT_ROOT)]) ? 0 : 1);
