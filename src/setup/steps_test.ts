import assert from "node:assert/strict";
import { type Outcome, runSteps, type Step } from "./steps.ts";

async function said(...outcomes: (Outcome | Error)[]): Promise<{ good: boolean; lines: string[] }> {
  const lines: string[] = [];
  const steps: Step[] = outcomes.map((outcome, i) => ({
    title: `Step ${i + 1}`,
    work: () => outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome),
  }));
  const good = await runSteps(steps, { say: (line) => lines.push(line) });
  return { good, lines };
}

Deno.test("runSteps() adds up all steps on the last line", async () => {
  const { good, lines } = await said({ passed: 1, failed: 0 }, { passed: 20, failed: 0 });
  assert.equal(good, true);
  assert.equal(lines.at(-1), "21 passed, 0 failed");
});

Deno.test("runSteps() goes on after a failure and fails as a whole", async () => {
  const { good, lines } = await said(
    { passed: 2, failed: 1, details: "because" },
    { passed: 5, failed: 0 },
  );
  assert.equal(good, false);
  assert.equal(lines.at(-1), "7 passed, 1 failed");
  assert.ok(lines.includes("because"));
});

Deno.test("runSteps() counts a step that throws as one failure", async () => {
  const { good, lines } = await said(new Error("disk full"), { passed: 1, failed: 0 });
  assert.equal(good, false);
  assert.match(lines[0]!, /disk full/);
  assert.equal(lines.at(-1), "1 passed, 1 failed");
});

Deno.test("runSteps() lists what was skipped, with the reasons, before the sum", async () => {
  const { lines } = await said({ passed: 0, failed: 0, skipped: ["wasm: no emscripten"] });
  assert.match(lines.at(-3)!, /Skipped:\n {2}wasm: no emscripten/);
  assert.equal(lines.at(-1), "0 passed, 0 failed, 1 skipped");
});
