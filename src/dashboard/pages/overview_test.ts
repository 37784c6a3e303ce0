import assert from "node:assert/strict";
import { SEND_TIME_BASES } from "../../timing/send_times.ts";
import { age, reachOf } from "./overview.ts";

Deno.test("reachOf() counts lists, articles and send times of the plan's customers", () => {
  const own = SEND_TIME_BASES.indexOf("personal");
  const reach = reachOf({
    order: Uint32Array.of(2, 0, 1),
    k: 2,
    count: Uint16Array.of(2, 1, 0, 2),
    article: Uint32Array.of(4, 1, 4, 0, 0, 0, 3, 3),
    basis: Uint8Array.of(own, own, 0, own),
    propensity: Float64Array.of(0.25, 0.5, 0.125, 1),
  }, 5);
  assert.deepEqual(reach, {
    listed: 2,
    fullLists: 1,
    personal: 2,
    expected: 0.875,
    articlesShown: 2,
  });
});

Deno.test("age() names the largest unit", () => {
  assert.deepEqual([0, 59 * 60_000, 47 * 3_600_000, 49 * 3_600_000].map(age), [
    "now",
    "59 min",
    "47 h",
    "2 d",
  ]);
});
