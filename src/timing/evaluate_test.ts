import assert from "node:assert/strict";
import { type Shop, shopFromLines } from "../ingest/shop.ts";
import { evaluateTiming } from "./evaluate.ts";
import { rhythmicShop } from "./testing.ts";

Deno.test("evaluateTiming() splits the same customers by history", () => {
  const figures = evaluateTiming(rhythmicShop(), 60, { resamples: 100 });
  const split = figures.byHistory.reduce((n, group) => n + group.figures.customers, 0);
  assert.equal(split, figures.all.customers);
  assert.ok(figures.withHistory.customers <= figures.all.customers);
  const { hourGain, hourGainAnyDay, hourLoss } = figures.all;
  const [sameDay, anyDay] = [
    hourLoss!.globalByDay.mean - hourLoss!.customer.mean,
    hourLoss!.global.mean - hourLoss!.customerAnyDay.mean,
  ];
  assert.ok(Math.abs(hourGain!.mean - sameDay) < 1e-9, "both curves know the day");
  assert.ok(Math.abs(hourGainAnyDay!.mean - anyDay) < 1e-9, "neither knows it");
  assert.ok(hourGain!.low > 0);
});

Deno.test("evaluateTiming() has no hours for a source with dates only", () => {
  const figures = evaluateTiming(rhythmicShop({ times: false }), 116, { resamples: 50 });
  assert.deepEqual([figures.all.hourLoss, figures.all.within, figures.fitted.hour], [
    null,
    null,
    null,
  ]);
  assert.ok(figures.all.dayGain.mean > 0);
});

Deno.test("evaluateTiming() refuses a window without orders", () => {
  assert.throws(() => evaluateTiming(rhythmicShop(), 5000), RangeError);
});

Deno.test("evaluateTiming() judges hours on orders with a time alone, and none where there are none", () => {
  const lines = (timed: (i: number) => boolean) =>
    Array.from({ length: 300 }, (_, i) => ({
      customer: i % 10,
      article: 0,
      day: 3 + Math.floor(i / 2),
      ...(timed(i) ? { minute: 60 * (9 + i % 10) } : {}),
    }));
  const judge = (shop: Shop) => evaluateTiming(shop, 120, { heldOutDays: 28, resamples: 50 });
  const half = judge(shopFromLines(lines((i) => i % 10 < 5))).all;
  assert.equal(half.customers, 10);
  assert.ok(half.hourLoss !== null && Number.isFinite(half.hourLoss.customer.mean));
  assert.ok(half.jointLoss !== null && Number.isFinite(half.jointLoss.customer.mean));
  assert.ok(half.within !== null && half.within.noon.mean >= 0);
  const early = judge(shopFromLines(lines((i) => i < 100))).all;
  assert.deepEqual([early.hourLoss, early.within, early.jointLoss], [null, null, null]);
  const late = judge(shopFromLines(lines((i) => i > 290))).all;
  assert.equal(late.hourLoss, null);
});
