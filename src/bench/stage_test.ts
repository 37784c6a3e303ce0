import assert from "node:assert/strict";
import { latencyOf } from "./stage.ts";

Deno.test("latencyOf() of one time is that time", () => {
  assert.deepEqual(latencyOf(Float64Array.of(3)), { customers: 1, p50: 3, p99: 3, largest: 3 });
});
