import assert from "node:assert/strict";
import { articleFacts } from "./article_facts.ts";
import { FEATURE_COUNT, featureFiller, PERSONA_FREE } from "./choice_features.ts";
import { personaMaker } from "./personas.ts";
import { tastefulShop } from "./testing.ts";

Deno.test("featureFiller() gives a liked category more than another one", () => {
  const shop = tastefulShop({ customers: 120, taste: 1 });
  const facts = articleFacts(shop, 1084);
  const persona = personaMaker(shop, facts).of(2);
  const filler = featureFiller(facts);
  const [own, other] = [2, 3].map((article) => {
    const row = new Float64Array(FEATURE_COUNT);
    filler.article(persona, article, row);
    return row;
  });
  assert.ok(own![4]! > 1 && other![4]! < -0.5);
  assert.ok(own![6]! < 0.01 && other![6]! > 0.2); // every category has its own price
});

Deno.test("featureFiller() tells personas apart only in columns that are not persona-free", () => {
  const shop = tastefulShop({ customers: 60 });
  const facts = articleFacts(shop, 1084);
  const maker = personaMaker(shop, facts);
  const filler = featureFiller(facts);
  const rows = [0, 1].map((customer) => {
    const row = new Float64Array(FEATURE_COUNT);
    filler.article(maker.of(customer), 0, row);
    return row;
  });
  for (const f of PERSONA_FREE) assert.equal(rows[0]![f], rows[1]![f]);
  assert.notDeepEqual(rows[0], rows[1]);
});

Deno.test("featureFiller() leaves the article's features at 0 for choosing nothing", () => {
  const shop = tastefulShop({ customers: 6 });
  const facts = articleFacts(shop, 1084);
  const row = new Float64Array(FEATURE_COUNT).fill(9);
  const persona = personaMaker(shop, facts).of(0);
  featureFiller(facts).outside(persona, row);
  assert.deepEqual([...row], [0, 0, 0, 0, 0, 0, 0, 1, Math.log(1 + persona.recentDays)]);
});
