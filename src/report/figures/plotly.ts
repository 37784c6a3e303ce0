/**
 * A figure as Plotly's JSON, for the interactive picture. Colours of text and grid are chosen to
 * read on light and on dark pages; pages that know which they are set them again.
 *
 * @module
 */
import type { Axis, Bars, Figure, Heat, Line, Mark, Place, Points } from "./figure.ts";
import { type NumberFormat, wrapText } from "./format.ts";
import { heatRange, markColours } from "./marks.ts";
import { AMOUNTS, THEMES } from "./palette.ts";

/** Plotly's figure: `data` and `layout`, plain JSON. */
export interface PlotlyFigure {
  data: Record<string, unknown>[];
  layout: Record<string, unknown>;
  config: Record<string, unknown>;
}

/**
 * The Plotly figure of a figure: plain JSON, NaN written as `null`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 * import { toPlotly } from "./plotly.ts";
 *
 * const { data } = toPlotly(figure({
 *   title: "A gap stays a gap",
 *   x: { label: "n" },
 *   y: { label: "m" },
 *   marks: [{ mark: "line", x: [1, 2, 3], y: [1, NaN, 3] }],
 * }));
 * assert.deepEqual(data[0]!.y, [1, null, 3]);
 * ```
 */
export function toPlotly(figure: Figure): PlotlyFigure {
  const colours = markColours(figure.marks);
  return {
    data: figure.marks.flatMap((mark, i) => traces(mark, colours[i]!)),
    layout: layout(figure),
    config: { displaylogo: false, responsive: true },
  };
}

function traces(mark: Mark, colour: string): Record<string, unknown>[] {
  switch (mark.mark) {
    case "bars":
      return [barTrace(mark, colour)];
    case "line":
      return lineTraces(mark, colour);
    case "points":
      return [pointTrace(mark, colour)];
    case "heat":
      return [heatTrace(mark)];
  }
}

function common(mark: Bars | Line | Points): Record<string, unknown> {
  return {
    x: values(mark.x),
    y: values(mark.y),
    name: mark.name ?? "",
    showlegend: mark.name !== undefined,
  };
}

function barTrace(mark: Bars, colour: string): Record<string, unknown> {
  return {
    ...common(mark),
    type: "bar",
    orientation: mark.horizontal ? "h" : "v",
    marker: { color: colour },
    ...intervals(mark),
  };
}

function pointTrace(mark: Points, colour: string): Record<string, unknown> {
  return {
    ...common(mark),
    type: "scatter",
    mode: "markers",
    marker: { color: colour, size: 8 },
    ...intervals(mark),
  };
}

function intervals(mark: Bars | Points): Record<string, unknown> {
  const { low, high, horizontal } = mark;
  if (!low || !high) return {};
  const middle = (horizontal ? mark.x : mark.y).map(Number);
  return {
    [horizontal ? "error_x" : "error_y"]: {
      type: "data",
      symmetric: false,
      array: values(middle.map((value, i) => high[i]! - value)),
      arrayminus: values(middle.map((value, i) => value - low[i]!)),
      thickness: 1.5,
      width: 3,
      color: THEMES.either.ink,
    },
  };
}

function lineTraces(mark: Line, colour: string): Record<string, unknown>[] {
  const line = {
    ...common(mark),
    type: "scatter",
    mode: mark.points ? "lines+markers" : "lines",
    line: { color: colour, width: 2, ...(mark.dashed ? { dash: "dash" } : {}) },
  };
  if (!mark.low || !mark.high) return [line];
  const edge = {
    x: values(mark.x),
    type: "scatter",
    mode: "lines",
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
  };
  return [
    { ...edge, y: values(mark.low) },
    { ...edge, y: values(mark.high), fill: "tonexty", fillcolor: `${colour}2e` },
    line,
  ];
}

function heatTrace(mark: Heat): Record<string, unknown> {
  const format = d3Format(mark.format ?? "short", heatRange(mark)[1]);
  const written = mark.written ?? mark.x.length * mark.y.length <= 120;
  return {
    type: "heatmap",
    x: mark.x,
    y: mark.y,
    z: mark.z.map(values),
    colorscale: AMOUNTS.map((colour, i) => [i / (AMOUNTS.length - 1), colour]),
    colorbar: { title: { text: mark.label, side: "right" }, tickformat: format, thickness: 12 },
    hovertemplate: `%{y}, %{x}: %{z:${format}}<extra></extra>`,
    ...(written ? { texttemplate: `%{z:${format}}` } : {}),
  };
}

function layout(figure: Figure): Record<string, unknown> {
  const { ink, grid } = THEMES.either;
  const title = wrapText(figure.title, 72);
  const named = figure.marks.some((mark) => mark.mark !== "heat" && mark.name !== undefined);
  const top = 28 + 22 * title.length + (figure.subtitle ? 18 : 0) + (named ? 26 : 0);
  const category = figure.y.kind === "category";
  return {
    title: {
      text: `<b>${title.join("<br>")}</b>`,
      font: { size: 17 },
      ...{ x: 0, xref: "container", xanchor: "left", y: 1, yanchor: "top", pad: { l: 16, t: 16 } },
      ...(figure.subtitle ? { subtitle: { text: figure.subtitle } } : {}),
    },
    height: figure.height + 30,
    font: { color: ink, size: 12, family: "system-ui, sans-serif" },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { t: top, r: 24, b: 56, l: 56 },
    barmode: figure.bars ?? "group",
    legend: {
      ...{ orientation: "h", traceorder: "normal" },
      ...{ x: 0, xanchor: "left", y: 1.01, yanchor: "bottom" },
    },
    xaxis: axis(figure.x, grid, largest(figure, "x")),
    yaxis: {
      ...axis(figure.y, grid, largest(figure, "y")),
      ...(category ? { autorange: "reversed" } : {}),
    },
    ...references(figure),
  };
}

/** The largest size of an amount along an axis, sums of stacked bars not counted. */
function largest(figure: Figure, axis: "x" | "y"): number {
  const places: Place[] = figure.marks.flatMap((mark) => [...mark[axis]]);
  return places.reduce<number>((most, place) => {
    const size = typeof place === "number" ? Math.abs(place) : 0;
    return size > most ? size : most;
  }, 0);
}

function axis(
  input: Axis & { kind: string },
  grid: string,
  largest: number,
): Record<string, unknown> {
  const { label, kind, format, range } = input;
  return {
    title: { text: label, standoff: 14 },
    type: kind,
    gridcolor: grid,
    zerolinecolor: grid,
    automargin: true,
    ...(kind === "linear" || kind === "log"
      ? { tickformat: d3Format(format ?? "short", largest) }
      : {}),
    ...(kind === "log" ? { nticks: 6 } : {}),
    ...(range ? { range: kind === "log" ? range.map(Math.log10) : [...range] } : {}),
  };
}

function references(figure: Figure): Record<string, unknown> {
  const lines = figure.references ?? [];
  if (lines.length === 0) return {};
  const line = { color: THEMES.either.ink, width: 1, dash: "dash" };
  return {
    shapes: lines.map(({ axis, at }) =>
      axis === "x"
        ? { type: "line", xref: "x", yref: "paper", x0: at, x1: at, y0: 0, y1: 1, line }
        : { type: "line", xref: "paper", yref: "y", x0: 0, x1: 1, y0: at, y1: at, line }
    ),
    annotations: lines.map(({ axis, at, label }) => ({
      text: label,
      showarrow: false,
      ...(axis === "x"
        ? { xref: "x", yref: "paper", x: at, y: 1, xanchor: "left", yanchor: "top" }
        : {
          xref: "paper",
          yref: "y",
          x: 1,
          y: logged(figure, at),
          xanchor: "right",
          yanchor: "bottom",
        }),
    })),
  };
}

/** Annotations on a log axis are placed by exponent. */
function logged(figure: Figure, at: Place): Place {
  return figure.y.kind === "log" ? Math.log10(Number(at)) : at;
}

/** Below a thousand, d3's short form would write thousandths as `m`. */
function d3Format(format: NumberFormat, largest: number): string {
  if (format === "short") return largest < 1000 ? ",.4~r" : ",.3~s";
  return { integer: ",d", percent: ".1%", decimal: ",.4~r" }[format];
}

function values(places: readonly Place[]): (Place | null)[] {
  return places.map((place) => typeof place === "number" && !Number.isFinite(place) ? null : place);
}
