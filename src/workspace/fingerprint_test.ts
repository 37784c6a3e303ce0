import assert from "node:assert/strict";
import fc from "fast-check";
import { join } from "node:path";
import { fileFingerprint, fingerprint } from "./fingerprint.ts";

Deno.test("fingerprint() is the same for the same value whatever the order of its keys", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    const turned = Object.fromEntries(Object.entries(value).reverse());
    assert.equal(fingerprint(turned), fingerprint(value));
  }));
});

Deno.test("fingerprint() tells values apart", () => {
  const values = [null, 0, "0", "", false, [], {}, [0], ["0"], { a: 0 }, { a: "0" }, [[0]], [0, 0]];
  assert.equal(new Set(values.map(fingerprint)).size, values.length);
});

Deno.test("fingerprint() refuses what JSON cannot tell apart", () => {
  for (const value of [NaN, 1n, () => 1, new Map(), [Infinity]]) {
    assert.throws(() => fingerprint(value), TypeError);
  }
});

Deno.test("fileFingerprint() sees every change of a small file and changed ends of a large one", () => {
  const folder = Deno.makeTempDirSync();
  const small = join(folder, "small");
  Deno.writeTextFileSync(small, "aaa");
  const before = fileFingerprint(small);
  Deno.writeTextFileSync(small, "aba");
  assert.notEqual(fileFingerprint(small), before);

  const large = join(folder, "large");
  using file = Deno.openSync(large, { create: true, write: true });
  file.truncateSync(80 << 20);
  const time = new Date(2020, 1, 1);
  const print = (position: number) => {
    file.seekSync(position, Deno.SeekMode.Start);
    file.writeSync(Uint8Array.of(7));
    Deno.utimeSync(large, time, time);
    return fileFingerprint(large);
  };
  const prints = [print(0), print((80 << 20) - 1), print(40 << 20)];
  assert.notEqual(prints[0], prints[1]);
  assert.equal(prints[1], prints[2], "the middle is only seen by the time of change");
  Deno.removeSync(folder, { recursive: true });
});
