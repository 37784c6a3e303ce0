import assert from "node:assert/strict";
import { openDatabase } from "../database.ts";
import { encodeFooter, encodeRowGroup, PARQUET_MAGIC, type ParquetColumn } from "./parquet.ts";

const COLUMNS: ParquetColumn[] = [
  { name: "word", type: "string" },
  { name: "number", type: "int32" },
  { name: "share", type: "float" },
  { name: "price", type: "double" },
  { name: "day", type: "date" },
  { name: "time", type: "timestamp" },
];

function group(rows: number, words: number, codeOf: (row: number) => number) {
  const text = Array.from({ length: words }, (_, k) => `word ${k}`);
  const plain = new Uint8Array(text.reduce((sum, word) => sum + 4 + word.length, 0));
  let at = 0;
  for (const word of text) {
    new DataView(plain.buffer).setUint32(at, word.length, true);
    at += 4 + new TextEncoder().encodeInto(word, plain.subarray(at + 4)).written;
  }
  const row = <T>(make: (row: number) => T) => Array.from({ length: rows }, (_, k) => make(k));
  const bytes = (values: { buffer: ArrayBuffer }) => ({ plain: new Uint8Array(values.buffer) });
  return encodeRowGroup(rows, [
    { plain, dictionarySize: words, codes: Uint32Array.from(row(codeOf)) },
    bytes(Int32Array.from(row((k) => k - 3))),
    bytes(Float32Array.from(row((k) => k / 2))),
    bytes(Float64Array.from(row((k) => k / 10))),
    bytes(Int32Array.from(row((k) => 17_794 + k))),
    bytes(BigInt64Array.from(row((k) => BigInt(k) * 60_000_000n))),
  ]);
}

async function withFile(
  groups: ReturnType<typeof group>[],
  check: (file: string) => Promise<void>,
): Promise<void> {
  const file = Deno.makeTempFileSync({ suffix: ".parquet" });
  const parts = [PARQUET_MAGIC, ...groups.map((one) => one.bytes), encodeFooter(COLUMNS, groups)];
  Deno.writeFileSync(file, Uint8Array.from(parts.flatMap((part) => [...part])));
  await check(file);
  Deno.removeSync(file);
}

Deno.test("encodeRowGroup() and encodeFooter() give a file that DuckDB reads in full", async () => {
  await withFile([group(9, 3, (k) => k % 3), group(2, 1, () => 0)], async (file) => {
    using db = await openDatabase({ threads: 1 });
    const rows = await db.rows(
      "select word, number, share, price, day::varchar as day, time::varchar as time from read_parquet($file)",
      { file },
    );
    assert.equal(rows.length, 11);
    assert.deepEqual(rows[7], {
      word: "word 1",
      number: 4,
      share: 3.5,
      price: 0.7,
      day: "2018-09-27",
      time: "1970-01-01 00:07:00",
    });
    assert.equal(rows[10]!.word, "word 0");
  });
});

Deno.test("encodeRowGroup() keeps every index of any width, in runs and packed", async () => {
  using db = await openDatabase({ threads: 1 });
  for (const words of [1, 2, 3, 129, 300, 70_000]) {
    for (const runs of [false, true]) {
      const codeOf = (k: number) => (runs ? k >> 8 : k * 7919) % words;
      const rows = 2000;
      await withFile([group(rows, words, codeOf)], async (file) => {
        const wrong = await db.value(
          `select count(*) filter (word <> 'word ' || code) from (
             select word, number + 3 as k,
               (case when $runs then k >> 8 else k * 7919 end) % $words as code
             from read_parquet($file))`,
          { file, words, runs },
        );
        assert.equal(wrong, 0n, `${words} words`);
      });
    }
  }
});

Deno.test("encodeFooter() gives an empty table when there is no row group", async () => {
  await withFile([], async (file) => {
    using db = await openDatabase({ threads: 1 });
    assert.equal(await db.value("select count(*) from read_parquet($file)", { file }), 0n);
  });
});
