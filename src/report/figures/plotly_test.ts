import assert from "node:assert/strict";
import { figure, type FigureInput } from "./figure.ts";
import { toPlotly } from "./plotly.ts";

const base: FigureInput = {
  title: "A finding",
  x: { label: "kind" },
  y: { label: "n", kind: "log" },
  marks: [{ mark: "bars", x: ["a"], y: [10], low: [9], high: [12] }],
};

Deno.test("toPlotly() gives plain JSON", () => {
  const made = toPlotly(figure(base));
  assert.deepEqual(JSON.parse(JSON.stringify(made)), made);
});

Deno.test("toPlotly() turns interval ends into distances", () => {
  const error = toPlotly(figure(base)).data[0]!.error_y as Record<string, unknown>;
  assert.deepEqual([error.arrayminus, error.array], [[1], [2]]);
});

Deno.test("toPlotly() draws a band as two edges and the line", () => {
  const made = toPlotly(figure({
    ...base,
    marks: [{ mark: "line", x: [1, 2], y: [2, 3], low: [1, 2], high: [3, 4] }],
  }));
  assert.deepEqual(made.data.map((trace) => trace.fill), [undefined, "tonexty", undefined]);
});

Deno.test("toPlotly() gives log ranges and notes as exponents", () => {
  const { layout } = toPlotly(figure({
    ...base,
    y: { label: "n", kind: "log", range: [1, 1000] },
    references: [{ axis: "y", at: 100, label: "goal" }],
  }));
  assert.deepEqual((layout.yaxis as { range: number[] }).range, [0, 3]);
  assert.equal((layout.annotations as { y: number }[])[0]!.y, 2);
});

Deno.test("toPlotly() lists categories from the top down", () => {
  const { layout } = toPlotly(figure({
    ...base,
    y: { label: "kind" },
    marks: [{ mark: "bars", horizontal: true, x: [1, 2], y: ["first", "second"] }],
  }));
  assert.equal((layout.yaxis as { autorange: string }).autorange, "reversed");
});

Deno.test("toPlotly() shortens thousands but never writes thousandths as m", () => {
  const format = (y: number[]) => {
    const marks = [{ mark: "line", x: y.map((_, i) => i), y }] as const;
    const { layout } = toPlotly(figure({ ...base, x: { label: "n" }, y: { label: "n" }, marks }));
    return (layout.yaxis as { tickformat: string }).tickformat;
  };
  assert.deepEqual([format([0.5, 2]), format([500, 2000])], [",.4~r", ",.3~s"]);
});
