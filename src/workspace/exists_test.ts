import assert from "node:assert/strict";
import { exists, isFile } from "./exists.ts";

Deno.test("exists() sees a link to nothing, isFile() follows it", () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.symlinkSync(`${folder}/file`, `${folder}/link`);
    assert.deepEqual([exists(`${folder}/link`), isFile(`${folder}/link`)], [true, false]);
    Deno.writeTextFileSync(`${folder}/file`, "");
    assert.deepEqual([exists(`${folder}/link`), isFile(`${folder}/link`)], [true, true]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("exists() and isFile() throw where a path goes through a file", () => {
  const file = Deno.makeTempFileSync();
  try {
    assert.throws(() => exists(`${file}/a`), Deno.errors.NotADirectory);
    assert.throws(() => isFile(`${file}/a`), Deno.errors.NotADirectory);
  } finally {
    Deno.removeSync(file);
  }
});
