import assert from "node:assert/strict";
import { shopFromLines, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { articleFeatures } from "./article.ts";
import { columnOf } from "./catalogue.ts";
import { historyReader } from "./history.ts";
import { assortmentLevels, levelsOf, tasteDefinitions, tastePart } from "./taste.ts";
import { randomShop } from "./test_shop.ts";

const KINDS = { articles: 4, articleAttributes: { kind: ["mug", "mug", "pen", "pen"] } };

/** Values by name of one customer's candidates. */
function tastes(snapshot: Snapshot, popularity: ArrayLike<number>, customer: number) {
  const part = tastePart(snapshot, popularity, 1)!;
  const { articles } = snapshot.orders;
  const columns = [0, ...part.definitions].map(() => new Float32Array(articles + 2));
  const history = historyReader(snapshot);
  history.read(customer);
  const all = Uint32Array.from({ length: articles }, (_, a) => a);
  part.fill(customer, history, all, articles, columns, 2);
  assert.ok(columns[0]!.every((value) => value === 0), "a column before the first was written");
  return Object.fromEntries(
    part.definitions.map(({ name }, f) => [name, [...columns[f + 1]!.subarray(2)]]),
  );
}

function near(actual: number, expected: number, what: string) {
  assert.ok(Math.abs(actual - expected) < 1e-5, `${what}: ${actual} for ${expected}`);
}

Deno.test("tastePart() multiplies the levels' shares by hand", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 20 },
    { customer: 0, article: 2, day: 200 },
    { customer: 1, article: 3, day: 199 },
  ], KINDS);
  const row = tastes(snapshotAt(shop, 200), [3, 1, 2, 2], 0);
  // one purchase 180 days ago counts half; the later one is not known yet
  const n = 1 / 2;
  const mugs = Math.log((n + 10 * 1 / 2) / ((n + 10) * 1 / 2));
  const first = Math.log((n + 2 * 3 / 4) / ((n + 2) * 3 / 4));
  near(row.purchases_slow![0]!, n, "purchases_slow");
  near(row.bought_of_kind![1]!, n, "bought_of_kind");
  near(row.kind_share_kind![0]!, Math.log(1 / 2), "kind_share_kind");
  near(row.taste_of_kind![1]!, mugs, "taste_of_kind");
  near(row.share_in_kind![0]!, Math.log(3 / 4), "share_in_kind");
  near(row.taste_article![0]!, first, "taste_article");
  near(row.taste_article![2]!, 0, "taste_article of a kind never bought");
  near(row.taste![0]!, Math.log(1 / 2) + mugs + Math.log(3 / 4) + first, "taste");
});

Deno.test("tastePart() gives probabilities: over all articles they sum to 1", () => {
  for (const seed of [1, 2, 3]) {
    const snapshot = snapshotAt(randomShop(seed), 1100);
    const popularity = columnOf(articleFeatures(snapshot), "popularity_decayed_30d");
    for (const customer of [0, 7, 29]) {
      const { taste } = tastes(snapshot, popularity, customer);
      near(taste!.reduce((sum, log) => sum + Math.exp(log), 0), 1, "sum");
    }
  }
});

Deno.test("tastePart() says of a customer without orders what everybody buys", () => {
  const shop = shopFromLines([{ customer: 0, article: 0, day: 20 }], { ...KINDS, customers: 2 });
  const popularity = [5, 1, 3, 1];
  const { taste } = tastes(snapshotAt(shop, 30), popularity, 1);
  popularity.forEach((n, a) => near(taste![a]!, Math.log(n / 10), `article ${a}`));
});

Deno.test("tastePart() gives finite numbers where nothing was ever sold of a value", () => {
  const shop = shopFromLines([{ customer: 0, article: 0, day: 20 }], KINDS);
  for (const values of Object.values(tastes(snapshotAt(shop, 30), [1, 0, 0, NaN], 0))) {
    assert.ok(values.every(Number.isFinite), `${values}`);
  }
});

Deno.test("tastePart() leaves nothing of one customer to the next", () => {
  const snapshot = snapshotAt(randomShop(4), 1100);
  const popularity = columnOf(articleFeatures(snapshot), "popularity_decayed_30d");
  const part = tastePart(snapshot, popularity, 0)!;
  const history = historyReader(snapshot);
  const rowOf = (customer: number) => {
    const columns = part.definitions.map(() => new Float32Array(1));
    history.read(customer);
    part.fill(customer, history, Uint32Array.of(3), 1, columns, 0);
    return columns.map(([value]) => value);
  };
  const alone = rowOf(5);
  rowOf(6);
  assert.deepEqual(rowOf(5), alone);
});

Deno.test("assortmentLevels() passes over what is too fine, what has one value, what is not nested", () => {
  const articleAttributes = {
    code: ["1", "2", "3", "4", "5", "6", "7", "8"],
    shop: ["s", "s", "s", "s", "s", "s", "s", "s"],
    colour: ["r", "b", "g", "r", "b", "g", "r", "b"],
    type: ["a", "a", "b", "b", "c", "c", "d", "d"],
    group: ["x", "x", "x", "x", "y", "y", "y", "y"],
  };
  const shop = shopFromLines([{ customer: 0, article: 0, day: 20 }], {
    articles: 8,
    articleAttributes,
  });
  assert.deepEqual(assortmentLevels(snapshotAt(shop, 30)), ["group", "type"]);
});

Deno.test("levelsOf() numbers a value apart under each of the coarser ones", () => {
  const of = (counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([value, n]) => Array<string>(n).fill(value[0]!));
  const articleAttributes = {
    group: of({ x: 6, y: 14 }),
    type: of({ a1: 2, b: 4, a2: 1, c: 6, d: 7 }),
  };
  const shop = shopFromLines([{ customer: 0, article: 0, day: 20 }], {
    articles: 20,
    articleAttributes,
  });
  const [group, type] = levelsOf(snapshotAt(shop, 30));
  assert.deepEqual([group!.attribute, group!.values], ["group", 2]);
  assert.deepEqual([type!.attribute, type!.values], ["type", 5]);
  assert.equal(type!.code[0], type!.code[1]);
  assert.notEqual(type!.code[0], type!.code[6]);
});

Deno.test("tasteDefinitions() gives every column a name of its own", () => {
  const names = tasteDefinitions(["a b", "c"]).map(({ name }) => name);
  assert.equal(new Set(names).size, 2 + 3 + 3 + 2);
  assert.ok(names.every((name) => !/\s/.test(name)), `${names}`);
});

Deno.test("tastePart() is the same whatever articles only later orders name", () => {
  const lines = [
    { customer: 0, article: 0, day: 20 },
    { customer: 0, article: 2, day: 21 },
    { customer: 1, article: 3, day: 22 },
  ];
  const known = snapshotAt(shopFromLines(lines, KINDS), 30);
  const later = { customer: 1, article: 5, day: 40 };
  const kinds = [...KINDS.articleAttributes.kind, "", ""];
  const grown = snapshotAt(
    shopFromLines([...lines, later], { articles: 6, articleAttributes: { kind: kinds } }),
    30,
  );
  const now = tastes(known, [3, 1, 2, 0], 0);
  for (const [name, values] of Object.entries(tastes(grown, [3, 1, 2, 0, 0, 0], 0))) {
    assert.deepEqual(values.slice(0, 4), now[name], name);
  }
});
