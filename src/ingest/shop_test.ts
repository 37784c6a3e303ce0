import assert from "node:assert/strict";
import fc from "fast-check";
import { codeColumn, type LineInput, shopFromLines, snapshotAt } from "./shop.ts";

const line = fc.record({
  customer: fc.nat(4),
  article: fc.nat(3),
  day: fc.integer({ min: 1, max: 6 }),
  minute: fc.nat(3),
}) as fc.Arbitrary<LineInput & { minute: number }>;

Deno.test("snapshotAt() holds the lines before the day and no other", () => {
  fc.assert(fc.property(fc.array(line), fc.integer({ min: 0, max: 8 }), (lines, asOf) => {
    const sizes = { customers: 5, articles: 4 };
    const snapshot = snapshotAt(shopFromLines(lines, sizes), asOf);
    const expected = shopFromLines(lines.filter(({ day }) => day < asOf), sizes);
    const { minute, ...columns } = snapshot.orders;
    const { minute: expectedMinute, ...expectedColumns } = expected.orders;
    assert.deepEqual(columns, expectedColumns);
    assert.deepEqual([...minute ?? []], [...expectedMinute ?? []]);
    assert.deepEqual(
      [snapshot.firstDay, snapshot.lastDay, snapshot.asOf],
      [expected.firstDay, expected.lastDay, asOf],
    );
  }));
});

Deno.test("snapshotAt() refuses a fraction of a day", () => {
  assert.throws(() => snapshotAt(shopFromLines([]), 1.5), {
    name: "RangeError",
    message: "Expected asOf to be a whole number of days but found 1.5",
  });
});

Deno.test("shopFromLines() sorts by customer, time and article and fills what is not given", () => {
  const { orders, customers } = shopFromLines([
    { customer: 1, article: 2, day: 5 },
    { customer: 0, article: 1, day: 6, price: 0.5 },
    { customer: 0, article: 0, day: 6, channel: 2 },
    { customer: 0, article: 3, day: 5 },
  ], { ages: [30] });
  assert.deepEqual([...orders.offsets], [0, 3, 4]);
  assert.deepEqual([...orders.article], [3, 0, 1, 2]);
  assert.deepEqual([...orders.price], [NaN, NaN, 0.5, NaN]);
  assert.deepEqual([...orders.channel], [0, 2, 0, 0]);
  assert.equal(orders.minute, null);
  assert.deepEqual([...customers.age], [30, NaN]);
});

Deno.test("codeColumn() gives the unknown code 0 and every label back", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("", "a", "b", "c")), (values) => {
    const { codes, labels } = codeColumn(values);
    assert.equal(labels[0], "");
    assert.equal(new Set(labels).size, labels.length);
    assert.deepEqual([...codes].map((code) => labels[code]), values);
  }));
});
