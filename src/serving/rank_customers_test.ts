import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { rowInputs } from "../ranking/rows.ts";
import { trainRanker } from "../ranking/train.ts";
import { TRIAL_RECIPE, trialShop } from "../ranking/trial_shop.ts";
import type { CustomerLists } from "./customer_lists.ts";
import { rankCustomers, rankRange } from "./rank_customers.ts";
import { BUCKET, bucketCount, type BucketFolder } from "./ranked_buckets.ts";

/** Nine buckets. */
const CUSTOMERS = 4_500;
const RECIPE = {
  ...TRIAL_RECIPE,
  candidates: { ...TRIAL_RECIPE.candidates, maxCandidates: 20 },
};
const snapshot = snapshotAt(trialShop({ customers: CUSTOMERS, articles: 60, days: 60 }), 1060);
const ranker = await trainRanker(snapshot, { recipe: { ...RECIPE, labelWindows: 2 } });
assert.ok("modelText" in ranker);
const { modelText } = ranker;
const inputs = rowInputs(fitCandidates(snapshot, RECIPE.candidates));
const whole = await rankCustomers(inputs, modelText);

const range = { from: 0, to: CUSTOMERS };
const noInputs = () => Promise.reject(new Error("inputs were asked for"));

function bucketFolder(): BucketFolder & Disposable {
  const path = Deno.makeTempDirSync();
  return {
    path,
    fingerprint: "trial",
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

function assertSame(found: CustomerLists, expected: CustomerLists) {
  for (const part of ["count", "article", "score"] as const) {
    assert.ok(found[part].every((value, i) => value === expected[part][i]), part);
  }
}

Deno.test("rankCustomers() gives every customer 12 different articles by falling score", () => {
  for (let c = 0; c < CUSTOMERS; c++) {
    assert.equal(whole.count[c], 12);
    const articles = whole.article.subarray(12 * c, 12 * c + 12);
    assert.equal(new Set(articles).size, 12);
    for (let r = 1; r < 12; r++) {
      assert.ok(whole.score[12 * c + r]! <= whole.score[12 * c + r - 1]!);
    }
  }
});

Deno.test("rankCustomers() gives the same lists with any number of Workers", async () => {
  assertSame(await rankCustomers(inputs, modelText, { threads: 3, workersFrom: 0 }), whole);
});

Deno.test("rankCustomers() gives a range of customers the lists that they have among all", async () => {
  const part = await rankCustomers(inputs, modelText, { from: 1000, to: 2500 });
  const end = (k: number) => [1000 * k, 2500 * k] as const;
  assert.deepEqual(part.count, whole.count.slice(...end(1)));
  assert.deepEqual(part.article, whole.article.slice(...end(12)));
  assert.deepEqual(part.score, whole.score.slice(...end(12)));
});

Deno.test("rankRange() goes on from the buckets that are there", async () => {
  using buckets = bucketFolder();
  assertSame(
    await rankCustomers(inputs, modelText, { buckets, threads: 2, workersFrom: 0 }),
    whole,
  );
  const files = [...Deno.readDirSync(buckets.path)].map(({ name }) => name).sort();
  assert.equal(files.length, bucketCount(CUSTOMERS));
  assertSame(await rankRange(range, noInputs, modelText, { buckets }), whole);
  Deno.removeSync(`${buckets.path}/${files[2]}`);
  const damaged = Deno.readFileSync(`${buckets.path}/${files[4]}`);
  damaged[5000]! ^= 1;
  Deno.writeFileSync(`${buckets.path}/${files[4]}`, damaged);
  Deno.truncateSync(`${buckets.path}/${files[7]}`, 999);
  await assert.rejects(rankRange(range, noInputs, modelText, { buckets }), /asked for/);
  assertSame(await rankCustomers(inputs, modelText, { buckets }), whole);
});

Deno.test("rankRange() takes no bucket of another ranking", async () => {
  using buckets = bucketFolder();
  await rankCustomers(inputs, modelText, { buckets });
  const other = { path: buckets.path, fingerprint: "another" };
  await assert.rejects(rankRange(range, noInputs, modelText, { buckets: other }), /asked for/);
  await assert.rejects(rankRange(range, noInputs, modelText, { buckets, k: 11 }), /asked for/);
});

Deno.test("rankRange() gathers shards into the unsharded lists", async () => {
  using buckets = bucketFolder();
  let ranked = 0;
  for (const index of [3, 1, 4, 2]) {
    const shard = await rankCustomers(inputs, modelText, { buckets, shard: { index, of: 4 } });
    ranked += shard.count.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0);
  }
  assert.equal(ranked, CUSTOMERS);
  assert.ok(CUSTOMERS > 4 * BUCKET);
  assertSame(await rankRange(range, noInputs, modelText, { buckets }), whole);
});

Deno.test("rankCustomers() refuses customers that the snapshot does not have", async () => {
  await assert.rejects(
    rankCustomers(inputs, modelText, { to: CUSTOMERS + 1 }),
    /within 0 to 4500/,
  );
});
