import assert from "node:assert/strict";
import { join } from "node:path";
import { cacheDirectory, fillDirectory, sha256 } from "./cache.ts";

Deno.test("cacheDirectory() follows the platform", () => {
  assert.equal(cacheDirectory({ HOME: "/h" }, "linux"), "/h/.cache/local-helix");
  assert.equal(cacheDirectory({ HOME: "/h", XDG_CACHE_HOME: "/x" }, "linux"), "/x/local-helix");
  assert.equal(cacheDirectory({ HOME: "/h" }, "darwin"), "/h/Library/Caches/local-helix");
  assert.throws(() => cacheDirectory({}, "linux"), /Expected HOME or LOCAL_HELIX_CACHE/);
});

Deno.test("sha256() gives the standard's digest of abc", () => {
  assert.match(sha256("abc"), /^ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad$/);
});

Deno.test("fillDirectory() replaces a directory whole and leaves nothing beside it", async () => {
  const home = await Deno.makeTempDir();
  const path = join(home, "deep", "target");
  for (const content of ["one", "two"]) {
    await fillDirectory(path, (temporary) => Deno.writeTextFile(join(temporary, content), content));
    assert.deepEqual([...Deno.readDirSync(path)].map((entry) => entry.name), [content]);
  }
  assert.deepEqual([...Deno.readDirSync(join(home, "deep"))].map((e) => e.name), ["target"]);
  await Deno.remove(home, { recursive: true });
});

Deno.test("fillDirectory() leaves what was there when filling fails", async () => {
  const home = await Deno.makeTempDir();
  const path = join(home, "target");
  await fillDirectory(path, (temporary) => Deno.writeTextFile(join(temporary, "kept"), ""));
  await assert.rejects(
    fillDirectory(path, () => Promise.reject(new Error("disk full"))),
    /disk full/,
  );
  assert.deepEqual([...Deno.readDirSync(path)].map((entry) => entry.name), ["kept"]);
  assert.deepEqual([...Deno.readDirSync(home)].map((entry) => entry.name), ["target"]);
  await Deno.remove(home, { recursive: true });
});
