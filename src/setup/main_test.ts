import assert from "node:assert/strict";
import { setUp } from "./main.ts";

Deno.test("setUp() leaves a library that is there, and a second time changes nothing", async () => {
  const entry = new URL("./cache.ts", import.meta.url).pathname;
  const first = await setUp({ entry });
  const before = await Deno.stat(first.library);
  const again = await setUp({ entry });
  assert.equal(again.library, first.library);
  assert.deepEqual((await Deno.stat(again.library)).mtime, before.mtime);
});

Deno.test("setUp() says in one line what could not be fetched", async () => {
  const folder = await Deno.makeTempDir();
  const entry = `${folder}/entry.ts`;
  await Deno.writeTextFile(entry, `import "./missing.ts";`);
  await assert.rejects(
    () => setUp({ entry }),
    (error: Error) =>
      /^Expected to fetch the npm packages but found: .*missing/.test(error.message),
  );
  await Deno.remove(folder, { recursive: true });
});
