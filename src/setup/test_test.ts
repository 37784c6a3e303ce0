import assert from "node:assert/strict";
import { join } from "node:path";
import { commandStep, testStep, withReason } from "./test.ts";

async function project(files: Record<string, string>) {
  const root = await Deno.makeTempDir({ prefix: "helix-project-" });
  for (const [name, text] of Object.entries({ "deno.json": "{}", ...files })) {
    await Deno.writeTextFile(join(root, name), text);
  }
  return { root, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

Deno.test("commandStep() fails with what the command said", async () => {
  await using made = await project({ "a.ts": `export const a: number = "x";\n` });
  const outcome = await commandStep("Types", ["check", "a.ts"], made.root).work();
  assert.deepEqual([outcome.passed, outcome.failed], [0, 1]);
  assert.match(outcome.details!, /TS2322/);
});

Deno.test("testStep() counts unit and doc tests and names what was skipped", async () => {
  await using made = await project({
    "a.ts": "/**\n * A.\n * ```ts\n * if (1 > 2) throw 1;\n * ```\n */\nexport const a = 1;\n",
    "a_test.ts": `Deno.test("a() works", () => {});
Deno.test({ name: "a() looks (needs chromium)", ignore: true, fn() {} });\n`,
  });
  const missing = [{ package: "chromium" as const, reason: "chromium is missing" }];
  const outcome = await testStep({ root: made.root, missing, workspace: made.root }).work();
  assert.deepEqual([outcome.passed, outcome.failed], [2, 0]);
  assert.deepEqual(outcome.skipped, ["a() looks (needs chromium): chromium is missing"]);
});

Deno.test("testStep() counts a failing test, and a module that does not compile", async () => {
  await using failing = await project({
    "a_test.ts": `Deno.test("a() works", () => { throw new Error("sorry"); });\n`,
  });
  const one = await testStep({ root: failing.root, missing: [], workspace: "" }).work();
  assert.deepEqual([one.passed, one.failed], [0, 1]);
  assert.match(one.details!, /sorry/);
  await using broken = await project({ "b_test.ts": `const a: number = "x";\n` });
  const two = await testStep({ root: broken.root, missing: [], workspace: "" }).work();
  assert.deepEqual([two.passed, two.failed], [0, 1]);
  assert.match(two.details!, /TS2322/);
});

Deno.test("withReason() leaves a name without a known need as it is", () => {
  assert.equal(withReason("a() waits", []), "a() waits");
});
