import assert from "node:assert/strict";
import { readJson } from "./json.ts";

Deno.test("readJson() gives null for whatever is no JSON object", () => {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/a.json`;
  for (const text of ["", "null", "[1]", '"text"', "7", '{"a":', "\x00\xff\x17"]) {
    Deno.writeTextFileSync(file, text);
    assert.equal(readJson(file), null, JSON.stringify(text));
  }
  assert.equal(readJson(folder), null);
  assert.equal(readJson(`${folder}/none.json`), null);
  assert.equal(readJson(`${file}/below.json`), null);
  Deno.removeSync(folder, { recursive: true });
});
