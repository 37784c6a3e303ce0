import assert from "node:assert/strict";
import { LIGHTGBM_VERSION } from "../lightgbm/mod.ts";
import { environment, gitCommit } from "./environment.ts";

Deno.test("environment() names the versions that scores depend on", () => {
  const found = environment();
  assert.equal(found.lightgbm, LIGHTGBM_VERSION);
  assert.equal(found.os, Deno.build.os);
  assert.ok(found.cores > 0);
});

Deno.test("gitCommit() follows loose, packed and detached heads", () => {
  const root = Deno.makeTempDirSync();
  const write = (path: string, text: string) =>
    Deno.writeTextFileSync(`${root}/.git/${path}`, text);
  Deno.mkdirSync(`${root}/.git`);
  const [packed, detached] = ["b".repeat(40), "c".repeat(40)];
  write("HEAD", "ref: refs/heads/main\n");
  assert.equal(gitCommit(root), null);
  write("packed-refs", `# pack-refs\n${packed} refs/heads/main\n`);
  assert.equal(gitCommit(root), packed);
  write("HEAD", `${detached}\n`);
  assert.equal(gitCommit(root), detached);
  Deno.removeSync(root, { recursive: true });
});
