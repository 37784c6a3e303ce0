import assert from "node:assert/strict";
import { reasonsFor } from "./reasons.ts";

const row = { times_bought: 2, days_since_bought: 10, due_own: 0.5, buyers_7d: 3, rank_similar: 4 };

Deno.test("reasonsFor() orders by what the model weighs and drops what speaks against", () => {
  const weights = { times_bought: 0.1, buyers_7d: 0.9, rank_similar: -0.5 };
  assert.deepEqual(reasonsFor(row, weights), [
    "bought by 3 customers in the last 7 days",
    "bought 2 times, usually every 20 days, last 10 days ago",
  ]);
});

Deno.test("reasonsFor() says nothing it does not know", () => {
  const unknown = Object.fromEntries(Object.keys(row).map((name) => [name, NaN]));
  assert.deepEqual(reasonsFor(unknown, null), []);
});

Deno.test("reasonsFor() speaks of a variant only where the article itself was never bought", () => {
  const say = (times: number) =>
    reasonsFor({ times_bought: times, days_since_bought: 1, rank_family: 1 }, null).join();
  assert.match(say(0), /variant/);
  assert.doesNotMatch(say(1), /variant/);
});
