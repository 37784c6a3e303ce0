import assert from "node:assert/strict";
import { ensurePackages, findChromium, skipReason } from "./debian.ts";
import type { Finished, Run } from "./process.ts";

const ended = (code: number, stdout = "", stderr = ""): Finished => ({ code, stdout, stderr });

/** A machine on which `em++` and Chromium appear once apt-get has installed them. */
function machine(installable: readonly string[]) {
  const commands: string[] = [];
  const there = new Set<string>();
  const runner: Run = (command) => {
    const line = command.join(" ");
    if (command[0] === "apt-get") {
      commands.push(line);
      const name = command.at(-1)!;
      if (line.endsWith("update")) return Promise.resolve(ended(0));
      if (!installable.includes(name)) {
        return Promise.resolve(ended(100, "", `E: Unable to locate package ${name}\n`));
      }
      there.add(name);
      return Promise.resolve(ended(0));
    }
    const provider = command[0] === "em++" ? "emscripten" : command[0]!;
    return Promise.resolve(ended(there.has(provider) ? 0 : 127));
  };
  return { runner, commands };
}

Deno.test("ensurePackages() updates once and installs each missing package", async () => {
  const { runner, commands } = machine(["emscripten", "chromium"]);
  const report = await ensurePackages(["emscripten", "chromium"], { runner, mayInstall: true });
  assert.deepEqual(report, {
    present: [],
    installed: ["emscripten", "chromium"],
    missing: [],
  });
  assert.equal(commands.filter((line) => line.endsWith(" update")).length, 1);
  assert.ok(commands.every((line) => !line.includes("install") || line.includes(" -y ")));
});

Deno.test("ensurePackages() keeps going when one package cannot be installed", async () => {
  const { runner } = machine(["chromium"]);
  const report = await ensurePackages(["emscripten", "chromium"], { runner, mayInstall: true });
  assert.deepEqual(report.installed, ["chromium"]);
  assert.match(report.missing[0]!.reason, /^emscripten is missing.*Unable to locate/);
});

Deno.test("ensurePackages() runs no apt-get where it may not install", async () => {
  const { runner, commands } = machine(["chromium"]);
  const report = await ensurePackages(["chromium"], { runner, mayInstall: false });
  assert.deepEqual(commands, []);
  assert.deepEqual(report.missing.map((missing) => missing.package), ["chromium"]);
});

Deno.test("ensurePackages() touches nothing when everything is there", async () => {
  const commands: string[] = [];
  const runner: Run = (command) => {
    commands.push(command.join(" "));
    return Promise.resolve(ended(0, "libgomp.so.1 (libc6,x86-64)"));
  };
  const names = ["libgomp1", "python3-venv", "emscripten", "chromium"] as const;
  const report = await ensurePackages(names, { runner, mayInstall: true });
  assert.deepEqual(report, { present: [...names], installed: [], missing: [] });
  assert.ok(!commands.some((line) => line.startsWith("apt-get")));
});

Deno.test("skipReason() names the package, what for, and the command", async () => {
  const reason = await skipReason("emscripten", () => Promise.resolve(ended(127)));
  assert.equal(
    reason,
    "emscripten is missing, needed for building LightGBM as WebAssembly: " +
      "apt-get install emscripten",
  );
  assert.equal(await skipReason("emscripten", () => Promise.resolve(ended(0))), undefined);
});

Deno.test("findChromium() takes only HELIX_CHROMIUM when it is set", async () => {
  const env = (name: string) => name === "HELIX_CHROMIUM" ? "/opt/chrome" : undefined;
  const only = (there: string): Run => (command) =>
    Promise.resolve(ended(command[0] === there ? 0 : 127));
  assert.equal(await findChromium(only("/opt/chrome"), env), "/opt/chrome");
  assert.equal(await findChromium(only("chromium"), env), undefined);
});
