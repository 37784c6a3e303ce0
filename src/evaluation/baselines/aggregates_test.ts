import assert from "node:assert/strict";
import { historyReader } from "../../features/history.ts";
import { purchasesIn } from "../../ingest/purchases.ts";
import { snapshotAt } from "../../ingest/shop.ts";
import type { TrainingRows } from "../../ranking/training_rows.ts";
import { featureTables } from "../../ranking/rows.ts";
import { TRIAL_RECIPE, trialShop } from "../../ranking/trial_shop.ts";
import { aggregateRanker, withoutBought } from "./aggregates.ts";

const RECIPE = {
  ...TRIAL_RECIPE,
  labelWindows: 2,
  maxTrees: 6,
  models: TRIAL_RECIPE.models.slice(0, 1),
  seeds: 1,
};

Deno.test("aggregateRanker() lists nothing that the customer has bought, and whole lists", async () => {
  const shop = trialShop();
  const known = snapshotAt(shop, 1106);
  const windowRows = new Map<number, TrainingRows>();
  const recommend = await aggregateRanker(known, featureTables(known), {
    recipe: RECIPE,
    windowRows,
  });
  const history = historyReader(known);
  for (const customer of purchasesIn(shop, 1106, 1113).buyers) {
    history.read(customer);
    const list = Array.from(recommend!(customer));
    assert.ok(list.length >= 90);
    assert.ok(list.every((code) => history.entryOf(code) < 0));
  }
  // a horizon earlier for the trees, and nothing of the label windows is a repurchase
  assert.deepEqual([...windowRows.keys()].sort(), [1085, 1092, 1099]);
  for (const { featureNames, data } of windowRows.values()) {
    const times = featureNames.indexOf("times_bought");
    for (let r = times; r < data.length; r += featureNames.length) assert.equal(data[r], 0);
  }
});

Deno.test("aggregateRanker() splits on features of customers and articles alone", async () => {
  const known = snapshotAt(trialShop(), 1106);
  const tables = featureTables(known);
  const constant = {
    customers: blank(tables.customers),
    articles: blank(tables.articles),
  };
  // with nothing to tell customers and articles apart, all candidates score the same: code order
  const recommend = await aggregateRanker(known, constant, { recipe: RECIPE });
  const list = Array.from(recommend!(1)).slice(0, 20);
  assert.deepEqual(list, [...list].sort((a, b) => a - b));
});

function blank<T extends { readonly values: readonly Float32Array[] }>(table: T): T {
  return { ...table, values: table.values.map((column) => new Float32Array(column.length)) };
}

Deno.test("aggregateRanker() is null where there is too little to learn from", async () => {
  const known = snapshotAt(trialShop({ customers: 3, days: 20 }), 1010);
  assert.equal(await aggregateRanker(known, featureTables(known), { recipe: RECIPE }), null);
});

Deno.test("withoutBought() keeps rows and labels together and drops customers without either kind", () => {
  const rows = {
    featureNames: ["x", "times_bought"],
    data: Float32Array.of(1, 0, 2, 1, 3, 0, /* */ 4, 0, 5, 3, /* */ 6, 0, 7, 0),
    rows: 7,
    label: Uint8Array.of(1, 1, 0, /* */ 0, 1, /* */ 1, 1),
    group: Uint32Array.of(3, 2, 2),
    buyers: 9,
    usable: 3,
  };
  const kept = withoutBought(rows);
  assert.deepEqual([...kept.data], [1, 0, 3, 0]);
  assert.deepEqual([[...kept.label], [...kept.group]], [[1, 0], [2]]);
  assert.deepEqual([kept.rows, kept.buyers, kept.usable], [2, 9, 1]);
  assert.deepEqual(withoutBought(kept), kept);
});
