import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { drawCustomers } from "./personas.ts";
import { simulate } from "./simulate.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";

const DAY = FIRST_DAY + 84;

/** B sends articles of the category that the customer likes, as the shop planted it. */
function tasteful(customers: Uint32Array, articles: (customer: number) => number[]) {
  return new Map([...customers].map((c) => [c, { articles: articles(c), hour: 9 + 4 * (c % 3) }]));
}
const ownCategory = (c: number) => Array.from({ length: 6 }, (_, i) => 6 * i + c % 6);

Deno.test("simulate() finds the planted taste, behind a gate that passes", async () => {
  const shop = snapshotAt(tastefulShop(), DAY);
  const customers = drawCustomers(600, 600, 1);
  const run = await simulate(shop, customers, tasteful(customers, ownCategory), String, {
    size: 6,
    design: "paired",
    gateCases: 200,
  });
  const { simulation } = run;
  assert.ok(simulation.gate.checks.slice(0, 4).every(({ passed }) => passed));
  assert.ok(simulation.analysis.primary.low > 0);
  assert.equal(run.observations.length, 1200);
  assert.match(simulation.sentence, /simulated by rule-based virtual customers, parse failures/);
});

Deno.test("simulate() fails the gate where no taste was planted", async () => {
  const shop = snapshotAt(tastefulShop({ taste: 0 }), DAY);
  const customers = drawCustomers(600, 400, 1);
  const { simulation: { gate } } = await simulate(
    shop,
    customers,
    tasteful(customers, ownCategory),
    String,
    { size: 6, gateCases: 200 },
  );
  assert.equal(gate.passed, false);
});

Deno.test("simulate() stays the same when everything from the day on changes", async () => {
  const whole = tastefulShop({ customers: 150 });
  const { orders } = whole;
  const changed = {
    ...whole,
    orders: {
      ...orders,
      article: orders.article.map((a, i) => orders.day[i]! < DAY - 7 ? a : 119 - a),
      price: orders.price.map((p, i) => orders.day[i]! < DAY - 7 ? p : 99),
    },
  };
  const customers = drawCustomers(150, 50, 1);
  const recommended = tasteful(customers, ownCategory);
  const run = async (shop: typeof whole) => {
    const options = { size: 6, gateCases: 20 };
    const known = snapshotAt(shop, DAY - 7);
    return (await simulate(known, customers, recommended, String, options)).simulation;
  };
  assert.deepEqual(await run(whole), await run(changed));
});

Deno.test("simulate() throws when history is too short to hold a week back", async () => {
  const shop = snapshotAt(tastefulShop({ customers: 20 }), FIRST_DAY + 8);
  const customers = drawCustomers(20, 20, 1);
  await assert.rejects(
    simulate(shop, customers, tasteful(customers, ownCategory), String),
    RangeError,
  );
});

Deno.test("simulate() sends no hour and finds no effect of one where orders have dates only", async () => {
  const whole = tastefulShop({ customers: 300 });
  const dated = { ...whole, orders: { ...whole.orders, minute: null } };
  const customers = drawCustomers(300, 300, 1);
  const { simulation, observations } = await simulate(
    snapshotAt(dated, DAY),
    customers,
    tasteful(customers, ownCategory), // with hours, which must not be used
    String,
    { size: 6, gateCases: 50 },
  );
  assert.equal(simulation.headStart, null);
  assert.ok(observations.every(({ hour }) => hour === null));
  // Opened at the assumed rate whatever the arm: 25 % of 300, deviation 7.5.
  const opened = observations.filter(({ answer }) => answer.opened).length;
  assert.ok(opened > 45 && opened < 105, String(opened));
  assert.doesNotMatch(simulation.sentence, /hour/);
  assert.ok(simulation.arms.every((text) => !/hour/.test(text)));
});

Deno.test("simulate() takes B's gain apart and runs A/A with the policy of either arm", async () => {
  const customers = drawCustomers(600, 600, 1);
  const shop = snapshotAt(tastefulShop(), DAY);
  const recommended = tasteful(customers, ownCategory);
  const { simulation: { headStart, gate, analysis } } = await simulate(
    shop,
    customers,
    recommended,
    String,
    { size: 6, gateCases: 100 },
  );
  assert.deepEqual(gate.aa.map(({ passed }) => passed), [true, true]);
  assert.ok(headStart!.articles.low > 0 && headStart!.hour.low > 0);
  const { low, high } = analysis.primary;
  assert.ok(headStart!.gain.mean > low && headStart!.gain.mean < high);
  const [none, , full] = headStart!.byReaction;
  assert.deepEqual([none!.hourReaction, none!.hourShare!.mean], [0, 0]);
  assert.equal(full!.gain.mean, headStart!.gain.mean);
});
