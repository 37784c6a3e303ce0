import assert from "node:assert/strict";
import fit from "./fit.js" with { type: "text" };

interface Layout {
  title: { text: string; font: { size: number }; subtitle?: { text: string } };
  font: { size: number };
  margin: { t: number; b: number };
  height: number;
  legend?: { orientation: string; yref?: string };
}

const fitFigure: (data: object[], layout: Layout, width: number) => void = new Function(
  `${fit}\nreturn fitFigure;`,
)();

const layout = (): Layout => ({
  title: {
    text: "A title that says what was found, in one line<br>or in two",
    font: { size: 18 },
  },
  font: { size: 13 },
  margin: { t: 60, b: 50 },
  height: 400,
  legend: { orientation: "h" },
});
const named = (...names: string[]) => names.map((name) => ({ name, showlegend: true }));

Deno.test("fitFigure() leaves a figure alone that has room", () => {
  const wide = layout();
  fitFigure(named("A", "B"), wide, 1000);
  assert.deepEqual(wide, layout());
});

Deno.test("fitFigure() puts a legend that is too wide below the axes and makes room for it", () => {
  const full = layout();
  fitFigure(named("own repurchases, then popularity", "own repurchases", "popularity"), full, 500);
  assert.equal(full.legend!.orientation, "v");
  assert.equal(full.margin.b, 50 + 3 * 17 + 12);
  const hidden = layout();
  fitFigure([{ name: "x".repeat(90), showlegend: false }], hidden, 700);
  assert.deepEqual(hidden, layout());
});

Deno.test("fitFigure() wraps a title into a narrow page and makes the figure higher", () => {
  const narrow = layout();
  fitFigure([], narrow, 200);
  const lines = narrow.title.text.split("<br>");
  assert.ok(lines.length > 2 && lines.every((line) => line.length <= 22));
  assert.equal(narrow.height, 400 + 20 * (lines.length - 2));
  assert.equal(narrow.margin.t, 60 + 20 * (lines.length - 2));
});
