import assert from "node:assert/strict";
import { propensityTable } from "./bench.ts";
import { evaluatePropensity } from "./evaluate.ts";
import { habitualShop } from "./testing.ts";

Deno.test("propensityTable() has a line per method and per fold", async () => {
  const options = { trees: 10, resamples: 20 };
  const figures = await evaluatePropensity(habitualShop(), [1160, 1170], options);
  const lines = propensityTable(figures).split("\n");
  assert.equal(lines.length, 1 + 5 + 1 + 2);
  assert.ok(lines[1]!.startsWith(`model | ${figures.mean.model.auc.toFixed(4)} | [`));
  assert.ok(lines.at(-1)!.startsWith("1973-03-16: "));
});
