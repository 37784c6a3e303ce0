import assert from "node:assert/strict";
import { openFiles, startParquet } from "./files.ts";

Deno.test("openFiles() leaves what was there when it is not committed", () => {
  const dir = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${dir}/a`, "old");
  {
    using files = openFiles();
    files.open(`${dir}/a`).write(new TextEncoder().encode("new"));
    files.open(`${dir}/deep/b`).write(new TextEncoder().encode("b"));
    assert.equal(files.bytes(), 4);
  }
  assert.equal(Deno.readTextFileSync(`${dir}/a`), "old");
  assert.deepEqual([...Deno.readDirSync(`${dir}/deep`)], []);
  Deno.removeSync(dir, { recursive: true });
});

Deno.test("openFiles() replaces all files on commit", () => {
  const dir = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${dir}/a`, "something longer");
  {
    using files = openFiles();
    files.open(`${dir}/a`).write(new TextEncoder().encode("new"));
    files.commit();
  }
  assert.equal(Deno.readTextFileSync(`${dir}/a`), "new");
  assert.equal([...Deno.readDirSync(dir)].length, 1);
  Deno.removeSync(dir, { recursive: true });
});

Deno.test("startParquet() appends row groups as they are", () => {
  const parts: Uint8Array[] = [];
  const file = { write: (part: Uint8Array) => void parts.push(part) };
  const writer = startParquet(file, [{ name: "x", type: "float" }]);
  const bytes = new Uint8Array([1, 2, 3]);
  writer.append({ rows: 1, bytes, chunks: [{ dictionary: 0, total: 3 }] });
  writer.finish();
  assert.equal(parts[1], bytes);
  assert.equal(parts.length, 3);
});
