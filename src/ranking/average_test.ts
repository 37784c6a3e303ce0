import assert from "node:assert/strict";
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { stumpText } from "../lightgbm/compiled/testing.ts";
import { mergeModels } from "../lightgbm/mod.ts";
import { averageModels } from "./average.ts";

/** Rows on both sides of the stump's split, as often on each. */
const data = Float32Array.from({ length: 2000 }, (_, i) => i % 4 === 0 ? 0.25 : 0.75);

function score(text: string, row: number[]): number {
  const model = compileModel(text);
  assert.ok(!("reason" in model));
  return model.scoreRow(Float32Array.from(row));
}

Deno.test("averageModels() hears a model of small scores as loud as one of large scores", () => {
  const loud = stumpText();
  const quiet = mergeModels([loud], { scales: [0.01] });
  const opposite = mergeModels([loud], { scales: [-0.01] });
  const scoreOf = (...texts: string[]) => score(averageModels(texts, data, 2), [0.75, 0]);
  assert.ok(Math.abs(scoreOf(loud, opposite)) < 1e-9);
  assert.ok(Math.abs(scoreOf(loud, quiet) - 3 * scoreOf(loud, opposite, loud)) < 1e-9);
  assert.ok(scoreOf(loud, quiet) > 0.5);
});

Deno.test("averageModels() leaves out a model that says the same of every row", () => {
  const constant = averageModels([stumpText(), stumpText()], new Float32Array(20), 2);
  assert.equal(score(constant, [0.75, 0]), 0);
});
