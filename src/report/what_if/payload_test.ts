import assert from "node:assert/strict";
import { spreadCustomers } from "./payload.ts";
import { AS_OF, linesWithHours, tinyData, trialPage } from "./testing.ts";

Deno.test("whatIfData() lists a customer's orders with their ages and lines", () => {
  const { orderAges, orderLines } = tinyData().customers[0]!;
  const lines = linesWithHours().filter(({ customer }) => customer === 1);
  const days = new Map<number, number>();
  for (const { day } of lines) days.set(AS_OF - day, (days.get(AS_OF - day) ?? 0) + 1);
  assert.deepEqual(orderAges, [...days.keys()].sort((a, b) => a - b));
  assert.equal(orderLines.reduce((a, b) => a + b, 0), lines.length);
  assert.deepEqual(orderAges.map((age) => days.get(age)), orderLines);
});

Deno.test("whatIfData() says of every column what it means without the one before it", async () => {
  const { data } = await trialPage();
  assert.ok(data.features.every(({ meaning }) => !/^the same/i.test(meaning)));
  const slow = data.features.find(({ name }) => name === "times_bought_slow")!;
  assert.equal(
    slow.meaning,
    "The customer's orders with the article; the same with a half-life of 180 days.",
  );
  assert.equal(data.splits.length, data.features.length);
  assert.ok(data.splits.reduce((a, b) => a + b, 0) > 100);
});

Deno.test("spreadCustomers() takes those with an order, at most all of them", () => {
  const orders = { offsets: Uint32Array.of(0, 0, 2, 3, 4), customers: 4 };
  assert.deepEqual(spreadCustomers(orders, [0.9, 0.1, 0.3, 0.2], 9), [2, 3, 1]);
  assert.deepEqual(spreadCustomers(orders, [0.9, 0.1, 0.3, 0.2], 1), [2]);
  assert.deepEqual(spreadCustomers({ offsets: Uint32Array.of(0), customers: 0 }, [], 3), []);
});
