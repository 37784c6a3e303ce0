import assert from "node:assert/strict";
import { describe, figure, type FigureInput, isFigure } from "./figure.ts";

const input: FigureInput = {
  title: "Sales rise",
  x: { label: "day", kind: "date" },
  y: { label: "sales" },
  marks: [{ mark: "line", x: ["2011-12-01", "2011-12-02"], y: [1, 2] }],
};

Deno.test("figure() keeps a stated axis kind and finds the others", () => {
  const made = figure(input);
  assert.equal(made.x.kind, "date");
  assert.equal(made.y.kind, "linear");
  assert.equal(made.height, 380);
});

Deno.test("figure() rejects marks whose arrays differ in length", () => {
  const marks = [{ mark: "line", x: [1, 2], y: [1] }] as const;
  assert.throws(
    () => figure({ ...input, marks }),
    /y of figure "Sales rise".*length 2 but found 1/,
  );
  const heat = [{ mark: "heat", x: ["a"], y: ["b"], z: [[1, 2]], label: "n" }] as const;
  assert.throws(() => figure({ ...input, marks: heat }), /z\[0\].*length 1 but found 2/);
  const interval = [{ mark: "bars", x: ["a"], y: [1], low: [], high: [2] }] as const;
  assert.throws(() => figure({ ...input, marks: interval }), /low/);
});

Deno.test("figure() rejects what says nothing", () => {
  assert.throws(() => figure({ ...input, title: " " }), TypeError);
  assert.throws(() => figure({ ...input, y: { label: "" } }), TypeError);
  assert.throws(() => figure({ ...input, marks: [] }), RangeError);
});

Deno.test("figure() grows with the number of horizontal bars", () => {
  const y = Array.from({ length: 20 }, (_, i) => `c${i}`);
  const bars = { mark: "bars", horizontal: true, x: y.map(() => 1), y } as const;
  assert.equal(figure({ ...input, marks: [bars] }).height, 150 + 26 * 20);
});

Deno.test("figure() leaves room for a heat map's long labels", () => {
  const height = (x: string[]) => {
    const heat = { mark: "heat", x, y: ["a"], z: [x.map(() => 1)], label: "n" } as const;
    return figure({ ...input, marks: [heat] }).height;
  };
  const long = Array.from({ length: 9 }, (_, i) => `a long category ${i}`);
  assert.equal(height(long) - height(["short"]), 70);
});

Deno.test("describe() says what the bars of a horizontal figure count", () => {
  const marks = [{ mark: "bars", horizontal: true, x: [3], y: ["tea"] }] as const;
  const made = figure({ ...input, x: { label: "lines" }, y: { label: "article" }, marks });
  assert.equal(describe(made), "Sales rise. Bars: lines by article (1 values).");
});

Deno.test("isFigure() is false for everything else", () => {
  assert.deepEqual([null, undefined, 3, {}, input].map(isFigure), [
    false,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(isFigure(figure(input)), true);
});
