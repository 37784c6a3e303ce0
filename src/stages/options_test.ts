import assert from "node:assert/strict";
import { dayText, parseDay, stageOptions } from "./options.ts";

Deno.test("stageOptions() names the option, the range and the value found", () => {
  const cases: [object, RegExp][] = [
    [{ topK: "abc" }, /--top-k to be an integer from 1 to 100 but found abc/],
    [{ threads: "1.5" }, /--threads .* but found 1.5/],
    [{ memory: "lots" }, /--memory to be like 8GB .* but found lots/],
    [{ asOf: "2020-13-01" }, /--as-of to be a date YYYY-MM-DD but found 2020-13-01/],
    [{ engine: "cuda" }, /--engine to be native, wasm or auto but found cuda/],
    [{ format: "parquet,xls" }, /--format to be of parquet, csv, sqlite but found xls/],
    [{ seed: "-1" }, /--seed .* but found -1/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => stageOptions(options), { name: "RangeError", message });
  }
});

Deno.test("stageOptions() fills in the defaults", () => {
  const { horizonDays, topK, seed, memory, formats } = stageOptions();
  assert.deepEqual({ horizonDays, topK, seed, memory, formats }, {
    horizonDays: 7,
    topK: 12,
    seed: 1,
    memory: 8e9,
    formats: ["parquet"],
  });
});

Deno.test("parseDay() and dayText() are inverse on every day of a leap year", () => {
  for (let day = 18262; day < 18628; day++) assert.equal(parseDay(dayText(day)), day);
});

Deno.test("stageOptions() takes a folder for the same with and without a slash at its end", () => {
  assert.equal(stageOptions({ data: "shops/mine//" }).data, "shops/mine");
  assert.equal(stageOptions({ data: "/" }).data, "/");
});
