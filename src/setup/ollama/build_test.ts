import assert from "node:assert/strict";
import { join } from "node:path";
import type { Run } from "../process.ts";
import { ensureOllama, OLLAMA_VERSION } from "./build.ts";

/** A runner that knows the given programs; `go install` leaves a file where it was told. */
function programs(known: Record<string, string>, install = 0): Run & { calls: string[] } {
  const calls: string[] = [];
  const runner: Run = async (command, options = {}) => {
    calls.push(command.join(" "));
    if (command[1] === "install") {
      if (install === 0) {
        const path = join(
          options.env!.GOBIN!,
          Deno.build.os === "windows" ? "ollama.exe" : "ollama",
        );
        await Deno.writeTextFile(path, "program");
      }
      return { code: install, stdout: "", stderr: install ? "ld: no space left" : "" };
    }
    const out = known[command[0]!];
    return { code: out === undefined ? 127 : 0, stdout: out ?? "", stderr: "" };
  };
  return Object.assign(runner, { calls });
}

async function withCache(work: (cache: string) => Promise<void>) {
  const cache = await Deno.makeTempDir();
  await work(cache).finally(() => Deno.remove(cache, { recursive: true }));
}

Deno.test("ensureOllama() says which tool is missing", async () => {
  await withCache(async (cache) => {
    const old = await ensureOllama({ cache, runner: programs({ go: "go version go1.19.8 x" }) });
    assert.match(old.missing!, /found Go 1\.19/);
    const bare = await ensureOllama({ cache, runner: programs({ go: "go version go1.26.1 x" }) });
    assert.match(bare.missing!, /C\+\+ compiler/);
  });
});

Deno.test("ensureOllama() builds into the cache and leaves nothing beside it", async () => {
  await withCache(async (cache) => {
    const runner = programs({ go: "go version go1.24.0 x", "g++": "12" });
    const { path } = await ensureOllama({ cache, runner });
    assert.ok(path!.startsWith(join(cache, `ollama-${OLLAMA_VERSION}`)));
    assert.equal(await Deno.readTextFile(path!), "program");
    assert.deepEqual([...Deno.readDirSync(cache)].map(({ name }) => name), [
      `ollama-${OLLAMA_VERSION}`,
    ]);
  });
});

Deno.test("ensureOllama() throws with the builder's words when the build fails", async () => {
  await withCache(async (cache) => {
    const runner = programs({ go: "go version go1.24.0 x", "g++": "12" }, 1);
    await assert.rejects(ensureOllama({ cache, runner }), /no space left/);
  });
});
