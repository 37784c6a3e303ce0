import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "../statistics/ranking_auc.ts";
import { aucInfluence } from "./auc_influence.ts";

Deno.test("aucInfluence() averages to the AUC, ties included", () => {
  const rows = fc.array(fc.record({ score: fc.nat(6), label: fc.nat(1) }), { minLength: 2 })
    .filter((list) => new Set(list.map(({ label }) => label)).size === 2);
  fc.assert(fc.property(rows, (list) => {
    const scores = list.map(({ score }) => score);
    const labels = list.map(({ label }) => label);
    const values = aucInfluence(scores, labels);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    assert.ok(Math.abs(mean - auc(scores, labels)) < 1e-12);
  }));
});

Deno.test("aucInfluence() has no spread where every pair is ranked right", () => {
  assert.deepEqual([...aucInfluence([1, 2, 3], [0, 0, 1])], [1, 1, 1]);
});

Deno.test("aucInfluence() refuses one class alone", () => {
  assert.throws(() => aucInfluence([1, 2], [1, 1]), RangeError);
  assert.throws(() => aucInfluence([1, 2], [1]), RangeError);
});
