import assert from "node:assert/strict";
import { hasProgram, run } from "./process.ts";

const deno = Deno.execPath();

Deno.test("run() gives the exit code and both streams", async () => {
  const script = "console.log('out'); console.error('err'); Deno.exit(3)";
  const { code, stdout, stderr } = await run([deno, "eval", script]);
  assert.deepEqual([code, stdout, stderr], [3, "out\n", "err\n"]);
});

Deno.test("run() adds to the environment and tells each line, the unended last one too", async () => {
  const lines: string[] = [];
  const script = "Deno.stdout.writeSync(new TextEncoder().encode('a\\nü ' + Deno.env.get('HX')))";
  await run([deno, "eval", script], { env: { HX: "7" }, onLine: (line) => lines.push(line) });
  assert.deepEqual(lines, ["a", "ü 7"]);
});

Deno.test("run() gives 127 for a program that does not exist", async () => {
  assert.equal((await run(["no-such-program-anywhere"])).code, 127);
});

Deno.test("hasProgram() finds the running Deno", async () => {
  assert.equal(await hasProgram(deno), true);
});
