import assert from "node:assert/strict";
import * as fc from "fast-check";
import { niceTicks, scale } from "./scale.ts";

const pixels = [0, 100] as const;

Deno.test("niceTicks() covers the range with round, even steps", () => {
  fc.assert(fc.property(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    (low, width) => {
      const ticks = niceTicks(low, low + width, 6);
      const step = ticks[1]! - ticks[0]!;
      assert.ok(ticks[0]! <= low + 1e-6 * width && ticks.at(-1)! >= low + width - 1e-6 * width);
      assert.ok(ticks.length >= 2 && ticks.length <= 12, `${ticks.length} ticks`);
      ticks.slice(1).forEach((tick, i) =>
        assert.ok(Math.abs(tick - ticks[i]! - step) < 1e-6 * Math.abs(step) + 1e-9)
      );
    },
  ));
});

Deno.test("scale() puts zero on the axis when asked", () => {
  const y = scale({ label: "n", kind: "linear" }, [40, 90], { pixels, zero: true });
  assert.equal(y.at(0), 0);
});

Deno.test("scale() copes with one value and with none", () => {
  for (const places of [[5], [0], [], [NaN]]) {
    const y = scale({ label: "n", kind: "linear" }, places, { pixels });
    assert.ok(y.ticks.length >= 2 && y.ticks.every((tick) => Number.isFinite(tick.at)));
  }
});

Deno.test("scale() spaces categories evenly in order of appearance", () => {
  const x = scale({ label: "c", kind: "category" }, ["b", "a", "b"], { pixels });
  assert.deepEqual([x.at("b"), x.at("a"), x.step], [25, 75, 50]);
  assert.ok(Number.isNaN(x.at("z")));
});

Deno.test("scale() spaces powers of ten evenly on a log axis and refuses zero alone", () => {
  const y = scale({ label: "n", kind: "log" }, [1, 10, 1000], { pixels });
  assert.ok(Math.abs(y.at(10) - 100 / 3) < 1e-9);
  assert.ok(Number.isNaN(y.at(0)));
  assert.throws(() => scale({ label: "n", kind: "log" }, [0], { pixels }), /log axis "n"/);
});

Deno.test("scale() writes percent ticks with as many digits as the step needs", () => {
  const y = scale({ label: "p", kind: "linear", format: "percent" }, [0, 0.02], { pixels });
  assert.deepEqual(y.ticks.map((t) => t.label), ["0.0%", "0.5%", "1.0%", "1.5%", "2.0%"]);
});

Deno.test("scale() labels a year by months and a week by days", () => {
  const year = scale({ label: "d", kind: "date" }, ["2010-12-01", "2011-12-09"], { pixels });
  assert.deepEqual(
    year.ticks.map((t) => t.label),
    ["Jan 2011", "Mar 2011", "May 2011", "Jul 2011", "Sep 2011", "Nov 2011"],
  );
  const days = ["2011-12-01", "2011-12-02", "2011-12-03"];
  const week = scale({ label: "d", kind: "date" }, days, { pixels });
  assert.deepEqual(week.ticks.map((t) => t.label), ["1 Dec", "2 Dec", "3 Dec"]);
  assert.ok(Math.abs(week.at("2011-12-02") - 50) < 1e-6);
});
