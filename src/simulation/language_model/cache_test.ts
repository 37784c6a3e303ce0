import assert from "node:assert/strict";
import { answerKey, openAnswerCache } from "./cache.ts";

Deno.test("openAnswerCache() keeps every answer when a kill cut the last line off", () => {
  const folder = Deno.makeTempDirSync();
  const cache = openAnswerCache(folder, "sha256:abc");
  cache.put("a", "1\n2");
  cache.put("b", "ü");
  const [{ name }] = [...Deno.readDirSync(folder)] as [Deno.DirEntry];
  const path = `${folder}/${name}`;
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.slice(0, -4)); // the last entry is incomplete
  const again = openAnswerCache(folder, "sha256:abc");
  assert.deepEqual([again.get("a"), again.get("b"), again.size], ["1\n2", undefined, 1]);
  again.put("c", "3");
  const third = openAnswerCache(folder, "sha256:abc");
  assert.deepEqual([third.get("a"), third.get("c"), third.size], ["1\n2", "3", 2]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("answerKey() changes with every part of a request", () => {
  const base = { system: "s", user: "u", format: {}, seed: 1, temperature: 0.7 };
  const changes = [{ system: "t" }, { user: "v" }, { format: { a: 1 } }, { seed: 2 }, {
    temperature: 0,
  }];
  const keys = [base, ...changes.map((change) => ({ ...base, ...change }))].map(answerKey);
  assert.equal(new Set(keys).size, keys.length);
});
