/**
 * From values to pixels, and the ticks between them.
 *
 * @module
 */
import type { Axis, Place } from "./figure.ts";
import { formatNumber } from "./format.ts";

/** A tick: its place in pixels and its text. */
export interface Tick {
  at: number;
  label: string;
}

/** An axis laid out in pixels. */
export interface Scale {
  /** Pixel of a value (of a category's middle); NaN where it has none. */
  at(value: Place): number;
  ticks: readonly Tick[];
  /** Pixels between neighbouring categories (days on a date axis, 0 on an amount). */
  step: number;
}

/** Options of {@linkcode scale}. */
export interface ScaleOptions {
  /** First and last pixel; the first is where low values go. */
  pixels: readonly [number, number];
  /** About how many ticks. @default {6} */
  ticks?: number;
  /** Whether zero must be on the axis. @default {false} */
  zero?: boolean;
}

/**
 * The scale of an axis for the places that its marks use.
 *
 * @throws {RangeError} If a log axis is to show an amount that is not positive.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { scale } from "./scale.ts";
 *
 * const x = scale({ label: "n", kind: "linear" }, [0, 7, 10], { pixels: [0, 100] });
 * assert.equal(x.at(5), 50);
 * assert.deepEqual(x.ticks.map((tick) => tick.label), ["0", "2", "4", "6", "8", "10"]);
 * ```
 */
export function scale(
  axis: Axis & { kind: NonNullable<Axis["kind"]> },
  places: readonly Place[],
  options: ScaleOptions,
): Scale {
  switch (axis.kind) {
    case "category":
      return categories(places, options);
    case "date":
      return dates(places, options);
    case "log":
      return logarithmic(axis, amounts(places), options);
    case "linear":
      return linear(axis, amounts(places), options);
  }
}

/**
 * Round steps (1, 2 or 5 times a power of ten) that cover a range in about `count` ticks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { niceTicks } from "./scale.ts";
 *
 * assert.deepEqual(niceTicks(0.12, 0.48, 4), [0.1, 0.2, 0.3, 0.4, 0.5]);
 * ```
 */
export function niceTicks(low: number, high: number, count = 6): number[] {
  const width = (high - low) / Math.max(1, count);
  const rough = width > 1e-300 ? width : 1; // Below that, a step has no digits left.
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  const step = power * (share <= 1.1 ? 1 : share <= 2.2 ? 2 : share <= 5.5 ? 5 : 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const digits = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
  const rounded = (value: number) => digits > 20 ? value : Number(value.toFixed(digits));
  return Array.from({ length: last - first + 1 }, (_, i) => rounded((first + i) * step));
}

function amounts(places: readonly Place[]): number[] {
  const numbers = places.filter((place): place is number =>
    typeof place === "number" && Number.isFinite(place)
  );
  return numbers.length === 0 ? [0, 1] : numbers;
}

function extent(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function between(low: number, high: number, [first, last]: readonly [number, number]) {
  const factor = (last - first) / (high - low);
  return (value: number) => first + (value - low) * factor;
}

function linear(axis: Axis, values: number[], options: ScaleOptions): Scale {
  let [low, high] = axis.range ?? extent(values);
  if (options.zero && !axis.range) [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
  const all = niceTicks(low, high, options.ticks);
  const ticks = axis.range ? all.filter((tick) => tick >= low && tick <= high) : all;
  if (!axis.range) [low, high] = [ticks[0]!, ticks.at(-1)!];
  const at = between(low, high, options.pixels);
  const digits = tickDigits(ticks, axis.format);
  return {
    at: (value) => typeof value === "number" ? at(value) : NaN,
    ticks: ticks.map((tick) => ({ at: at(tick), label: tickLabel(tick, axis, digits) })),
    step: 0,
  };
}

function tickDigits(ticks: readonly number[], format: Axis["format"]): number {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) * (format === "percent" ? 100 : 1);
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

function tickLabel(value: number, axis: Axis, digits: number): string {
  const { format = "short" } = axis;
  if (format === "short" && Math.abs(value) < 1000) {
    return formatNumber(value, "decimal", { digits });
  }
  return formatNumber(value, format, format === "short" ? {} : { digits });
}

function logarithmic(axis: Axis, values: number[], options: ScaleOptions): Scale {
  const [low, high] = axis.range ?? extent(values.filter((value) => value > 0));
  if (!(low > 0) || !Number.isFinite(high)) {
    throw new RangeError(
      `Expected the log axis "${axis.label}" to have positive amounts but found none`,
    );
  }
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const at = between(first, last, options.pixels);
  const steps = last - first > 2 ? [1] : [1, 2, 5];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i))
    .flatMap((power) => steps.map((step) => step * power))
    .filter((tick) => tick <= 10 ** last * (1 + 1e-9));
  return {
    at: (value) => typeof value === "number" && value > 0 ? at(Math.log10(value)) : NaN,
    ticks: ticks.map((tick) => ({
      at: at(Math.log10(tick)),
      label: formatNumber(tick, axis.format ?? "short"),
    })),
    step: 0,
  };
}

function categories(places: readonly Place[], { pixels: [first, last] }: ScaleOptions): Scale {
  const index = new Map<string, number>();
  for (const place of places) {
    if (!index.has(String(place))) index.set(String(place), index.size);
  }
  const step = (last - first) / Math.max(1, index.size);
  const middle = (i: number) => first + (i + 0.5) * step;
  return {
    at: (value) => {
      const i = index.get(String(value));
      return i === undefined ? NaN : middle(i);
    },
    ticks: [...index].map(([label, i]) => ({ at: middle(i), label })),
    step: Math.abs(step),
  };
}

const DAY = 86_400_000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Milliseconds of a day written `YYYY-MM-DD…`; NaN for anything else. */
function time(place: Place): number {
  return typeof place === "number" ? place : Date.parse(place);
}

function dates(places: readonly Place[], { pixels, ticks = 6 }: ScaleOptions): Scale {
  const times = [...new Set(places.map(time))].filter(Number.isFinite).sort((a, b) => a - b);
  const low = times[0] ?? 0;
  const high = Math.max(times.at(-1) ?? 0, low + DAY);
  const gaps = times.slice(1).map((t, i) => t - times[i]!);
  const gap = gaps.length === 0 ? DAY : Math.min(...gaps);
  const at = between(low - gap / 2, high + gap / 2, pixels);
  return {
    at: (value) => at(time(value)),
    ticks: dateTicks(low, high, ticks).map(({ at: t, label }) => ({ at: at(t), label })),
    step: Math.abs(at(gap) - at(0)),
  };
}

function dateTicks(low: number, high: number, count: number): Tick[] {
  const days = (high - low) / DAY;
  if (days <= 31 * 3) return dayTicks(low, high, Math.max(1, Math.round(days / count)));
  const from = new Date(low);
  const stride = [1, 2, 3, 6, 12, 24, 60].find((months) => days / (30.4 * months) <= count + 2) ??
    120;
  const ticks: Tick[] = [];
  for (let month = 0;; month += 1) {
    const t = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month, 1);
    if (t > high) return ticks;
    const date = new Date(t);
    if (t < low || (12 * date.getUTCFullYear() + date.getUTCMonth()) % stride !== 0) continue;
    ticks.push({ at: t, label: `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}` });
  }
}

function dayTicks(low: number, high: number, stride: number): Tick[] {
  const ticks: Tick[] = [];
  for (let t = Math.ceil(low / DAY) * DAY; t <= high; t += stride * DAY) {
    const date = new Date(t);
    ticks.push({ at: t, label: `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` });
  }
  return ticks;
}
