import assert from "node:assert/strict";
import { rankArticles } from "../candidates/popularity.ts";
import { ingest } from "../ingest/ingest.ts";
import { loadShop } from "../ingest/load.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { storePaths } from "../ingest/store.ts";
import { generateSynthetic } from "../ingest/synthetic/generate.ts";
import { openWorkspace } from "../workspace.ts";
import { evaluateOracle } from "./oracle.ts";
import { scoreLists } from "./score_lists.ts";

const CUTOFF = Date.UTC(2020, 8, 16) / 86_400_000;
const root = Deno.makeTempDirSync();
const directory = `${root}/shop`;
await generateSynthetic(directory, { customers: 1500, hours: true, threads: 1 });
const workspace = openWorkspace(`${root}/ws`);
await ingest(directory, workspace, { threads: 1 });
const shop = loadShop(workspace);
const store = storePaths(workspace);
const truth = purchasesIn(shop, CUTOFF, CUTOFF + 7);

Deno.test("evaluateOracle() scores far above popularity and gives fractions of it", async () => {
  const sold = new Float64Array(shop.articles.count);
  shop.orders.article.forEach((a, i) => sold[a]! += shop.orders.day[i]! < CUTOFF ? 1 : 0);
  const popular = rankArticles(sold, 12).article;
  const { values } = scoreLists(truth, () => popular);
  const map = values.map_at_12.reduce((a, b) => a + b, 0) / truth.buyers.length;
  const ours = { mapAt12: map, ndcgAt10: 0.01 };
  const found = await evaluateOracle({ directory, store, shop, truth, ours });
  assert.ok(found !== null);
  assert.equal(found.buyers, truth.buyers.length);
  assert.ok(found.mapAt12.oracle > 2 * map, `${found.mapAt12.oracle} against ${map}`);
  assert.equal(found.mapAt12.fraction, map / found.mapAt12.oracle);
  assert.ok(found.ndcgAt10.oracle > 0.02 && found.ndcgAt10.oracle < 0.5);
  const { oracle, ours: reached } = found.withinAnHour!;
  assert.ok(oracle > reached && reached > 0.1, `${oracle} against ${reached}`);
});

Deno.test("evaluateOracle() says nothing of a week that the truth does not know", async () => {
  const before = purchasesIn(shop, CUTOFF - 7, CUTOFF);
  const ours = { mapAt12: 0, ndcgAt10: 0 };
  assert.equal(await evaluateOracle({ directory, store, shop, truth: before, ours }), null);
});

globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
