import assert from "node:assert/strict";
import { randomLines, randomShop } from "../features/test_shop.ts";
import { LARGE_SHOP, shopFromLines, snapshotAt } from "../ingest/shop.ts";
import {
  candidateGenerator,
  fitCandidates,
  LARGE_SHOP_LIMITS,
  SIGNALS,
  SOURCES,
} from "./candidates.ts";

const asOf = 1100;

Deno.test("candidateGenerator() names every article once and says by which source", () => {
  const { generate } = candidateGenerator(fitCandidates(snapshotAt(randomShop(1), asOf)));
  for (let c = 0; c < 30; c++) {
    const { size, article, rank } = generate(c);
    assert.equal(new Set(article.subarray(0, size)).size, size);
    for (let i = 0; i < size; i++) {
      assert.ok(rank.some((ranks) => ranks[i]! > 0));
    }
    rank.forEach((ranks, s) => {
      const named = [...ranks.subarray(0, size)].filter((r) => r > 0);
      assert.equal(new Set(named).size, named.length, SOURCES[s]);
    });
  }
});

Deno.test("candidateGenerator() gives the same whatever customer came before", () => {
  const model = fitCandidates(snapshotAt(randomShop(2), asOf));
  const used = candidateGenerator(model);
  for (let c = 0; c < 30; c++) used.generate(c);
  for (const c of [7, 3]) {
    const again = used.generate(c);
    const fresh = candidateGenerator(model).generate(c);
    assert.equal(again.size, fresh.size);
    const values = ({ article, rank, score, signal, size }: typeof fresh) =>
      [article, ...rank, ...score, ...signal].map((column) => [...column.subarray(0, size)]);
    assert.deepEqual(values(again), values(fresh));
  }
});

Deno.test("candidateGenerator() keeps to the limit and fills places in order of the sources", () => {
  const snapshot = snapshotAt(randomShop(3), asOf);
  const few = candidateGenerator(fitCandidates(snapshot, { maxCandidates: 5 }));
  const all = candidateGenerator(fitCandidates(snapshot));
  for (let c = 0; c < 30; c++) {
    const wanted = [...all.generate(c).article.subarray(0, 5)];
    const { size, article } = few.generate(c);
    assert.deepEqual([...article.subarray(0, size)], wanted.slice(0, size));
    assert.ok(size <= 5);
  }
});

Deno.test("fitCandidates() leaves out sources with limit 0", () => {
  const limits = Object.fromEntries(SOURCES.map((name) => [name, name === "own" ? 120 : 0]));
  const generator = candidateGenerator(fitCandidates(snapshotAt(randomShop(4), asOf), { limits }));
  const { size, article } = generator.generate(0);
  const own = new Set(
    randomLines(4).filter((l) => l.customer === 0 && l.day < asOf).map((l) => l.article),
  );
  assert.deepEqual(new Set(article.subarray(0, size)), own);
});

Deno.test("fitCandidates() bounds an attribute's share on request", () => {
  const snapshot = snapshotAt(randomShop(5), asOf);
  const diversity = { attribute: "product_type_name", maxShare: 0.2 };
  const model = fitCandidates(snapshot, { maxCandidates: 10, diversity });
  const { codes } = snapshot.articles.attributes.get("product_type_name")!;
  const { generate } = candidateGenerator(model);
  for (let c = 0; c < 30; c++) {
    const { size, article } = generate(c);
    const perValue = Object.groupBy(article.subarray(0, size), (a) => codes[a]!);
    for (const [value, list] of Object.entries(perValue)) {
      if (value !== "0") assert.ok(list!.length <= 2);
    }
  }
});

Deno.test("fitCandidates() refuses a diversity that means nothing", () => {
  const snapshot = snapshotAt(randomShop(5), asOf);
  const fit = (attribute: string, maxShare: number) => () =>
    fitCandidates(snapshot, { diversity: { attribute, maxShare } });
  assert.throws(
    fit("smell", 0.5),
    new RangeError('Expected an attribute of the articles but found "smell"'),
  );
  assert.throws(
    fit("product_code", 0),
    new RangeError("Expected maxShare to be above 0 and at most 1 but found 0"),
  );
});

Deno.test("candidates are blind to the future", () => {
  const whole = randomShop(6);
  const cut = shopFromLines(randomLines(6).filter(({ day }) => day < 1060), {
    customers: 30,
    articles: 20,
  });
  const of = (shop: typeof whole) => candidateGenerator(fitCandidates(snapshotAt(shop, 1060)));
  const [now, alone] = [of(whole), of({ ...whole, orders: cut.orders })];
  for (let c = 0; c < 30; c++) {
    const [a, b] = [now.generate(c), alone.generate(c)];
    assert.deepEqual(a.article.subarray(0, a.size), b.article.subarray(0, b.size));
    SIGNALS.forEach((_, k) =>
      assert.deepEqual(a.signal[k]!.subarray(0, a.size), b.signal[k]!.subarray(0, b.size))
    );
  }
});

Deno.test("a customer without history gets what is popular", () => {
  const snapshot = snapshotAt(randomShop(7, { customers: 30 }), asOf);
  const lines = randomLines(7).filter(({ customer }) => customer !== 0);
  const cold = shopFromLines(lines, { customers: 30, articles: 20 });
  const { generate } = candidateGenerator(
    fitCandidates(snapshotAt({ ...snapshot, orders: cold.orders }, asOf)),
  );
  const { size, rank } = generate(0);
  assert.ok(size > 0);
  assert.ok([...rank[SOURCES.indexOf("own")]!.subarray(0, size)].every((r) => r === 0));
});

Deno.test("fitCandidates() looks for no neighbours and makes no factors in a large shop", () => {
  const shop = shopFromLines([
    ...randomLines(4),
    { customer: LARGE_SHOP - 1, article: 0, day: 1000 },
  ]);
  const snapshot = snapshotAt(shop, asOf);
  const model = fitCandidates(snapshot);
  assert.deepEqual([model.neighbours, model.factors], [null, null]);
  assert.deepEqual(model.limits, LARGE_SHOP_LIMITS);
  const neighbours = SOURCES.indexOf("neighbours");
  const without = candidateGenerator(model).generate(3);
  assert.ok(without.size > 0);
  assert.ok(without.score[neighbours]!.every((score) => score === 0));
  const asked = fitCandidates(snapshot, { limits: { neighbours: 10 } });
  const { size, score } = candidateGenerator(asked).generate(3);
  assert.ok(score[neighbours]!.subarray(0, size).some((score) => score > 0));
});
