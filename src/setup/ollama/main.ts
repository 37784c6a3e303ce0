/**
 * `deno task test:ollama`: the language-model path against a real Ollama server with a tiny random
 * model, which is built on first use.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { readJunit } from "../junit.ts";
import { terminalNotes } from "../notes.ts";
import { run } from "../process.ts";
import { type Outcome, runSteps, type Step } from "../steps.ts";
import { ensureOllama } from "./build.ts";

/** Environment variable with the server's program, for the checks. */
export const PROGRAM_VARIABLE = "HELIX_OLLAMA_PROGRAM";

/**
 * The step for the test command; skipped, with the reason, where the server cannot be built.
 *
 * @param root The project's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ollamaStep } from "./main.ts";
 *
 * assert.equal(ollamaStep(".").title, "Language model");
 * ```
 */
export function ollamaStep(root: string): Step {
  const work = async (): Promise<Outcome> => {
    const { path, missing } = await ensureOllama({ progress: terminalNotes });
    if (path === null) {
      return { passed: 0, failed: 0, skipped: [`language model on a real server: ${missing}`] };
    }
    return await runChecks(root, path);
  };
  return { title: "Language model", work };
}

async function runChecks(root: string, path: string): Promise<Outcome> {
  const folder = await Deno.makeTempDir({ prefix: "helix-test-" });
  try {
    const report = join(folder, "junit.xml");
    const checks = "src/setup/ollama/real_server.check.ts";
    const { code, stdout, stderr } = await run(
      [Deno.execPath(), "test", "-A", `--junit-path=${report}`, checks],
      { cwd: root, env: { NO_COLOR: "1", [PROGRAM_VARIABLE]: path } },
    );
    const { passed, failed, skipped } = readJunit(await Deno.readTextFile(report).catch(() => ""));
    const unreported = code !== 0 && failed === 0 ? 1 : 0;
    const details = `${stdout.slice(-4000)}\n${stderr.slice(-2000)}`.trim();
    return { passed, failed: failed + unreported, skipped, details };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname!, "../../..");
  Deno.exit(await runSteps([ollamaStep(root)]) ? 0 : 1);
}
