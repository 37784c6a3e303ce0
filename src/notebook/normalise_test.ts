import assert from "node:assert/strict";
import * as fc from "fast-check";
import { normalise } from "./normalise.ts";

Deno.test("normalise() leaves every JSON value as it is", () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
    assert.deepEqual(normalise(value), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("normalise() gives 0 for -0, as JSON does", () => {
  assert.deepEqual(normalise([-0, { x: -0 }]), [0, { x: 0 }]);
});

Deno.test("normalise() gives what JSON.stringify takes, whatever the value", () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  fc.assert(fc.property(anything, (value) => {
    const made = normalise(value);
    assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
  }));
});

Deno.test("normalise() keeps BigInts exact", () => {
  assert.deepEqual(normalise([7n, -(2n ** 53n)]), [7, "-9007199254740992"]);
});

Deno.test("normalise() gives dates their time only where they have one", () => {
  const dates = ["2011-12-01", "2011-12-01T08:30:00Z", "never"].map((text) => new Date(text));
  assert.deepEqual(normalise(dates), ["2011-12-01", "2011-12-01T08:30:00.000Z", null]);
});

Deno.test("normalise() turns maps and sets into objects and arrays", () => {
  assert.deepEqual(normalise(new Map([[1, new Set(["a"])]])), { 1: ["a"] });
});

Deno.test("normalise() refuses cycles but not the same value twice", () => {
  const twice = { a: 1 };
  assert.deepEqual(normalise([twice, twice]), [{ a: 1 }, { a: 1 }]);
  const cycle: unknown[] = [];
  cycle.push(cycle);
  assert.throws(() => normalise(cycle), TypeError);
});
