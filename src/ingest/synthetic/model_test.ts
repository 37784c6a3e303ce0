import assert from "node:assert/strict";
import { ACTIVITY, CHOICE } from "./model.ts";

Deno.test("ACTIVITY.tierShares are the published frequency tiers", () => {
  assert.deepEqual(ACTIVITY.tierShares, [0.25, 0.53, 0.22]);
});

Deno.test("CHOICE leaves a share of picks to plain popularity and to taste", () => {
  assert.ok(CHOICE.firstShare + CHOICE.secondShare < 1);
  assert.ok(CHOICE.repurchase + CHOICE.variant < 1);
});
