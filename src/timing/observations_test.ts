import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { contextOf, dayObservations, hourObservations } from "./observations.ts";

const days = purchaseDays(
  shopFromLines([
    { customer: 0, article: 0, day: 4, minute: 23 * 60 + 59 },
    { customer: 0, article: 0, day: 4, minute: 8 * 60 },
    { customer: 1, article: 0, day: 10, minute: 0 },
  ]).orders,
);

Deno.test("hourObservations() keeps the first hour of each purchase day", () => {
  const observations = hourObservations(days);
  assert.deepEqual([...observations.bin], [8, 0]);
  assert.deepEqual([...observations.day].map((day) => contextOf(observations, day)), [0, 6]);
});

Deno.test("hourObservations() refuses a source with dates only", () => {
  const dateOnly = purchaseDays(shopFromLines([{ customer: 0, article: 0, day: 4 }]).orders);
  assert.throws(() => hourObservations(dateOnly), TypeError);
});

Deno.test("dayObservations() has one context", () => {
  const observations = dayObservations(days);
  assert.deepEqual([...observations.bin], [0, 6]);
  assert.equal(contextOf(observations, 10), 0);
});
