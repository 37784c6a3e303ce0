import assert from "node:assert/strict";
import { fitCandidates, SOURCES } from "../../candidates/candidates.ts";
import { candidateRecall } from "../../candidates/recall.ts";
import type { Labels } from "../../ingest/load.ts";
import { purchasesIn } from "../../ingest/purchases.ts";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import {
  boughtRows,
  candidateRows,
  historyFigure,
  recallFigure,
  SOURCE_MEANINGS,
  sourceFigure,
  sourceRows,
  typicalCustomer,
} from "./candidates.ts";

const line = (customer: number, article: number, day: number): LineInput => ({
  customer,
  article,
  day,
});
const shop = shopFromLines([
  line(0, 0, 10),
  line(0, 1, 20),
  line(0, 1, 40),
  line(1, 1, 10),
  line(1, 0, 20),
  line(1, 2, 30),
  line(2, 2, 12),
]);
const ids = { count: 3, idOf: (code: number) => `id${code}`, codeOf: () => undefined };
const labels: Labels = {
  customers: ids,
  articles: ids,
  articleName: (article) => article === 0 ? "mug" : "",
};
const model = fitCandidates(snapshotAt(shop, 35));
const recall = candidateRecall(model, purchasesIn(shop, 35, 42));

Deno.test("every source has a meaning", () => {
  assert.deepEqual(Object.keys(SOURCE_MEANINGS), [...SOURCES]);
  assert.ok(sourceRows(recall).every((row) => row["what it proposes"] !== row.source));
});

Deno.test("candidateRows() names articles, and sources only where they proposed them", () => {
  const rows = candidateRows(model, 0, labels, 2);
  assert.equal(rows.length, 2);
  assert.deepEqual(new Set(rows.map((row) => row.article)), new Set(["mug", "id1"]));
  assert.ok(rows.every((row) => row.own !== null));
});

Deno.test("boughtRows() begins with the newest", () => {
  const rows = boughtRows(snapshotAt(shop, 50), 0, labels, 2);
  assert.deepEqual(rows.map((row) => row.article), ["id1", "id1"]);
  assert.equal((rows[0]!.day as Date).getTime(), 40 * 86_400_000);
});

Deno.test("typicalCustomer() has come back, and is the first where nobody has", () => {
  assert.ok([0, 1].includes(typicalCustomer(snapshotAt(shop, 50))));
  assert.equal(typicalCustomer(snapshotAt(shop, 11)), 0);
});

Deno.test("the recall's figures exist with a week to look at, and say so without one", () => {
  for (const make of [recallFigure, sourceFigure, historyFigure]) {
    assert.ok(isFigure(make(recall)));
    assert.match(String(make(null)), /too short/);
  }
});

Deno.test("recallFigure() ends with the ceiling", () => {
  const made = recallFigure(recall);
  assert.ok(isFigure(made));
  assert.equal(made.marks[0]!.y.at(-1), recall.ceiling);
});
