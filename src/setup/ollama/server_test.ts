import assert from "node:assert/strict";
import { startOllama } from "./server.ts";

Deno.test("startOllama() throws when there is no such program", async () => {
  await assert.rejects(startOllama("/no/such/ollama"), Deno.errors.NotFound);
});
