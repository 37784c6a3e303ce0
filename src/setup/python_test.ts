import assert from "node:assert/strict";
import { join } from "node:path";
import type { Finished, Run } from "./process.ts";
import { run } from "./process.ts";
import { ensureNotebookEnvironment, findPython, NOTEBOOK_LOCK, writeKernel } from "./python.ts";

const ended = (code: number, stdout = "", stderr = ""): Finished => ({ code, stdout, stderr });

/** Answers `--version` for the given commands and nothing else. */
const pythons = (versions: Record<string, string>): Run => (command) => {
  const version = versions[command.slice(0, -1).join(" ")];
  return Promise.resolve(version ? ended(0, `Python ${version}\n`) : ended(127));
};

Deno.test("findPython() skips a Python that is too old", async () => {
  const runner = pythons({ "python3": "3.9.2", "python": "2.7.18", "python3.12": "3.12.1" });
  assert.deepEqual(await findPython(runner), { command: ["python3.12"], version: [3, 12] });
});

Deno.test("findPython() says what it found when nothing fits", async () => {
  await assert.rejects(
    () => findPython(pythons({ python3: "3.8.18" })),
    /Python 3\.10 or newer.* but found python3 is 3\.8/,
  );
  await assert.rejects(() => findPython(pythons({})), /but found none/);
});

Deno.test("the lock pins every requirement by hash and names no index", async () => {
  const text = await Deno.readTextFile(NOTEBOOK_LOCK);
  const entries = text.replaceAll("\\\n", " ").split("\n").filter((line) => /^\w/.test(line));
  assert.ok(entries.length > 90, `only ${entries.length} entries`);
  for (const entry of entries) assert.match(entry, /^\S+==\S+ .*--hash=sha256:[0-9a-f]{64}/);
  assert.doesNotMatch(text, /https?:|--(extra-)?index|--find-links/);
});

Deno.test("writeKernel() names the running Deno and removes Python's kernel", async () => {
  const home = await Deno.makeTempDir();
  const pythonKernel = join(home, "share/jupyter/kernels/python3");
  await Deno.mkdir(pythonKernel, { recursive: true });
  await writeKernel(home);
  const spec = JSON.parse(await Deno.readTextFile(await writeKernel(home)));
  assert.equal(spec.argv[0], Deno.execPath());
  assert.equal(spec.interrupt_mode, "message");
  await assert.rejects(() => Deno.stat(pythonKernel), Deno.errors.NotFound);
  const kept = [...Deno.readDirSync(join(home, "share/jupyter/kernels/deno"))];
  assert.deepEqual(kept.map((entry) => entry.name), ["kernel.json"]);
  await Deno.remove(home, { recursive: true });
});

/** Builds environments without pip: "installing" writes a file into the new environment. */
function builder(options: { failAt?: "pip" | undefined } = {}) {
  const calls: string[] = [];
  const runner: Run = async (command) => {
    const line = command.join(" ");
    if (line === "python3 --version") return ended(0, "Python 3.11.7\n");
    if (command[1] === "--version") return await run(command);
    if (line.includes("-m venv")) {
      calls.push("venv");
      const bin = join(command.at(-1)!, "bin");
      await Deno.mkdir(bin, { recursive: true });
      await Deno.writeTextFile(join(bin, "python"), "#!/bin/sh\necho Python 3.11.7\n");
      await Deno.chmod(join(bin, "python"), 0o755);
      return ended(0);
    }
    if (line.includes("-m pip")) {
      calls.push("pip");
      return options.failAt === "pip" ? ended(1, "", "ERROR: hash mismatch\n") : ended(0);
    }
    return ended(0);
  };
  return { calls, runner };
}

Deno.test({
  name: "ensureNotebookEnvironment() builds once, and again for another lock",
  ignore: Deno.build.os === "windows",
  async fn() {
    const cache = await Deno.makeTempDir();
    const lock = join(cache, "lock.txt");
    await Deno.writeTextFile(lock, "a==1\n");
    const { calls, runner } = builder();
    const first = await ensureNotebookEnvironment({ cache, lock, runner });
    assert.equal((await ensureNotebookEnvironment({ cache, lock, runner })).python, first.python);
    assert.deepEqual(calls, ["venv", "pip"]);
    await Deno.writeTextFile(lock, "a==2\n");
    const second = await ensureNotebookEnvironment({ cache, lock, runner });
    assert.notEqual(second.python, first.python);
    assert.deepEqual(calls, ["venv", "pip", "venv", "pip"]);
    await Deno.remove(cache, { recursive: true });
  },
});

Deno.test({
  name: "ensureNotebookEnvironment() leaves nothing behind when pip fails, and recovers",
  ignore: Deno.build.os === "windows",
  async fn() {
    const cache = await Deno.makeTempDir();
    const broken = builder({ failAt: "pip" });
    await assert.rejects(
      () => ensureNotebookEnvironment({ cache, runner: broken.runner }),
      /pip install.*exit code 1: ERROR: hash mismatch/,
    );
    assert.deepEqual([...Deno.readDirSync(cache)], []);
    const { python } = await ensureNotebookEnvironment({ cache, runner: builder().runner });
    assert.equal((await run([python, "--version"])).code, 0);
    await Deno.remove(cache, { recursive: true });
  },
});

Deno.test({
  name: "ensureNotebookEnvironment() redoes a set-up that was killed half-way",
  ignore: Deno.build.os === "windows",
  async fn() {
    const cache = await Deno.makeTempDir();
    const { runner } = builder();
    const { python } = await ensureNotebookEnvironment({ cache, runner });
    await Deno.remove(python); // A home without its interpreter, as an aborted deletion leaves it.
    const again = builder();
    await ensureNotebookEnvironment({ cache, runner: again.runner });
    assert.deepEqual(again.calls, ["venv", "pip"]);
    assert.equal((await run([python, "--version"])).code, 0);
    await Deno.remove(cache, { recursive: true });
  },
});
