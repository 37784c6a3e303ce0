import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "./random.ts";
import { groupByScore, midranks, sortOrder } from "./ranks.ts";

Deno.test("sortOrder() equals a stable sort when values are many, signed, tied and infinite", () => {
  const random = createRandom(31);
  const specials = [0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1.5, -1.5];
  const values = Array.from({ length: 5000 }, (_, i) => {
    if (i % 3 === 0) return specials[random.integer(specials.length)]!;
    return random.normal() * 10 ** random.integer(300);
  });
  const expected = values.map((_, i) => i).sort((a, b) =>
    values[a] === values[b] ? a - b : values[a]! < values[b]! ? -1 : 1
  );
  assert.deepEqual([...sortOrder(values)], expected);
  assert.deepEqual(
    [...sortOrder(new Float32Array(2000))],
    Array.from({ length: 2000 }, (_, i) => i),
  );
});

Deno.test("sortOrder() sorts few values the same way as many", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 }), (few) => {
    const many = [...few, ...new Array<number>(1100).fill(9)];
    const head = [...sortOrder(many)].slice(0, few.length);
    assert.deepEqual([...sortOrder(few)], head);
  }));
});

Deno.test("midranks() counts values below plus half of the equal ones", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), (values) => {
    const expected = values.map((value) =>
      values.filter((other) => other < value).length +
      (values.filter((other) => other === value).length + 1) / 2
    );
    assert.deepEqual([...midranks(values)], expected);
  }));
});

Deno.test("groupByScore() keeps every case when scores tie", () => {
  const { scores, positives, negatives } = groupByScore([2, 1, 2, 2, 0], [1, 0, 0, 1, 1]);
  assert.deepEqual([...scores], [2, 1, 0]);
  assert.deepEqual([...positives], [2, 0, 1]);
  assert.deepEqual([...negatives], [1, 1, 0]);
});
