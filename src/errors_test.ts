import assert from "node:assert/strict";
import { DataError } from "./errors.ts";

Deno.test("DataError puts the place before the message and keeps the hint apart", () => {
  const error = new DataError("Expected a date but found 'x'", {
    place: { file: "t.csv", row: 7 },
    hint: "Write dates as YYYY-MM-DD.",
  });
  assert.equal(error.message, "t.csv, row 7: Expected a date but found 'x'");
  assert.equal(error.hint, "Write dates as YYYY-MM-DD.");
});

Deno.test("DataError without a place is its message", () => {
  const cause = new Error("below");
  const error = new DataError("Expected orders but found none", { cause });
  assert.equal(error.message, "Expected orders but found none");
  assert.equal(error.cause, cause);
});
