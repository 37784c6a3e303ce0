import assert from "node:assert/strict";
import { LightGBMError } from "./errors.ts";

Deno.test("LightGBMError keeps action, reason and cause apart", () => {
  const cause = new Error("deep");
  const error = new LightGBMError("train", "no data", { cause });
  assert.deepEqual([error.name, error.action, error.reason], ["LightGBMError", "train", "no data"]);
  assert.equal(error.cause, cause);
});
