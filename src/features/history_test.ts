import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { historyReader, OWN_HALF_LIVES_DAYS } from "./history.ts";
import { randomLines, randomShop } from "./test_shop.ts";

/** One customer's history, straight from the lines. */
function bruteForce(lines: ReturnType<typeof randomLines>, customer: number, asOf: number) {
  const own = lines.filter((line) => line.customer === customer && line.day < asOf);
  const time = (line: { day: number; minute?: number }) => line.day * 1440 + line.minute!;
  const orders = [...new Set(own.map(time))].sort((a, b) => b - a);
  const articles = [...new Set(own.map(({ article }) => article))].map(
    (article) => {
      const bought = own.filter((line) => line.article === article);
      const at = [...new Set(bought.map(time))];
      const last = bought.filter((line) => time(line) === Math.max(...at));
      const sum = (some: typeof own, what: (line: typeof own[number]) => number) =>
        some.reduce((total, line) => total + what(line), 0);
      const places = at.map((t) => orders.indexOf(t)).sort((a, b) => a - b);
      const ages = at.map((t) => asOf - Math.floor(t / 1440));
      const decayed = (halfLife: number) =>
        ages.reduce((sum, age) => sum + Math.pow(2, -age / halfLife), 0);
      return {
        article,
        orderCount: at.length,
        firstBought: asOf - Math.max(...ages),
        lastBought: asOf - Math.min(...ages),
        ordersSince: places[0]!,
        ordersFromFirst: places.at(-1)! + 1,
        recentOrders: places.filter((p) => p < 32).reduce((mask, p) => (mask | 1 << p) >>> 0, 0),
        decayed: Math.fround(decayed(OWN_HALF_LIVES_DAYS.middle)),
        decayedFast: Math.fround(decayed(OWN_HALF_LIVES_DAYS.fast)),
        decayedSlow: Math.fround(decayed(OWN_HALF_LIVES_DAYS.slow)),
        lastUnits: sum(last, ({ units }) => units!),
        units: sum(bought, ({ units }) => units!),
        value: sum(bought, ({ units, price }) => Number.isNaN(price) ? 0 : units! * price!),
        unitsSlow: sum(
          bought,
          ({ units, day }) => units! * 2 ** (-(asOf - day) / OWN_HALF_LIVES_DAYS.slow),
        ),
      };
    },
  );
  return { orders: orders.length, articles };
}

Deno.test("historyReader() counts more orders than 16 bits hold", () => {
  const lines = Array.from({ length: 66_000 }, (_, i) => ({
    customer: 0,
    article: i < 2 ? 0 : 1,
    day: 100 + Math.floor(i / 1000),
    minute: i % 1000,
    units: 5,
  }));
  const history = historyReader(snapshotAt(shopFromLines(lines), 200));
  history.read(0);
  const [rare, often] = [history.entryOf(0), history.entryOf(1)];
  assert.equal(history.orderCount[often], 65_998);
  assert.equal(history.ordersSince[rare], 65_998);
  assert.equal(history.lastUnits[rare], 5);
});

Deno.test("historyReader() says what counting the lines says", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const asOf = 1090;
    const options = { customers: 6, lines: 500 };
    const history = historyReader(snapshotAt(randomShop(seed, options), asOf));
    for (let c = 0; c < 6; c++) {
      history.read(c);
      const expected = bruteForce(randomLines(seed, options), c, asOf);
      assert.equal(history.orders, expected.orders);
      for (const day of [1000, 1040, 1089]) {
        const times = randomLines(seed, options)
          .filter((line) => line.customer === c && line.day >= day && line.day < asOf)
          .map((line) => line.day * 1440 + line.minute!);
        assert.equal(history.ordersFrom(day), new Set(times).size);
      }
      assert.equal(history.size, expected.articles.length);
      const total = (of: "units" | "value") => expected.articles.reduce((sum, a) => sum + a[of], 0);
      assert.deepEqual([history.totalUnits, history.totalValue], [total("units"), total("value")]);
      for (
        const { article, decayed, decayedFast, decayedSlow, unitsSlow, ...exact } of expected
          .articles
      ) {
        const e = history.entryOf(article);
        assert.ok(Math.abs(history.unitsSlow[e]! - unitsSlow) < 1e-4);
        for (const [name, value] of Object.entries(exact)) {
          assert.equal(history[name as keyof typeof exact][e], value, name);
        }
        assert.ok(Math.abs(history.decayed[e]! - decayed) < 1e-5);
        assert.ok(Math.abs(history.decayedFast[e]! - decayedFast) < 1e-5);
        assert.ok(Math.abs(history.decayedSlow[e]! - decayedSlow) < 1e-5);
      }
    }
  }
});

Deno.test("historyReader() gives the newest articles first and forgets the customer before", () => {
  const history = historyReader(snapshotAt(randomShop(3), 1100));
  history.read(0);
  const before = [...history.article.subarray(0, history.size)];
  for (let e = 1; e < history.size; e++) {
    assert.ok(history.lastBought[e - 1]! >= history.lastBought[e]!);
  }
  history.read(1);
  const now = new Set(history.article.subarray(0, history.size));
  for (const article of before) {
    if (!now.has(article)) assert.equal(history.entryOf(article), -1);
  }
});
