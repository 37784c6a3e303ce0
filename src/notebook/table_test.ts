import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { isTabular, tableHtml, tableText, toTable } from "./table.ts";

Deno.test("toTable() writes whole numbers with separators and others with equal digits", () => {
  const table = toTable([{ n: 1234, x: 0.5 }, { n: 5, x: 0.12345 }]);
  assert.deepEqual(table.rows, [["1,234", "0.5000"], ["5", "0.1235"]]);
});

Deno.test("toTable() gives a column the digits that its median needs", () => {
  const digits = (values: number[]) => toTable(values.map((x) => ({ x }))).rows.map(([x]) => x);
  assert.deepEqual(digits([2.1, 0.85, 12]), ["2.10", "0.85", "12.00"]);
  assert.deepEqual(digits([0.2158, 0.1]), ["0.2158", "0.1000"]);
  assert.deepEqual(digits([51.5, 312]), ["51.5", "312.0"]);
});

Deno.test("toTable() reads Polars frames, 64-bit counts included", () => {
  const frame = pl.DataFrame({ kind: ["mug", "bag"], lines: [31_800_000n, 2n] });
  const table = toTable(frame);
  assert.deepEqual(table.rows, [["mug", "31,800,000"], ["bag", "2"]]);
  assert.deepEqual(table.columns.map((column) => column.numeric), [false, true]);
});

Deno.test("toTable() counts the rows it does not show", () => {
  const table = toTable(Array.from({ length: 1025 }, (_, n) => ({ n })), { rows: 5 });
  assert.equal(table.rows.length, 5);
  assert.match(tableHtml(table), /1,020 more rows/);
  assert.match(tableText(table), /1,020 more rows/);
});

Deno.test("toTable() leaves years alone when told to, and marks what is missing", () => {
  const formats = { year: "plain" } as const;
  const table = toTable([{ year: 2011, age: null }, { year: 2012, age: 33 }], { formats });
  assert.deepEqual(table.rows, [["2011", "–"], ["2012", "33"]]);
});

Deno.test("toTable() takes columns that only some records have", () => {
  assert.deepEqual(toTable([{ a: 1 }, { b: "x" }]).rows, [["1", "–"], ["–", "x"]]);
});

Deno.test("toTable() shortens long texts", () => {
  const [[cell]] = toTable([{ t: "x".repeat(100) }], { width: 10 }).rows as [[string]];
  assert.equal(cell, `${"x".repeat(9)}…`);
});

Deno.test("tableHtml() escapes names and cells", () => {
  const html = tableHtml(toTable([{ "<b>": "<script>" }], { caption: "a < b" }));
  assert.ok(!html.includes("<script>") && !html.includes("<b>"));
});

Deno.test("isTabular() is true for frames and records only", () => {
  assert.ok(isTabular(pl.DataFrame({ a: [1] })));
  assert.ok(isTabular([{ a: 1 }]));
  assert.deepEqual([[], [1], "x", null, { a: 1 }, [[1]]].some(isTabular), false);
});

Deno.test("toTable() writes names of our own records as words and leaves column names alone", () => {
  const table = toTable([{ customerShare: 1, prod_name: "x", "MAP@12": 1, AUC: 1, P50: 2 }]);
  const names = table.columns.map((column) => column.name);
  assert.deepEqual(names, ["customer share", "prod_name", "MAP@12", "AUC", "P50"]);
});
