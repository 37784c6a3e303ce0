import assert from "node:assert/strict";
import { ollamaStep } from "./main.ts";

Deno.test("ollamaStep() is one step of the test command, done when it is called", () => {
  const { title, work } = ollamaStep("/nowhere");
  assert.equal(title, "Language model");
  assert.equal(typeof work, "function");
});
