import assert from "node:assert/strict";
import { join } from "node:path";
import { readJunit } from "./junit.ts";
import { run } from "./process.ts";

const TESTS = `
Deno.test("a() passes <&", () => {});
Deno.test({ name: "a() waits (needs chromium)", ignore: true, fn() {} });
Deno.test("a() has steps", async (t) => {
  await t.step("one", () => {});
  await t.step("two", () => { throw new Error("bad"); });
});
Deno.test("a() fails", () => { throw new Error("two\\nlines </testcase>"); });
`;

Deno.test("readJunit() reads what deno test writes", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "a_test.ts");
  const report = join(folder, "junit.xml");
  await Deno.writeTextFile(file, TESTS);
  const flags = ["--no-config", "--no-lock", `--junit-path=${report}`];
  const { code } = await run([Deno.execPath(), "test", ...flags, file]);
  assert.equal(code, 1);
  assert.deepEqual(readJunit(await Deno.readTextFile(report)), {
    passed: 1,
    failed: 2,
    skipped: ["a() waits (needs chromium)"],
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readJunit() counts nothing in an empty report", () => {
  assert.deepEqual(readJunit(`<testsuites tests="0"></testsuites>`), {
    passed: 0,
    failed: 0,
    skipped: [],
  });
});
