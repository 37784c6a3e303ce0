import assert from "node:assert/strict";
import { pageScript } from "./bundle.ts";

Deno.test("pageScript() is one script for browsers: no imports, no Deno, no syntax of tomorrow", async () => {
  const script = await pageScript();
  assert.doesNotMatch(script, /\bDeno\b|\bimport\(|\bfetch\(|\busing [a-z]/);
  assert.doesNotMatch(script, /<\/script/i);
  assert.ok(script.length < 100_000, `${script.length}`);
  new Function(script);
});
