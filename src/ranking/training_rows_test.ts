import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { randomLines, randomShop } from "../features/test_shop.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { rowFiller, rowInputs } from "./rows.ts";
import { joinRows, trainingRows } from "./training_rows.ts";

const shop = randomShop(4);
const known = snapshotAt(shop, 1107);

Deno.test("trainingRows() labels what was bought in the window, features as of its first day", () => {
  const rows = trainingRows(known, 1100, 7);
  const filler = rowFiller(rowInputs(fitCandidates(snapshotAt(shop, 1100))));
  const width = filler.definitions.length;
  let at = 0;
  let queries = 0;
  const buyers = new Set(
    randomLines(4).filter(({ day }) => day >= 1100 && day < 1107).map((line) => line.customer),
  );
  for (const c of [...buyers].sort((a, b) => a - b)) {
    const bought = new Set(
      randomLines(4).filter((l) => l.customer === c && l.day >= 1100 && l.day < 1107)
        .map((line) => line.article),
    );
    const size = filler.fill(c);
    const { article } = filler.generator.candidates;
    const labels = Array.from({ length: size }, (_, i) => bought.has(article[i]!) ? 1 : 0);
    if (!labels.includes(1) || !labels.includes(0)) continue;
    assert.deepEqual([...rows.label.subarray(at, at + size)], labels);
    for (let i = 0; i < size; i++) {
      const row = rows.data.subarray((at + i) * width, (at + i + 1) * width);
      assert.deepEqual(row, Float32Array.from(filler.columns, (column) => column[i]!));
    }
    at += size;
    assert.equal(rows.group[queries++], size);
  }
  assert.deepEqual([rows.rows, rows.group.length, rows.buyers], [at, queries, buyers.size]);
});

Deno.test("trainingRows() keeps every positive and about as many negatives as asked for", () => {
  const all = trainingRows(known, 1100, 7);
  const few = trainingRows(known, 1100, 7, { negatives: 4 });
  const sum = (label: Uint8Array) => label.reduce((total, value) => total + value, 0);
  assert.equal(sum(few.label), sum(all.label));
  const negatives = (few.rows - sum(few.label)) / few.group.length;
  assert.ok(negatives > 2.5 && negatives < 5.5, `${negatives}`);
});

Deno.test("trainingRows() is blind to what follows its window", () => {
  const later = snapshotAt(shop, 1120);
  assert.deepEqual(trainingRows(later, 1100, 7), trainingRows(known, 1100, 7));
});

Deno.test("trainingRows() refuses a window that is not over", () => {
  assert.throws(
    () => trainingRows(known, 1101, 7),
    new RangeError("Expected the label week to end by day 1107 but found 1108"),
  );
});

Deno.test("joinRows() appends weeks in order, and needs one", () => {
  const weeks = [1093, 1100].map((from) => trainingRows(known, from, 7));
  const joined = joinRows(weeks);
  assert.equal(joined.rows, weeks[0]!.rows + weeks[1]!.rows);
  assert.deepEqual([...joined.group], weeks.flatMap(({ group }) => [...group]));
  assert.deepEqual(
    joined.data.subarray(weeks[0]!.data.length),
    new Float32Array(weeks[1]!.data),
  );
  assert.throws(() => joinRows([]), RangeError);
});

Deno.test("trainingRows() has no rows where nobody bought a candidate", () => {
  const cold = shopFromLines([{ customer: 0, article: 0, day: 10 }, {
    customer: 1,
    article: 1,
    day: 20,
  }]);
  assert.equal(trainingRows(snapshotAt(cold, 27), 20, 7).rows, 0);
});
