/**
 * The steps of the test command: each one counted and timed, the sum on the last line.
 *
 * @module
 */

/** What a step found. */
export interface Outcome {
  passed: number;
  failed: number;
  /** One line each: what was skipped and why. @default {nothing} */
  skipped?: readonly string[];
  /** What to show of a failure. @default {nothing} */
  details?: string;
}

/** A step of the test command. */
export interface Step {
  title: string;
  work: () => Promise<Outcome>;
}

/** Options of {@linkcode runSteps}. */
export interface RunStepsOptions {
  /** @default {console.log} */
  say?: (line: string) => void;
}

/**
 * Runs steps one after the other, all of them whatever fails, and says the sum as its last line:
 * `N passed, N failed`, followed by `, N skipped` where there is something. A step that throws
 * counts as one failure.
 *
 * @returns whether nothing failed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { runSteps } from "./steps.ts";
 *
 * const lines: string[] = [];
 * const work = () => Promise.resolve({ passed: 3, failed: 0, skipped: ["d() (needs chromium)"] });
 * const good = await runSteps([{ title: "Tests", work }], { say: (line) => lines.push(line) });
 * assert.equal(good, true);
 * assert.equal(lines.at(-1), "3 passed, 0 failed, 1 skipped");
 * ```
 */
export async function runSteps(
  steps: readonly Step[],
  options: RunStepsOptions = {},
): Promise<boolean> {
  const { say = console.log } = options;
  const sum = { passed: 0, failed: 0 };
  const skipped: string[] = [];
  for (const { title, work } of steps) {
    const began = performance.now();
    const outcome = await work().catch(broken);
    sum.passed += outcome.passed;
    sum.failed += outcome.failed;
    skipped.push(...outcome.skipped ?? []);
    if (outcome.details && outcome.failed > 0) say(outcome.details);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(`${outcome.failed === 0 ? "ok" : "FAILED"} ${title}: ${line(outcome)} (${seconds} s)`);
  }
  if (skipped.length > 0) say(["", "Skipped:", ...skipped.map((one) => `  ${one}`)].join("\n"));
  say("");
  say(line({ ...sum, skipped }));
  return sum.failed === 0;
}

function broken(error: unknown): Outcome {
  const details = error instanceof Error ? error.stack ?? error.message : String(error);
  return { passed: 0, failed: 1, details };
}

function line({ passed, failed, skipped = [] }: Outcome): string {
  const more = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  return `${passed} passed, ${failed} failed${more}`;
}
