import assert from "node:assert/strict";
import { terminalNotes } from "./notes.ts";

Deno.test("terminalNotes tells notes on standard error and keeps bars to itself", () => {
  const said: unknown[] = [];
  const original = console.error;
  console.error = (message: unknown) => void said.push(message);
  try {
    const bar = terminalNotes.start("Reading", 3, "rows");
    bar.update(1);
    bar.finish("done");
    terminalNotes.note("Making the environment");
  } finally {
    console.error = original;
  }
  assert.deepEqual(said, ["Making the environment"]);
});
