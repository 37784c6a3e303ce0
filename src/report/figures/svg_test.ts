import assert from "node:assert/strict";
import * as fc from "fast-check";
import { figure, type FigureInput, type Mark } from "./figure.ts";
import { toSvg } from "./svg.ts";

const base: FigureInput = {
  title: "A finding",
  x: { label: "kind" },
  y: { label: "n" },
  marks: [{ mark: "bars", x: ["a", "b"], y: [10, 20] }],
};

/** The attribute of each element of one kind, as numbers. */
function numbers(svg: string, element: string, attribute: string): number[] {
  const found = svg.matchAll(new RegExp(`<${element} [^>]*?\\b${attribute}="([^"]*)"`, "g"));
  return [...found].map((match) => Number(match[1]));
}

const bars = (svg: string) => svg.slice(svg.indexOf("<g clip-path"));

Deno.test("toSvg() draws bars in proportion, from zero", () => {
  const [low, high] = numbers(bars(toSvg(figure(base))), "rect", "height");
  assert.ok(Math.abs(high! / low! - 2) < 0.01);
});

Deno.test("toSvg() stacks bars on top of each other", () => {
  const marks: Mark[] = [
    { mark: "bars", name: "one", x: ["a"], y: [10] },
    { mark: "bars", name: "two", x: ["a"], y: [30] },
  ];
  const svg = bars(toSvg(figure({ ...base, marks, bars: "stack" })));
  const [top, above] = numbers(svg, "rect", "y");
  const heights = numbers(svg, "rect", "height");
  assert.ok(Math.abs(above! + heights[1]! - top!) < 0.2);
  assert.ok(Math.abs(heights[1]! / heights[0]! - 3) < 0.02);
});

Deno.test("toSvg() escapes every text it is given", () => {
  const hostile = `<script>alert("x")</script>&`;
  const svg = toSvg(figure({
    ...base,
    title: hostile,
    subtitle: hostile,
    x: { label: hostile },
    y: { label: hostile },
    marks: [{ mark: "bars", name: hostile, x: [hostile], y: [1] }],
    references: [{ axis: "y", at: 1, label: hostile }],
  }));
  assert.ok(!svg.includes("<script"));
});

Deno.test("toSvg() leaves a gap in a line where a value is missing", () => {
  const marks: Mark[] = [{ mark: "line", x: [1, 2, 3, 4], y: [1, NaN, 3, 4] }];
  const path = /<path d="([^"]*)" fill="none"/.exec(toSvg(figure({ ...base, marks })))![1]!;
  assert.equal(path.match(/M/g)!.length, 2);
});

Deno.test("toSvg() tells each name once in the legend", () => {
  const marks: Mark[] = [
    { mark: "line", name: "ranker", x: [1, 2], y: [1, 2] },
    { mark: "points", name: "truth", x: [1, 2], y: [1, 2] },
  ];
  const svg = toSvg(figure({ ...base, marks }));
  assert.equal(svg.split(">ranker</text>").length, 2);
  assert.equal(svg.split(">truth</text>").length, 2);
});

Deno.test("toSvg() writes no number that is not one, whatever the values", () => {
  const value = fc.oneof(
    fc.double({ min: -1e15, max: 1e15 }).map((v) => Math.abs(v) < 1e-15 ? 0 : v),
    fc.constant(0),
    fc.constant(NaN),
  );
  const kinds = fc.constantFrom("bars", "line", "points");
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), kinds, (y, mark) => {
      const svg = toSvg(figure({
        ...base,
        marks: [{ mark, x: y.map((_, i) => `c${i}`), y } as Mark],
      }));
      assert.doesNotMatch(svg, /"(NaN|-?Infinity|undefined)"|[ML]NaN/);
    }),
    { numRuns: 200 },
  );
});

Deno.test("toSvg() keeps a heat map's empty cells empty", () => {
  const marks: Mark[] = [
    { mark: "heat", label: "n", x: ["1", "2"], y: ["a"], z: [[3, NaN]], written: true },
  ];
  const svg = bars(toSvg(figure({ ...base, marks })));
  assert.equal(svg.slice(0, svg.indexOf("</g>")).match(/<rect/g)!.length, 1);
});
