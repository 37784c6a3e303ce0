import assert from "node:assert/strict";
import type { Mark } from "./figure.ts";
import { heatRange, markColours, px } from "./marks.ts";
import { COLOURS } from "./palette.ts";

const line = (colour?: "blue" | "grey"): Mark => ({
  mark: "line",
  x: [1],
  y: [1],
  ...(colour ? { colour } : {}),
});

Deno.test("markColours() gives no mark a colour that another one asked for", () => {
  assert.deepEqual(
    markColours([line(), line("blue"), line()]),
    [COLOURS.orange, COLOURS.blue, COLOURS.green],
  );
});

Deno.test("markColours() begins again after the last colour", () => {
  const colours = markColours(Array.from({ length: 9 }, () => line()));
  assert.equal(colours[8], colours[0]);
});

Deno.test("heatRange() ignores empty cells", () => {
  const heat = { mark: "heat", x: ["a"], y: ["b"], label: "n" } as const;
  assert.deepEqual(heatRange({ ...heat, z: [[NaN, 3, 7]] }), [3, 7]);
  assert.deepEqual(heatRange({ ...heat, z: [[NaN]] }), [0, 1]);
});

Deno.test("px() rounds to a tenth", () => {
  assert.deepEqual([1.25, 2, -0.04].map(px), ["1.3", "2", "0"]);
});
