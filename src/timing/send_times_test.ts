import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { bestHour, fitTiming, SEND_TIME_BASES, sendTimes } from "./send_times.ts";
import { rhythmicShop } from "./testing.ts";

const shop = rhythmicShop();
const snapshot = snapshotAt(shop, 130);
const model = fitTiming(snapshot);
const times = sendTimes(model, snapshot);

Deno.test("sendTimes() proposes each customer's own day and hour", () => {
  const right = [...times.hour!].filter((hour, c) =>
    c < 120 && Math.abs(hour - (c % 2 ? 17 : 10)) <= 1 && times.dayOfWeek[c] === (c % 2 ? 5 : 1)
  );
  assert.ok(right.length >= 110, `${right.length} of 120`);
});

Deno.test("sendTimes() never proposes a day or an hour on which nobody orders", () => {
  assert.ok(times.dayOfWeek.every((day) => day >= 1 && day <= 6));
  assert.ok(times.hour!.every((hour) => hour >= 9 && hour <= 18));
});

Deno.test("sendTimes() gives distributions", () => {
  for (let c = 0; c <= 120; c++) {
    const day = times.dayProbability.subarray(7 * c, 7 * c + 7).reduce((a, b) => a + b, 0);
    const hour = times.hourProbability!.subarray(24 * c, 24 * c + 24).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(day - 1) < 1e-9 && Math.abs(hour - 1) < 1e-9);
  }
});

Deno.test("sendTimes() says global of a customer without orders and personal of a steady one", () => {
  assert.equal(SEND_TIME_BASES[times.basis[120]!], "global");
  assert.equal(SEND_TIME_BASES[times.basis[0]!], "personal");
});

Deno.test("sendTimes() of some customers are the rows of all", () => {
  const some = sendTimes(model, snapshot, { customers: [7, 120] });
  assert.deepEqual([...some.hour!], [times.hour![7], times.hour![120]]);
  assert.deepEqual(some.hourProbability!.slice(0, 24), times.hourProbability!.slice(168, 192));
});

Deno.test("fitTiming() and sendTimes() are blind to rows from the cut on", () => {
  const { orders } = shop;
  const later = [...orders.day.keys()].map((i) => ({
    customer: orders.offsets.findIndex((end) => end > i) - 1,
    article: 0,
    day: orders.day[i]!,
    minute: orders.day[i]! < 130 ? orders.minute![i]! : 23 * 60,
  }));
  const moved = later.map((line) => line.day < 130 ? line : { ...line, day: line.day + 500 });
  const changed = snapshotAt(shopFromLines(moved, { customers: 121 }), 130);
  const again = fitTiming(changed);
  assert.deepEqual(again, model);
  assert.deepEqual(sendTimes(again, changed), times);
});

Deno.test("fitTiming() never invents an hour for a source with dates only", () => {
  const dated = snapshotAt(rhythmicShop({ times: false }), 130);
  const days = sendTimes(fitTiming(dated), dated);
  assert.deepEqual([days.hour, days.hourProbability], [null, null]);
  const right = [...days.dayOfWeek].filter((day, c) => c < 120 && day === (c % 2 ? 5 : 1));
  assert.ok(right.length >= 110, `${right.length} of 120`);
});

Deno.test("fitTiming() works on one customer, on one day, and on nothing at all", () => {
  const one = snapshotAt(shopFromLines([{ customer: 0, article: 0, day: 9, minute: 700 }]), 10);
  const single = sendTimes(fitTiming(one), one);
  assert.deepEqual([single.dayOfWeek[0], single.hour![0]], [6, 11]);
  const empty = snapshotAt(shopFromLines([{ customer: 0, article: 0, day: 9, minute: 700 }]), 9);
  const nothing = sendTimes(fitTiming(empty), empty);
  assert.equal(SEND_TIME_BASES[nothing.basis[0]!], "global");
  assert.ok(Math.abs(nothing.dayProbability[0]! - 1 / 7) < 1e-12);
});

Deno.test("sendTimes() refuses a model of another kind of source", () => {
  const dated = snapshotAt(rhythmicShop({ times: false, days: 30 }), 30);
  assert.throws(() => sendTimes(model, dated), TypeError);
});

Deno.test("bestHour() goes around midnight", () => {
  const curve = new Float64Array(24);
  curve[23] = 0.3;
  curve[0] = 0.35;
  curve[12] = 0.35;
  assert.equal(bestHour(curve, new Uint8Array(24).fill(1)), 0);
});

Deno.test("sendTimes() learns hours from orders with a time alone", () => {
  const lines = Array.from({ length: 240 }, (_, i) => ({
    customer: i % 12,
    article: 0,
    day: 20 + Math.floor(i / 3),
    ...(i % 5 === 0 ? { minute: 60 * 19 + 30 } : {}),
  }));
  const snapshot = snapshotAt(shopFromLines(lines), 100);
  const { hour, hourProbability } = sendTimes(fitTiming(snapshot), snapshot);
  assert.deepEqual([...new Set(hour)], [19]);
  for (let c = 0; c < 12; c++) {
    const midnight = hourProbability![24 * c]!;
    assert.ok(midnight < hourProbability![24 * c + 19]! / 10);
  }
});

Deno.test("sendTimes() knows no hour as of a day before the first order with a time", () => {
  const lines = Array.from({ length: 60 }, (_, i) => ({
    customer: i % 6,
    article: 0,
    day: 20 + i,
    ...(i === 59 ? { minute: 870 } : {}),
  }));
  const shop = shopFromLines(lines);
  const before = snapshotAt(shop, 79);
  assert.equal(sendTimes(fitTiming(before), before).hour, null);
  const after = snapshotAt(shop, 80);
  assert.deepEqual([...new Set(sendTimes(fitTiming(after), after).hour)], [14]);
});
