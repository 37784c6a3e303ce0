import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { articleWords } from "./article_words.ts";
import { ARTICLE_FEATURES, FEATURE_COUNT, featureFiller, PERSONA_FREE } from "./choice_features.ts";
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
  assert.deepEqual([...row], [
    ...new Float64Array(ARTICLE_FEATURES.length),
    1,
    Math.log(1 + persona.recentDays),
  ]);
});

Deno.test("featureFiller() likes names with words of what was bought, but not an article for itself", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 70 },
    ...[1, 2, 3, 4].map((article) => ({ customer: article, article, day: 80 })),
  ], { articles: 6 });
  const names = ["OWL MUG", "OWL BAG", "CAT BAG", "CAT MUG", "DOG HAT", "HEN TIN"];
  const facts = articleFacts(shop, 100, articleWords((a) => names[a]!, 6));
  const persona = personaMaker(shop, facts).of(0);
  const filler = featureFiller(facts);
  const taste = (article: number) => {
    const row = new Float64Array(FEATURE_COUNT);
    filler.article(persona, article, row);
    return row[7]!;
  };
  assert.ok(taste(1) > 0 && taste(3) > 0); // owl, mug
  assert.ok(taste(2) < 0);
  assert.ok(Math.abs(taste(0)) < 1e-12); // nothing but itself was bought
  const without = featureFiller(articleFacts(shop, 100));
  const row = new Float64Array(FEATURE_COUNT);
  without.article(persona, 1, row);
  assert.equal(row[7], 0);
});

Deno.test("featureFiller() likes what shares a department with what was bought, beyond the usual", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 70 },
    ...Array.from({ length: 11 }, (_, a) => ({ customer: 1 + a, article: 1 + a, day: 80 })),
  ], {
    articles: 12,
    articleAttributes: {
      product_type_name: Array.from({ length: 12 }, (_, a) => `kind ${a % 3}`),
      department_name: Array.from({ length: 12 }, (_, a) => a < 6 ? "Home" : "Garden"),
      product_code: Array.from({ length: 12 }, (_, a) => `code ${a}`),
    },
  });
  const facts = articleFacts(shop, 100);
  assert.equal(facts.others.length, 1); // codes of their own say nothing of others
  const persona = personaMaker(shop, facts).of(0);
  const row = new Float64Array(FEATURE_COUNT);
  const filler = featureFiller(facts);
  const taste = (article: number) => {
    filler.article(persona, article, row);
    return row[8]!;
  };
  assert.ok(taste(4) > 0 && taste(7) < 0, `${taste(4)} ${taste(7)}`);
  assert.ok(Math.abs(taste(0)) < 1e-12);
});
