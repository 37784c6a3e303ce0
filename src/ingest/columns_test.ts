import assert from "node:assert/strict";
import fc from "fast-check";
import { openColumn, readColumn } from "./columns.ts";

Deno.test("openColumn() and readColumn() keep any pieces in their order", () => {
  const path = Deno.makeTempFileSync();
  fc.assert(fc.property(fc.array(fc.uint16Array({ maxLength: 50 })), (pieces) => {
    using column = openColumn(path);
    pieces.forEach((piece) => column.write(piece));
    column.flush();
    const all = pieces.flatMap((piece) => [...piece]);
    assert.deepEqual([...readColumn(path, Uint16Array, all.length)], all);
  }));
  Deno.removeSync(path);
});

Deno.test("openColumn() writes pieces larger than its buffer", () => {
  const path = Deno.makeTempFileSync();
  const large = Float32Array.from({ length: 700_000 }, (_, i) => i);
  using column = openColumn(path);
  column.write(Float32Array.of(-1));
  column.write(large);
  column.write(large.subarray(5, 6));
  column.flush();
  const back = readColumn(path, Float32Array, 700_002);
  assert.deepEqual([back[0], back[1], back[700_000], back[700_001]], [-1, 0, 699_999, 5]);
  Deno.removeSync(path);
});

Deno.test("readColumn() gives shared memory, a prefix on request, and refuses a short file", () => {
  const path = Deno.makeTempFileSync();
  Deno.writeFileSync(path, Uint8Array.of(1, 2, 3));
  const column = readColumn(path, Uint8Array, 2);
  assert.ok(column.buffer instanceof SharedArrayBuffer);
  assert.deepEqual([...column], [1, 2]);
  assert.throws(() => readColumn(path, Uint8Array, 4), RangeError);
  Deno.removeSync(path);
});
