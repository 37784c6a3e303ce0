import assert from "node:assert/strict";
import { type OpenHandles, ownHandle } from "./handle.ts";

Deno.test("ownHandle() frees once, however often it is disposed of", () => {
  const freed: number[] = [];
  const open: OpenHandles = new Set();
  const handle = ownHandle(open, "thing", 5, (address) => freed.push(address));
  assert.equal(handle.address, 5);
  assert.equal(open.size, 1);
  handle.dispose();
  handle.dispose();
  assert.deepEqual(freed, [5]);
  assert.equal(open.size, 0);
  assert.throws(() => handle.address, /ReferenceError|This thing was disposed of/);
});

Deno.test("ownHandle() is freed by the engine's end, and not again by its owner", () => {
  const freed: number[] = [];
  const open: OpenHandles = new Set();
  const handle = ownHandle(open, "thing", 5, (address) => freed.push(address));
  handle.retain();
  for (const free of [...open]) free();
  handle.release();
  handle.dispose();
  assert.deepEqual(freed, [5]);
});
