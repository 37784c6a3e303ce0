/**
 * The marks of a figure as SVG elements, given scales.
 *
 * @module
 */
import type { Bars, Figure, Heat, Line, Mark, Place, Points } from "./figure.ts";
import { formatNumber } from "./format.ts";
import { amountColour, type Colour, COLOUR_ORDER, COLOURS, inkOn } from "./palette.ts";
import type { Scale } from "./scale.ts";

/** The two scales of a figure. */
export interface Scales {
  x: Scale;
  y: Scale;
}

/** The colour of each mark: its own, or the next of the palette's order. */
export function markColours(marks: readonly Mark[]): string[] {
  const taken = new Set(marks.map((mark) => mark.colour));
  const free = COLOUR_ORDER.filter((colour) => !taken.has(colour));
  let next = 0;
  return marks.map((mark) => {
    const colour: Colour = mark.colour ?? free[next++ % Math.max(1, free.length)] ?? "blue";
    return COLOURS[colour];
  });
}

/**
 * The SVG elements of all marks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 * import { drawMarks } from "./marks.ts";
 * import { scale } from "./scale.ts";
 *
 * const made = figure({
 *   title: "One bar",
 *   x: { label: "kind" },
 *   y: { label: "n" },
 *   marks: [{ mark: "bars", x: ["a"], y: [10] }],
 * });
 * const x = scale(made.x, ["a"], { pixels: [0, 100] });
 * const y = scale(made.y, [10], { pixels: [100, 0], zero: true });
 * assert.match(drawMarks(made, { x, y }), /<rect x="11" y="0" width="78" height="100"/);
 * ```
 */
export function drawMarks(figure: Figure, scales: Scales): string {
  const colours = markColours(figure.marks);
  const bars = figure.marks.filter((mark) => mark.mark === "bars");
  const grounds = new Map<string, number>();
  return figure.marks.map((mark, i) => {
    switch (mark.mark) {
      case "bars":
        return figure.bars === "stack"
          ? drawBars(mark, scales, colours[i]!, { slots: 1, slot: 0, grounds })
          : drawBars(mark, scales, colours[i]!, { slots: bars.length, slot: bars.indexOf(mark) });
      case "line":
        return drawLine(mark, scales, colours[i]!);
      case "points":
        return drawPoints(mark, scales, colours[i]!);
      case "heat":
        return drawHeat(mark, scales);
    }
  }).join("");
}

/**
 * The range of a heat map's amounts; `[0, 1]` when it has none.
 */
export function heatRange(heat: Heat): [number, number] {
  const values = heat.z.flat().filter(Number.isFinite);
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

interface BarPlace {
  /** Bars side by side at one place. */
  slots: number;
  /** Which of them. */
  slot: number;
  /** Where stacked bars stand so far, by place; written. */
  grounds?: Map<string, number>;
}

function drawBars(mark: Bars, scales: Scales, colour: string, place: BarPlace): string {
  const [along, across] = mark.horizontal ? [scales.x, scales.y] : [scales.y, scales.x];
  const [amounts, places] = mark.horizontal ? [mark.x, mark.y] : [mark.y, mark.x];
  const thickness = 0.78 * (across.step || 20) / place.slots;
  const shift = (place.slot - (place.slots - 1) / 2) * thickness;
  return amounts.map((amount, i) => {
    const ground = place.grounds?.get(String(places[i])) ?? 0;
    const top = ground + Number(amount);
    place.grounds?.set(String(places[i]), top);
    const middle = across.at(places[i]!) + shift;
    const base = Number.isFinite(along.at(ground)) ? along.at(ground) : along.ticks[0]!.at;
    const bar = box(base, along.at(top), middle, thickness, mark.horizontal, colour);
    return bar + interval(mark, i, middle, scales);
  }).join("");
}

function box(
  from: number,
  to: number,
  middle: number,
  thickness: number,
  horizontal: boolean | undefined,
  colour: string,
): string {
  if (!Number.isFinite(to)) return "";
  const [low, length] = [Math.min(from, to), Math.abs(to - from)];
  const [x, y, width, height] = horizontal
    ? [low, middle - thickness / 2, length, thickness]
    : [middle - thickness / 2, low, thickness, length];
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" ` +
    `fill="${colour}"/>`;
}

function interval(mark: Bars | Points, i: number, middle: number, scales: Scales): string {
  const [low, high] = [mark.low?.[i], mark.high?.[i]];
  if (low === undefined || high === undefined) return "";
  const along = mark.horizontal ? scales.x : scales.y;
  const [from, to] = [along.at(low), along.at(high)];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return "";
  const path = mark.horizontal
    ? `M${px(from)} ${px(middle)}H${px(to)}`
    : `M${px(middle)} ${px(from)}V${px(to)}`;
  return `<path class="ink-line" d="${path}" stroke="#767676" stroke-width="1.5"/>`;
}

function drawLine(mark: Line, { x, y }: Scales, colour: string): string {
  const path = polyline(mark.x, mark.y, { x, y });
  const band = mark.low && mark.high ? drawBand(mark, { x, y }, colour) : "";
  const dash = mark.dashed ? ` stroke-dasharray="6 4"` : "";
  const dots = mark.points ? circles(mark.x, mark.y, { x, y }, colour, 3) : "";
  return `${band}<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>${dots}`;
}

function polyline(xs: readonly Place[], ys: readonly number[], { x, y }: Scales): string {
  let pen = "M";
  return xs.map((place, i) => {
    const [across, up] = [x.at(place), y.at(ys[i]!)];
    if (!Number.isFinite(across) || !Number.isFinite(up)) {
      pen = "M";
      return "";
    }
    const step = `${pen}${px(across)} ${px(up)}`;
    pen = "L";
    return step;
  }).join("");
}

function drawBand(mark: Line, { x, y }: Scales, colour: string): string {
  const corners = [
    ...mark.x.map((place, i) => [x.at(place), y.at(mark.high![i]!)]),
    ...mark.x.map((place, i) => [x.at(place), y.at(mark.low![i]!)]).reverse(),
  ].filter((corner) => corner.every(Number.isFinite));
  const points = corners.map((corner) => corner.map(px).join(",")).join(" ");
  return `<polygon points="${points}" fill="${colour}" fill-opacity="0.18"/>`;
}

function drawPoints(mark: Points, scales: Scales, colour: string): string {
  const across = mark.horizontal ? scales.y : scales.x;
  const places = mark.horizontal ? mark.y : mark.x;
  const intervals = places.map((place, i) => interval(mark, i, across.at(place), scales)).join("");
  return intervals + circles(mark.x, mark.y, scales, colour, 4);
}

function circles(
  xs: readonly Place[],
  ys: readonly Place[],
  { x, y }: Scales,
  colour: string,
  radius: number,
): string {
  return xs.map((place, i) => {
    const [across, up] = [x.at(place), y.at(ys[i]!)];
    if (!Number.isFinite(across) || !Number.isFinite(up)) return "";
    return `<circle cx="${px(across)}" cy="${px(up)}" r="${radius}" fill="${colour}"/>`;
  }).join("");
}

function drawHeat(mark: Heat, { x, y }: Scales): string {
  const [low, high] = heatRange(mark);
  const written = mark.written ?? mark.x.length * mark.y.length <= 120;
  return mark.z.map((row, r) =>
    row.map((value, c) => {
      if (!Number.isFinite(value)) return "";
      const ground = amountColour((value - low) / (high - low || 1));
      const [across, up] = [x.at(mark.x[c]!), y.at(mark.y[r]!)];
      const cell = `<rect x="${px(across - x.step / 2)}" y="${px(up - y.step / 2)}" ` +
        `width="${px(x.step)}" height="${px(y.step)}" fill="${ground}"/>`;
      if (!written) return cell;
      const label = formatNumber(value, mark.format ?? "short");
      return `${cell}<text x="${px(across)}" y="${px(up + 4)}" font-size="11" ` +
        `text-anchor="middle" fill="${inkOn(ground)}">${label}</text>`;
    }).join("")
  ).join("");
}

/** Pixels with at most one digit after the point. */
export function px(value: number): string {
  return String(Math.round(10 * value) / 10);
}
