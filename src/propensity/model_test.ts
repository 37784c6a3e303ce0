import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { bgNbdScores, expectedAmounts, type PropensityModel, scorePropensity } from "./model.ts";
import { FEATURE_COUNT } from "./features.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 100, price: 5 },
  { customer: 0, article: 0, day: 110, price: 7 },
], { customers: 2 });
const snapshot = snapshotAt(shop, 112);
const model: PropensityModel = {
  asOf: 112,
  horizon: 7,
  kind: "base rate",
  modelText: "",
  linear: null,
  bgNbd: { r: 1, alpha: 10, a: 1, b: 2 },
  usualGap: 30,
  calibration: { slope: 0, intercept: Math.log(1 / 3) },
  baseRate: 0.25,
  neverSeenRate: 0.01,
  amounts: { ordersFactor: 2, dayValue: 6, dayValueStrength: 1, valueFactor: 1 },
  training: { cutoffs: [], calibrationCutoffs: [], rows: 0, buyers: 0 },
};

Deno.test("scorePropensity() applies the calibration and the rate of never-seen customers", () => {
  const [known, unknown] = scorePropensity(model, snapshot);
  assert.ok(Math.abs(known! - 1 / 4) < 1e-12);
  assert.equal(unknown, 0.01);
});

Deno.test("expectedAmounts() multiplies orders by the customer's own shrunk value", () => {
  const { orders, value } = expectedAmounts(model, snapshot, Float64Array.of(0.5), {
    customers: [0],
  });
  assert.ok(Math.abs(orders[0]! - 2 * Math.LN2) < 1e-12);
  assert.ok(Math.abs(value[0]! - 2 * Math.LN2 * (5 + 7 + 6) / 3) < 1e-12);
});

Deno.test("bgNbdScores() reads the last column as log-odds", () => {
  const rows = new Float32Array(2 * FEATURE_COUNT);
  rows[FEATURE_COUNT - 1] = 0.5;
  rows[2 * FEATURE_COUNT - 1] = 0.75;
  const [a, b] = bgNbdScores(rows);
  assert.equal(a, 0);
  assert.ok(Math.abs(b! - Math.log(3)) < 1e-6);
});
