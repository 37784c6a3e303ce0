import assert from "node:assert/strict";
import { reasonsFor } from "./reasons.ts";

const row = { times_bought: 2, days_since_bought: 10, due_own: 0.5, buyers_7d: 3, rank_similar: 4 };

Deno.test("reasonsFor() orders by what the model weighs and drops what speaks against", () => {
  const weights = { times_bought: 0.1, buyers_7d: 0.9, rank_similar: -0.5 };
  assert.deepEqual(reasonsFor(row, weights), [
    "bought by 3 customers in the last 7 days",
    "bought 2 times, usually every 3 weeks, last 10 days ago",
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

Deno.test("reasonsFor() tells spans as people do", () => {
  const say = (since: number, due: number, times = 3) =>
    reasonsFor({ times_bought: times, days_since_bought: since, due_own: due }, null)[0];
  assert.equal(say(42, 42 / 35), "bought 3 times, usually every 5 weeks, last 6 weeks ago");
  assert.equal(say(1, 1), "bought 3 times, usually every day, last 1 day ago");
  assert.equal(say(92, 92 / 61), "bought 3 times, usually every 9 weeks, last 3 months ago");
  assert.equal(say(800, 2, 2), "bought 2 times, usually every 13 months, last 2 years ago");
  assert.equal(say(13, NaN, 1), "bought once, 13 days ago");
});

Deno.test("reasonsFor() gives each feature's weight to one sentence that holds", () => {
  const values = {
    times_bought: 0,
    rank_neighbours: 2,
    rank_similar: 0,
    affinity_product_type_name: 0.31,
    repurchase_rate: 0.02,
  };
  const weights = { signal_factors: 0.4, affinity_product_type_name: 0.5, score_similar: 9 };
  assert.deepEqual(reasonsFor(values, weights), [
    "of a product type that makes 31 % of the purchases",
    "bought lately by customers of a similar taste",
  ]);
});

Deno.test("reasonsFor() lets tastes speak for the likings they come from", () => {
  const values = { times_bought: 0, buyers_7d: 2, affinity_colour: 0.4 };
  const liking = "of a colour that makes 40 % of the purchases";
  const popular = "bought by 2 customers in the last 7 days";
  const say = (weights: Record<string, number>) =>
    reasonsFor(values, { ...weights, sales_7d: 0.2 });
  assert.deepEqual(say({ taste_of_colour: 0.3 }), [liking, popular]);
  assert.deepEqual(say({ bought_of_colour: 0.1 }), [popular, liking]);
  assert.deepEqual(say({ taste_of_colour: -0.3, bought_of_colour: 0.1 }), [popular]);
  assert.deepEqual(say({ share_in_kind: 0.5, taste_article: 9 }), [popular]);
});
