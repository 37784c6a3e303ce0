import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { createRandom, type Random } from "../statistics/random.ts";
import { bgNbdAlive, bgNbdBuys, bgNbdHistory, fitBgNbd } from "./bgnbd.ts";
import { purchaseDays } from "./purchase_days.ts";

const TRUTH = { r: 2, alpha: 40, a: 1, b: 4 };

/** Gamma with a whole-number shape. */
function gamma(random: Random, shape: number, rate: number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random.uniform());
  return sum / rate;
}

/** Purchase times of one customer of the model, from the first purchase at 0 to `until`. */
function live(random: Random, until: number): number[] {
  const rate = gamma(random, TRUTH.r, TRUTH.alpha);
  const x = gamma(random, TRUTH.a, 1);
  const dropOut = x / (x + gamma(random, TRUTH.b, 1));
  const times = [0];
  for (;;) {
    const next = times.at(-1)! - Math.log(1 - random.uniform()) / rate;
    if (next >= until) return times;
    times.push(next);
    if (random.uniform() < dropOut) return times;
  }
}

Deno.test("fitBgNbd() recovers the rate and drop-out of customers made by the model", () => {
  const random = createRandom(3);
  const lines = Array.from(
    { length: 1500 },
    (_, customer) =>
      live(random, 300).map((t) => ({ customer, article: 0, day: 1000 + Math.floor(t) })),
  ).flat();
  const model = fitBgNbd(purchaseDays(shopFromLines(lines).orders), 1300);
  const rate = model.r / model.alpha;
  const dropOut = model.a / (model.a + model.b);
  assert.ok(Math.abs(rate / 0.05 - 1) < 0.15, `rate ${rate}`);
  assert.ok(Math.abs(dropOut - 0.2) < 0.05, `drop-out ${dropOut}`);
});

Deno.test("bgNbdBuys() is the share of the model's customers who buy again", () => {
  const random = createRandom(4);
  let [expected, seen, n] = [0, 0, 0];
  for (let i = 0; i < 20_000; i++) {
    const all = live(random, 128);
    const past = all.filter((t) => t < 100);
    expected += bgNbdBuys(TRUTH, { repeats: past.length - 1, recency: past.at(-1)!, age: 100 }, 28);
    seen += all.length > past.length ? 1 : 0;
    n++;
  }
  assert.ok(Math.abs(expected / n - seen / n) < 0.01, `${expected / n} against ${seen / n}`);
});

Deno.test("bgNbdAlive() falls with silence", () => {
  const alive = (age: number) => bgNbdAlive(TRUTH, { repeats: 5, recency: 50, age });
  assert.ok(alive(50) > alive(80) && alive(80) > alive(200));
  // odds = a / (b + x − 1) · ((α + T) / (α + t))^(r + x) at T = t
  assert.ok(Math.abs(alive(50) - 1 / (1 + 1 / (4 + 5 - 1))) < 1e-12);
});

Deno.test("bgNbdHistory() looks at nothing from the cut on", () => {
  const shop = shopFromLines([10, 15, 30].map((day) => ({ customer: 0, article: 0, day })));
  const days = purchaseDays(shop.orders);
  assert.deepEqual(bgNbdHistory(days, 0, 30), { repeats: 1, recency: 5, age: 20 });
  assert.equal(bgNbdHistory(days, 0, 10), undefined);
});

Deno.test("fitBgNbd() stays finite for one customer and for none", () => {
  const shop = shopFromLines([{ customer: 0, article: 0, day: 10 }]);
  for (const cut of [5, 11]) {
    const model = fitBgNbd(purchaseDays(shop.orders), cut);
    assert.ok(Object.values(model).every((x) => x > 0 && Number.isFinite(x)));
  }
});
