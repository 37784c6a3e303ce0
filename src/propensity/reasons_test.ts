import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { loadEngine } from "../lightgbm/mod.ts";
import { featureRows } from "./features.ts";
import { fitPropensity } from "./fit.ts";
import { rawScorer, scorePropensity } from "./model.ts";
import { purchaseDays } from "./purchase_days.ts";
import { explainPropensity } from "./reasons.ts";
import { habitualShop } from "./testing.ts";

const snapshot = snapshotAt(habitualShop(), 1170);
const model = await fitPropensity(snapshot, { trees: 30, params: { learning_rate: 0.1 } });

Deno.test("explainPropensity() tells the facts in plain words", () => {
  const [known, unknown] = explainPropensity(model, snapshot, [0, 310]);
  const days = purchaseDays(snapshot.orders);
  const last = days.day[days.offsets[1]! - 1]!;
  const texts = known!.reasons.map((reason) => reason.text);
  assert.ok(texts[0]!.startsWith(`last bought ${1170 - last} day`), texts[0]);
  assert.match(texts[1]!, /^usually every [456] days, (due|\d+ days? overdue)/);
  assert.match(texts[2]!, /^bought on \d+ days, \d+ of them in the last 13 weeks$/);
  assert.equal(known!.probability, scorePropensity(model, snapshot)[0]);
  assert.deepEqual(unknown!.reasons.map((reason) => reason.subject), ["new"]);
});

Deno.test("explainPropensity() with an engine weighs reasons, the weightiest first", async () => {
  using engine = await loadEngine();
  const [known] = explainPropensity(model, snapshot, [1], { engine });
  const effects = known!.reasons.map((reason) => Math.abs(reason.effect!));
  assert.deepEqual(effects, effects.toSorted((a, b) => b - a));
  assert.ok(effects[0]! > 0);
  const rows = featureRows(purchaseDays(snapshot.orders), Uint32Array.of(1), {
    ...model,
    cut: 1170,
  });
  using booster = engine.loadModel(model.modelText);
  const shap = booster.contributions({ data: rows, rows: 1, columns: rows.length });
  const average = 2 / 3 * shap.at(-1)! + 1 / 3 * model.linear!.intercept;
  const sum = known!.reasons.reduce((total, reason) => total + reason.effect!, average);
  assert.equal(known!.reasons.length, 6); // all subjects but last year's season
  assert.ok(Math.abs(sum - rawScorer(model)(rows)[0]!) < 0.3, `${sum}`);
});
