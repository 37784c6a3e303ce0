/**
 * A figure as one SVG picture: no script, no browser, readable on light and on dark pages.
 *
 * @module
 */
import { describe, type Figure, type Heat, type Mark, type Place } from "./figure.ts";
import { formatNumber, wrapText } from "./format.ts";
import { drawMarks, heatRange, markColours, px, type Scales } from "./marks.ts";
import { amountColour, THEMES } from "./palette.ts";
import { scale } from "./scale.ts";

/** Options of {@linkcode toSvg}. */
export interface SvgOptions {
  /** Pixels. @default {760} */
  width?: number;
}

/** The frame of the marks, in pixels. */
interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const GREY = THEMES.either.ink;

/**
 * The picture of a figure. Its colours follow the reader's light or dark setting; where styles are
 * stripped, a grey that reads on both remains.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 * import { toSvg } from "./svg.ts";
 *
 * const svg = toSvg(figure({
 *   title: "Tea & coffee sell alike",
 *   x: { label: "article" },
 *   y: { label: "orders" },
 *   marks: [{ mark: "bars", x: ["tea", "coffee"], y: [3, 3] }],
 * }));
 * assert.match(svg, /^<svg [^>]*role="img"/);
 * assert.match(svg, /Tea &amp; coffee sell alike/);
 * ```
 */
export function toSvg(figure: Figure, options: SvgOptions = {}): string {
  const { width = 760 } = options;
  const { height } = figure;
  const title = wrapText(figure.title, (width - 32) / 10);
  const head = 14 + 22 * title.length + (figure.subtitle ? 20 : 0);
  const named = legendEntries(figure);
  const legend = named.length === 0 ? 0 : 22 * legendRows(named, width).length;
  const { frame, scales } = layOut(figure, width, head + legend + 26);
  const parts = [
    style(),
    `<title>${escape(describe(figure))}</title>`,
    drawTitle(figure, title),
    drawLegend(named, width, head + 16),
    drawAxes(figure, scales, frame, head + legend + 16),
    clipped(drawMarks(figure, scales), frame),
    drawReferences(figure, scales, frame),
    ...figure.marks.filter((mark) => mark.mark === "heat").map((heat) => colourBar(heat, frame)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" class="hx" role="img" width="${width}" ` +
    `height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="12" ` +
    `style="max-width:100%;height:auto">${parts.join("")}</svg>`;
}

function style(): string {
  const rules = ({ ink, soft, grid }: { ink: string; soft: string; grid: string }) =>
    `.hx .ink{fill:${ink}}.hx .soft{fill:${soft}}.hx .ink-line{stroke:${ink}}` +
    `.hx .soft-line{stroke:${soft}}.hx .grid{stroke:${grid}}`;
  return `<style>${rules(THEMES.light)}@media(prefers-color-scheme:dark){${
    rules(THEMES.dark)
  }}</style>`;
}

function drawTitle(figure: Figure, lines: readonly string[]): string {
  const heading = lines.map((line, i) =>
    text(16, 28 + 22 * i, line, "ink", `font-size="17" font-weight="600"`)
  );
  const { subtitle } = figure;
  const below = subtitle
    ? [text(16, 26 + 22 * lines.length, subtitle, "soft", `font-size="13"`)]
    : [];
  return [...heading, ...below].join("");
}

/** Lays the scales into the frame that the labels leave. */
function layOut(figure: Figure, width: number, top: number): { frame: Frame; scales: Scales } {
  const places = allPlaces(figure);
  const sideways = figure.y.kind === "category";
  const zeroOn = barAxis(figure.marks);
  const draft = scale(figure.y, places.y, { pixels: [0, 1], zero: zeroOn === "y" });
  const widest = Math.max(...draft.ticks.map((tick) => textWidth(clip(tick.label, 34))));
  const heat = figure.marks.some((mark) => mark.mark === "heat");
  const frame = {
    left: 24 + widest,
    right: width - (heat ? 92 : 24),
    top,
    bottom: figure.height - 48,
  };
  const xOptions = { pixels: [frame.left, frame.right], ticks: 7, zero: zeroOn === "x" } as const;
  let x = scale(figure.x, places.x, xOptions);
  if (slanted(figure, x)) {
    const longest = Math.max(...x.ticks.map((tick) => textWidth(clip(tick.label, 22))));
    frame.bottom -= Math.min(110, Math.round(0.6 * longest));
    x = scale(figure.x, places.x, xOptions);
  }
  const pixels = sideways ? [frame.top, frame.bottom] as const : [frame.bottom, frame.top] as const;
  const count = Math.max(3, Math.round((frame.bottom - frame.top) / 50));
  const y = scale(figure.y, places.y, { pixels, ticks: count, zero: zeroOn === "y" });
  return { frame, scales: { x, y } };
}

/** The axis of the bars' amounts, which begins at zero. */
function barAxis(marks: readonly Mark[]): "x" | "y" | undefined {
  const bars = marks.find((mark) => mark.mark === "bars");
  return bars === undefined ? undefined : bars.horizontal ? "x" : "y";
}

/** Every place the axes must cover, the ends of intervals and stacked sums included. */
function allPlaces(figure: Figure): { x: Place[]; y: Place[] } {
  const x: Place[] = [];
  const y: Place[] = [];
  const sums = new Map<string, number>();
  for (const mark of figure.marks) {
    x.push(...mark.x);
    y.push(...mark.y);
    if (mark.mark === "heat") continue;
    const horizontal = mark.mark !== "line" && mark.horizontal;
    (horizontal ? x : y).push(...(mark.low ?? []), ...(mark.high ?? []));
    if (mark.mark !== "bars" || figure.bars !== "stack") continue;
    const [amounts, places] = horizontal ? [mark.x, mark.y] : [mark.y, mark.x];
    amounts.forEach((amount, i) => {
      const key = String(places[i]);
      sums.set(key, (sums.get(key) ?? 0) + Number(amount));
    });
    (horizontal ? x : y).push(...sums.values());
  }
  for (const { axis, at } of figure.references ?? []) {
    const kind = figure[axis].kind;
    if (kind === "linear" || kind === "log") (axis === "x" ? x : y).push(at);
  }
  return { x, y };
}

function drawAxes(figure: Figure, { x, y }: Scales, frame: Frame, labelAt: number): string {
  const grid = figure.marks.every((mark) => mark.mark !== "heat");
  const category = figure.y.kind === "category";
  const lines = [
    ...(grid && !category ? y.ticks.map(({ at }) => rule(frame.left, at, frame.right, at)) : []),
    ...(grid && category ? x.ticks.map(({ at }) => rule(at, frame.top, at, frame.bottom)) : []),
  ];
  const yLabels = y.ticks.map(({ at, label }) =>
    text(frame.left - 8, at + 4, clip(label, 34), "soft", `text-anchor="end"`)
  );
  const titles = [
    text(16, labelAt, figure.y.label, "soft", ""),
    text(
      (frame.left + frame.right) / 2,
      figure.height - 10,
      figure.x.label,
      "soft",
      `text-anchor="middle"`,
    ),
  ];
  return [...lines, ...yLabels, ...xLabels(figure, x, frame), ...titles].join("");
}

function xLabels(figure: Figure, x: Scales["x"], frame: Frame): string[] {
  const at = frame.bottom + 18;
  if (!slanted(figure, x)) {
    return x.ticks.map((tick) => text(tick.at, at, tick.label, "soft", `text-anchor="middle"`));
  }
  const every = Math.max(1, Math.ceil(14 / x.step));
  return x.ticks.filter((_, i) => i % every === 0).map((tick) =>
    text(
      tick.at,
      at - 4,
      clip(tick.label, 22),
      "soft",
      `text-anchor="end" transform="rotate(-38 ${px(tick.at)} ${px(at - 4)})"`,
    )
  );
}

/** Whether the labels along x would touch each other. */
function slanted(figure: Figure, x: Scales["x"]): boolean {
  if (figure.x.kind !== "category") return false;
  return x.ticks.some((tick) => textWidth(tick.label) + 6 > x.step);
}

function drawReferences(figure: Figure, { x, y }: Scales, frame: Frame): string {
  return (figure.references ?? []).map(({ axis, at, label }) => {
    const place = axis === "x" ? x.at(at) : y.at(at);
    if (!Number.isFinite(place)) return "";
    const [path, textX, textY, anchor] = axis === "x"
      ? [`M${px(place)} ${px(frame.top)}V${px(frame.bottom)}`, place + 5, frame.top + 11, "start"]
      : [`M${px(frame.left)} ${px(place)}H${px(frame.right)}`, frame.right, place - 5, "end"];
    const flip = axis === "x" && place + textWidth(label) > frame.right;
    const shown = flip
      ? text(place - 5, textY, label, "soft", `text-anchor="end"`)
      : text(textX, textY, label, "soft", `text-anchor="${anchor}"`);
    return `<path class="soft-line" d="${path}" stroke="${GREY}" stroke-dasharray="4 3"/>${shown}`;
  }).join("");
}

interface LegendEntry {
  name: string;
  colour: string;
}

function legendEntries(figure: Figure): LegendEntry[] {
  const colours = markColours(figure.marks);
  return figure.marks.flatMap((mark, i) =>
    mark.name === undefined || mark.mark === "heat"
      ? []
      : [{ name: mark.name, colour: colours[i]! }]
  );
}

function legendRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [[]];
  let used = 16;
  for (const entry of entries) {
    const needed = textWidth(entry.name) + 36;
    if (used + needed > width && rows.at(-1)!.length > 0) {
      rows.push([]);
      used = 16;
    }
    rows.at(-1)!.push(entry);
    used += needed;
  }
  return rows;
}

function drawLegend(entries: readonly LegendEntry[], width: number, top: number): string {
  if (entries.length === 0) return "";
  return legendRows(entries, width).map((row, r) => {
    let left = 16;
    return row.map(({ name, colour }) => {
      const y = top + 22 * r;
      const entry =
        `<rect x="${px(left)}" y="${y - 10}" width="12" height="12" rx="2" fill="${colour}"/>` +
        text(left + 18, y, name, "ink", "");
      left += textWidth(name) + 36;
      return entry;
    }).join("");
  }).join("");
}

function colourBar(heat: Heat, frame: Frame): string {
  const [low, high] = heatRange(heat);
  const steps = 24;
  const size = (frame.bottom - frame.top) / steps;
  const left = frame.right + 14;
  const cells = Array.from(
    { length: steps },
    (_, i) =>
      `<rect x="${left}" y="${px(frame.bottom - (i + 1) * size)}" width="12" ` +
      `height="${px(size + 0.5)}" fill="${amountColour(i / (steps - 1))}"/>`,
  );
  const label = (value: number) => formatNumber(value, heat.format ?? "short");
  return cells.join("") + text(left + 16, frame.top + 9, label(high), "soft", "") +
    text(left + 16, frame.bottom, label(low), "soft", "") +
    text(frame.right + 86, frame.top - 10, heat.label, "soft", `text-anchor="end"`);
}

function clipped(marks: string, { left, right, top, bottom }: Frame): string {
  const id = `hx${hash(marks)}`;
  return `<clipPath id="${id}"><rect x="${px(left - 5)}" y="${px(top - 5)}" ` +
    `width="${px(right - left + 10)}" height="${px(bottom - top + 10)}"/></clipPath>` +
    `<g clip-path="url(#${id})">${marks}</g>`;
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="grid" d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" ` +
    `stroke="${THEMES.either.grid}"/>`;
}

function text(x: number, y: number, content: string, kind: "ink" | "soft", more: string): string {
  const place = `x="${px(x)}" y="${px(y)}"`;
  return `<text ${place} class="${kind}" fill="${GREY}"${more && ` ${more}`}>${
    escape(content)
  }</text>`;
}

/** About how wide a text of 12 pixels is. */
function textWidth(content: string): number {
  return 6.7 * content.length;
}

function clip(content: string, most: number): string {
  return content.length <= most ? content : `${content.slice(0, most - 1)}…`;
}

/** Text as XML content. */
function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A short name that differs where the content does (FNV-1a), so that ids on a page do not clash. */
function hash(content: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < content.length; i++) {
    state = Math.imul(state ^ content.charCodeAt(i), 0x01000193);
  }
  return (state >>> 0).toString(36);
}
