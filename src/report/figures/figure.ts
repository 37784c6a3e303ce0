/**
 * A figure as the project describes it: a title that says the finding, axes with units, and marks.
 * One description gives the interactive picture (Plotly) and the static one (SVG).
 *
 * @module
 */
import type { NumberFormat } from "./format.ts";
import type { Colour } from "./palette.ts";

/** A place on an axis: an amount, a category, or a day as `YYYY-MM-DD`. */
export type Place = number | string;

/** One axis. */
export interface Axis {
  /** What it is, with its unit: `"orders per week"`. */
  label: string;
  /** @default {"category" for text, else "linear"} */
  kind?: "linear" | "log" | "date" | "category";
  /** How amounts are written. @default {"short"} */
  format?: NumberFormat;
  /** Lowest and highest amount. @default {from the marks; bars begin at 0} */
  range?: readonly [number, number];
}

/** Common to all marks. */
interface MarkBase {
  /** In the legend. @default {no entry} */
  name?: string;
  /** @default {the next colour of the palette} */
  colour?: Colour;
}

/** Bars from zero; `low` and `high` draw intervals. */
export interface Bars extends MarkBase {
  mark: "bars";
  x: readonly Place[];
  y: readonly Place[];
  /** Amounts along x, categories along y. @default {false} */
  horizontal?: boolean;
  /** Ends of the interval of each bar. @default {none} */
  low?: readonly number[];
  /** @default {none} */
  high?: readonly number[];
}

/** A line; `low` and `high` draw a band around it. */
export interface Line extends MarkBase {
  mark: "line";
  x: readonly Place[];
  /** NaN leaves a gap. */
  y: readonly number[];
  /** @default {none} */
  low?: readonly number[];
  /** @default {none} */
  high?: readonly number[];
  /** @default {false} */
  dashed?: boolean;
  /** Shows each point as well. @default {false} */
  points?: boolean;
}

/** Points; `low` and `high` draw intervals along y (along x where `horizontal`). */
export interface Points extends MarkBase {
  mark: "points";
  x: readonly Place[];
  y: readonly Place[];
  /** @default {none} */
  low?: readonly number[];
  /** @default {none} */
  high?: readonly number[];
  /** Amounts along x. @default {false} */
  horizontal?: boolean;
}

/** A heat map: `z[row][column]` at `y[row]`, `x[column]`; NaN is left empty. */
export interface Heat extends MarkBase {
  mark: "heat";
  x: readonly string[];
  y: readonly string[];
  z: readonly (readonly number[])[];
  /** What the colour means, with its unit. */
  label: string;
  /** @default {"short"} */
  format?: NumberFormat;
  /** Writes the amount into each cell. @default {cells ≤ 120} */
  written?: boolean;
}

/** Anything a figure draws. */
export type Mark = Bars | Line | Points | Heat;

/** A line across the figure to compare with. */
export interface Reference {
  /** The axis on which `at` lies. */
  axis: "x" | "y";
  at: Place;
  label: string;
}

/** What {@linkcode figure} takes. */
export interface FigureInput {
  /** The finding, as a sentence without a full stop. */
  title: string;
  /** What is shown and on what. @default {none} */
  subtitle?: string;
  x: Axis;
  y: Axis;
  marks: readonly Mark[];
  /** Bars of one place. @default {"group"} */
  bars?: "group" | "stack";
  /** @default {none} */
  references?: readonly Reference[];
  /** Pixels. @default {380; with horizontal bars by their number} */
  height?: number;
}

/** A checked figure. */
export interface Figure extends FigureInput {
  readonly type: "helix-figure";
  readonly height: number;
  readonly x: Axis & { kind: NonNullable<Axis["kind"]> };
  readonly y: Axis & { kind: NonNullable<Axis["kind"]> };
}

/**
 * A figure in the house style.
 *
 * @throws {RangeError} If there is no mark, or the arrays of a mark differ in length.
 * @throws {TypeError} If the title or an axis has no text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 *
 * const orders = figure({
 *   title: "Orders double before Christmas",
 *   x: { label: "month" },
 *   y: { label: "orders per month" },
 *   marks: [{ mark: "bars", x: ["Oct", "Nov"], y: [100, 210] }],
 * });
 * assert.equal(orders.x.kind, "category");
 * ```
 */
export function figure(input: FigureInput): Figure {
  for (const [name, text] of texts(input)) {
    if (text.trim() === "") throw new TypeError(`Expected the figure's ${name} to say something`);
  }
  if (input.marks.length === 0) {
    throw new RangeError(`Expected figure "${input.title}" to have marks but found none`);
  }
  for (const mark of input.marks) checkLengths(mark, input.title);
  return {
    ...input,
    type: "helix-figure",
    height: input.height ?? defaultHeight(input.marks),
    x: withKind(input.x, input.marks.flatMap((mark) => [...mark.x])),
    y: withKind(input.y, input.marks.flatMap((mark) => [...mark.y])),
  };
}

/** Whether a value is a figure that {@linkcode figure} made. */
export function isFigure(value: unknown): value is Figure {
  return typeof value === "object" && value !== null && Reflect.get(value, "type") ===
      "helix-figure";
}

/**
 * The figure in words, for readers who do not see it: its title, axes and number of values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describe, figure } from "./figure.ts";
 *
 * const text = describe(figure({
 *   title: "Orders double",
 *   x: { label: "month" },
 *   y: { label: "orders" },
 *   marks: [{ mark: "bars", x: ["Oct", "Nov"], y: [100, 210] }],
 * }));
 * assert.equal(text, "Orders double. Bars: orders by month (2 values).");
 * ```
 */
export function describe(figure: Figure): string {
  const values = figure.marks.reduce((sum, mark) => sum + valueCount(mark), 0);
  const first = figure.marks[0]!;
  const kind = { bars: "Bars", line: "Lines", points: "Points", heat: "Heat map" }[first.mark];
  const horizontal = "horizontal" in first && first.horizontal;
  const [amount, by] = horizontal
    ? [figure.x.label, figure.y.label]
    : [figure.y.label, figure.x.label];
  const what = first.mark === "heat"
    ? `${first.label} by ${by} and ${amount}`
    : `${amount} by ${by}`;
  const subtitle = figure.subtitle ? ` ${figure.subtitle}.` : "";
  return `${figure.title}.${subtitle} ${kind}: ${what} (${values} values).`;
}

function texts({ title, x, y }: FigureInput): [string, string][] {
  return [["title", title], ["x label", x.label], ["y label", y.label]];
}

function valueCount(mark: Mark): number {
  return mark.mark === "heat" ? mark.x.length * mark.y.length : mark.x.length;
}

function checkLengths(mark: Mark, title: string): void {
  const differ = (name: string, expected: number, found: number) => {
    if (expected !== found) {
      throw new RangeError(
        `Expected ${name} of figure "${title}" to have length ${expected} but found ${found}`,
      );
    }
  };
  if (mark.mark === "heat") {
    differ("z", mark.y.length, mark.z.length);
    mark.z.forEach((row, i) => differ(`z[${i}]`, mark.x.length, row.length));
    return;
  }
  differ("y", mark.x.length, mark.y.length);
  if (mark.low) differ("low", mark.x.length, mark.low.length);
  if (mark.high) differ("high", mark.x.length, mark.high.length);
}

function withKind(axis: Axis, places: Place[]): Axis & { kind: NonNullable<Axis["kind"]> } {
  const text = places.some((place) => typeof place === "string");
  return { ...axis, kind: axis.kind ?? (text ? "category" : "linear") };
}

function defaultHeight(marks: readonly Mark[]): number {
  const rows = marks.reduce((most, mark) => {
    const sideways = mark.mark === "heat" || ("horizontal" in mark && mark.horizontal);
    return sideways ? Math.max(most, new Set(mark.y).size) : most;
  }, 0);
  const labels = marks.flatMap((mark) => mark.mark === "heat" ? mark.x : []);
  const slanted = labels.some((label) => label.length * new Set(labels).size > 80);
  return rows === 0 ? 380 : Math.max(220, 150 + 26 * rows) + (slanted ? 70 : 0);
}
