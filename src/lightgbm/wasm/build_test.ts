import assert from "node:assert/strict";
import { ensureWasm, findWasm } from "./build.ts";

Deno.test("findWasm() finds nothing in an empty cache", async () => {
  const cacheDir = await Deno.makeTempDir();
  assert.equal(await findWasm({ cacheDir }), undefined);
  await Deno.remove(cacheDir, { recursive: true });
});

const built = await findWasm();

Deno.test({
  name: "ensureWasm() gives a whole module as it is, and findWasm() refuses an altered one",
  ignore: built === undefined,
  fn: async () => {
    const cacheDir = await Deno.makeTempDir();
    const parts = built!.split(/[\\/]/).slice(-3);
    const folder = [cacheDir, ...parts.slice(0, 2)].join("/");
    const path = `${folder}/${parts[2]}`;
    await Deno.mkdir(folder, { recursive: true });
    for (const suffix of ["", ".sha256"]) await Deno.copyFile(built! + suffix, path + suffix);
    assert.equal(await findWasm({ cacheDir }), path);
    const notes: string[] = [];
    const link = await ensureLink(cacheDir, path, notes);
    assert.deepEqual(notes, [], `built anew although linked ${link}`);
    await Deno.writeFile(path, Uint8Array.from([0]), { append: true });
    assert.equal(await findWasm({ cacheDir }), undefined);
    await Deno.remove(cacheDir, { recursive: true });
  },
});

/** Asks for the link mode whose module is there. */
async function ensureLink(cacheDir: string, path: string, notes: string[]): Promise<string> {
  const full = await ensureWasmOrNothing(cacheDir, "full", notes);
  if (full === path) return "full";
  notes.length = 0;
  assert.equal(await ensureWasmOrNothing(cacheDir, "fast", notes), path);
  return "fast";
}

async function ensureWasmOrNothing(
  cacheDir: string,
  link: "full" | "fast",
  notes: string[],
): Promise<string | undefined> {
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    return await ensureWasm({ cacheDir, link, note: (note) => notes.push(note) });
  } catch {
    return undefined;
  } finally {
    Deno.env.set("PATH", before);
  }
}

Deno.test("ensureWasm() says in one line what to install where the toolchain is missing", async () => {
  const cacheDir = await Deno.makeTempDir();
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    await assert.rejects(ensureWasm({ cacheDir }), (error: Error) => {
      assert.match(
        error.message,
        /^LightGBM could not build .*emscripten is missing; install it.*$/,
      );
      return true;
    });
  } finally {
    Deno.env.set("PATH", before);
  }
  await Deno.remove(cacheDir, { recursive: true });
});
