import assert from "node:assert/strict";
import { columnSink, csvSink, type LineSink, priceOf, priceWords } from "./lines.ts";

const words = {
  customerId: (customer: number, out: Uint8Array, at: number) =>
    void out.fill(97 + customer, at, at + 64),
  articleIds: new TextEncoder().encode("01087750150108775044"),
  prices: priceWords(),
};

function textOf(sink: LineSink): string {
  return new TextDecoder().decode(sink.finish().text);
}

Deno.test("csvSink() writes Kaggle's columns, with a time where there is one", () => {
  const sink = csvSink(1, words);
  sink.basket(0, 2, -1);
  sink.line(1, 2999);
  sink.line(0, 59);
  sink.basket(1, 1, 9 * 60 + 5);
  sink.line(1, 590);
  assert.equal(
    textOf(sink),
    `2018-09-21,${"a".repeat(64)},0108775044,0.05083050847457627,2\n` +
      `2018-09-21,${"a".repeat(64)},0108775015,0.001,2\n` +
      `2018-09-21 09:05:00,${"b".repeat(64)},0108775044,0.01,1\n`,
  );
});

Deno.test("csvSink() grows as needed", () => {
  const sink = csvSink(0, words, 1);
  sink.basket(0, 1, 1439);
  for (let k = 0; k < 500; k++) sink.line(k % 2, 999);
  const rows = textOf(sink).trim().split("\n");
  assert.equal(rows.length, 500);
  assert.equal(rows[499], `2018-09-20 23:59:00,${"a".repeat(64)},0108775044,${priceOf(999)},1`);
});

Deno.test("columnSink() keeps lines by column and grows as needed", () => {
  const sink = columnSink(1);
  sink.basket(3, 2, 77);
  for (let k = 0; k < 5; k++) sink.line(k, 100 + k);
  const { rows, columns } = sink.finish();
  assert.equal(rows, 5);
  assert.deepEqual([...columns!.article], [0, 1, 2, 3, 4]);
  assert.deepEqual([...columns!.cents], [100, 101, 102, 103, 104]);
  assert.deepEqual([...columns!.minute], [77, 77, 77, 77, 77]);
  assert.deepEqual([...columns!.customer], [3, 3, 3, 3, 3]);
});

Deno.test("priceWords() reads back as priceOf()", () => {
  const { text, slot, length } = priceWords();
  for (const cents of [1, 99, 2999, 59_900, 65_535]) {
    const word = new TextDecoder().decode(
      text.subarray(slot * cents, slot * cents + length[cents]!),
    );
    assert.equal(Number(word), priceOf(cents));
    assert.doesNotMatch(word, /e/);
  }
});
