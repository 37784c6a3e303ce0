import assert from "node:assert/strict";
import { habitualShop } from "../propensity/testing.ts";
import { rhythmicShop } from "../timing/testing.ts";
import { whenTable, whoTable } from "./quality_tables.ts";

Deno.test("whoTable() has every baseline, and is ahead by the difference of the figures", async () => {
  const table = await whoTable(habitualShop({ customers: 40 }), [1100, 1110], { resamples: 20 });
  assert.equal(table.rows.length, 5);
  const [own, ...others] = table.rows;
  assert.equal(own!.figures.auc!.ahead, null);
  for (const { figures } of others) {
    const { auc, log_loss: loss } = figures;
    assert.ok(Math.abs(auc!.ahead!.mean - (own!.figures.auc!.mean - auc!.mean)) < 1e-9);
    assert.ok(Math.abs(loss!.ahead!.mean - (loss!.mean - own!.figures.log_loss!.mean)) < 1e-9);
    assert.equal(auc!.folds.length, 2);
  }
});

Deno.test("whenTable() tells every group of customers apart, and all of them have a figure", () => {
  const groups = whenTable(rhythmicShop(), 116, { heldOutDays: 14, resamples: 50 });
  const [known, ...byHistory] = groups;
  const sum = byHistory.reduce((n, { customers }) => n + customers, 0);
  const strangers = byHistory.find(({ label }) => label.endsWith("none"))?.customers ?? 0;
  assert.equal(known!.customers, sum - strangers);
  const [own, ...others] = known!.hour!.rows;
  for (const { figures } of others) {
    const { mean, ahead } = figures.hour_log_loss!;
    assert.ok(Math.abs(ahead!.mean - (mean - own!.figures.hour_log_loss!.mean)) < 1e-9);
  }
  assert.equal(known!.within!.rows.length, 4);
});

Deno.test("whenTable() judges the day alone for a source with dates only", () => {
  const [known] = whenTable(rhythmicShop({ times: false }), 116, { resamples: 20 });
  assert.deepEqual([known!.hour, known!.within], [null, null]);
  assert.equal(known!.day.rows.length, 2);
});
