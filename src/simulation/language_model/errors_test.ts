import assert from "node:assert/strict";
import { explainTrouble, HttpError, LanguageModelError } from "./errors.ts";

const CONTEXT = { host: "http://h:1", model: "llama3", timeoutSeconds: 9 };

Deno.test("explainTrouble() names cause and mending command for each kind of error", () => {
  const cases = [
    [new HttpError(404, "no"), "model not pulled", "ollama pull llama3"],
    [new HttpError(500, "requires more system memory"), "out of memory", "--model"],
    [new HttpError(500, "terminated"), "server error", "ollama serve"],
    [new SyntaxError("unexpected end"), "server error", "ollama serve"],
    [new DOMException("", "TimeoutError"), "too slow", "ollama ps"],
    [new TypeError("connection refused"), "server down", "ollama serve"],
  ] as const;
  for (const [error, trouble, command] of cases) {
    const explained = explainTrouble(error, CONTEXT);
    assert.equal(explained.trouble, trouble);
    assert.ok(explained.hint.includes(command), explained.hint);
    assert.equal(explained.cause, error);
  }
});

Deno.test("explainTrouble() leaves what is explained already", () => {
  const error = new LanguageModelError("too slow", "m", "h");
  assert.equal(explainTrouble(error, CONTEXT), error);
});
