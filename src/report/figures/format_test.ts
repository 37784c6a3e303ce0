import assert from "node:assert/strict";
import { formatNumber, wrapText } from "./format.ts";

Deno.test("formatNumber() groups thousands and keeps the digits before the point", () => {
  assert.equal(formatNumber(31_800_000, "integer"), "31,800,000");
  assert.equal(formatNumber(123456.7, "decimal"), "123,457");
  assert.equal(formatNumber(-1234.5, "decimal", { digits: 1 }), "-1,234.5");
});

Deno.test("formatNumber() shortens by thousands", () => {
  const values = [0, 0.5, 12, 999, 1000, 1250, 123456, 2_000_000, 5e9];
  assert.deepEqual(
    values.map((value) => formatNumber(value, "short")),
    ["0", "0.5", "12", "999", "1k", "1.3k", "123k", "2M", "5G"],
  );
});

Deno.test("formatNumber() writes no minus zero and no NaN", () => {
  assert.equal(formatNumber(-0, "integer"), "0");
  assert.equal(formatNumber(Infinity, "percent"), "–");
});

Deno.test("wrapText() keeps every word and no line longer than asked", () => {
  const text = "a recommender that says who, what and when";
  const lines = wrapText(text, 12);
  assert.equal(lines.join(" "), text);
  assert.ok(lines.every((line) => line.length <= 12));
  assert.deepEqual(wrapText("unbreakable", 3), ["unbreakable"]);
});
