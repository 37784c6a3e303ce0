/**
 * Send times as a reader looks at them: the shop's rhythm, single customers' own, the plan.
 *
 * @module
 */
import type pl from "nodejs-polars";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";
import type { GroupFigures, TimingEvaluation } from "../../timing/evaluate.ts";
import { SEND_TIME_BASES, type SendTimes } from "../../timing/send_times.ts";
import { DAY_NAMES } from "../eda/calendar.ts";

/** A customer to look at for one basis of the send time. */
export interface ExampleCustomer {
  /** Customer code, which is its row in the send times. */
  readonly customer: number;
  readonly basis: typeof SEND_TIME_BASES[number];
}

/**
 * One customer for each basis that occurs: the one whose day curve has the highest peak (the first
 * of them where several have).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exampleCustomers } from "./sending.ts";
 *
 * const dayProbability = Float64Array.from({ length: 14 }, (_, i) => i === 7 ? 1 : 0.1);
 * const basis = Uint8Array.of(2, 2);
 * assert.deepEqual(exampleCustomers({ basis, dayProbability }), [
 *   { customer: 1, basis: "personal" },
 * ]);
 * ```
 */
export function exampleCustomers(
  { basis, dayProbability }: Pick<SendTimes, "basis" | "dayProbability">,
): ExampleCustomer[] {
  const best = SEND_TIME_BASES.map(() => ({ customer: -1, peak: -1 }));
  basis.forEach((code, customer) => {
    const peak = Math.max(...dayProbability.subarray(7 * customer, 7 * customer + 7));
    if (peak > best[code]!.peak) best[code] = { customer, peak };
  });
  return best.flatMap(({ customer }, code) =>
    customer < 0 ? [] : [{ customer, basis: SEND_TIME_BASES[code]! }]
  ).reverse();
}

/** The examples' day curves. */
export function dayCurveFigure(
  { dayProbability }: Pick<SendTimes, "dayProbability">,
  examples: readonly ExampleCustomer[],
): Figure {
  return figure({
    title: "The more a customer's own orders say, the further the curve leaves the shop's",
    subtitle: "probability of the day of the next order, one customer per basis",
    x: { label: "day of the week", kind: "category" },
    y: { label: "probability", format: "percent" },
    marks: examples.map(({ customer, basis }) => ({
      mark: "line" as const,
      name: basis,
      points: true,
      x: [...DAY_NAMES],
      y: [...dayProbability.subarray(7 * customer, 7 * customer + 7)],
    })),
  });
}

/** The examples' hour curves, or what to say where the source has none. */
export function hourCurveFigure(
  { hourProbability }: Pick<SendTimes, "hourProbability">,
  examples: readonly ExampleCustomer[],
): Figure | string {
  if (hourProbability === null) return "The source has dates only, so no hour is proposed.";
  const curves = examples.map(({ customer, basis }) => ({
    basis,
    curve: hourProbability.subarray(24 * customer, 24 * customer + 24),
  }));
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => curves.some(({ curve }) => curve[hour]! >= 0.001));
  return figure({
    title: "The hour, too, is drawn towards the shop's curve unless the customer's orders differ",
    subtitle: "probability of the hour of the next order, the same customers",
    x: { label: "hour of the day, local time", kind: "category" },
    y: { label: "probability", format: "percent" },
    marks: curves.map(({ basis, curve }) => ({
      mark: "line" as const,
      name: basis,
      points: true,
      x: hours.map((hour) => String(hour).padStart(2, "0")),
      y: hours.map((hour) => curve[hour]!),
    })),
  });
}

/** How many customers rest on which basis. */
export function basisRows({ basis }: Pick<SendTimes, "basis">): Record<string, unknown>[] {
  const meanings = {
    personal: "the customer's own orders move the curve",
    segment: "customers like this one have another rhythm than the shop",
    global: "nothing says otherwise, so the shop's own rhythm",
  };
  const codes = SEND_TIME_BASES.map((name, code) => ({ name, code })).reverse();
  return codes.map(({ name, code }) => {
    const customers = basis.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
    return { basis: name, customers, share: customers / basis.length, meaning: meanings[name] };
  });
}

/**
 * Customers of a push plan by day and hour (by day alone where there are no hours).
 *
 * @throws {Error} If the frame is no push plan.
 */
export function planFigure(plan: pl.DataFrame): Figure {
  const days = numbers(plan, "send_day_of_week");
  const hours = numbers(plan, "send_hour");
  const dated = hours.every((hour) => hour === null);
  const counts = DAY_NAMES.map(() => Array.from({ length: 24 }, () => 0));
  days.forEach((day, i) => counts[day! - 1]![hours[i] ?? 0]! += 1);
  const perDay = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const top = perDay.indexOf(Math.max(...perDay));
  const share = formatNumber(perDay[top]! / days.length, "percent", { digits: 0 });
  const title = `${share} of the customers are sent to on ${DAY_NAMES[top]}`;
  if (dated) {
    return figure({
      title,
      x: { label: "day of the week", kind: "category" },
      y: { label: "customers", format: "integer" },
      marks: [{ mark: "bars", x: [...DAY_NAMES], y: perDay }],
    });
  }
  const used = Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => counts.some((row) => row[hour]! > 0));
  return figure({
    title,
    subtitle: "customers of the push plan by send time",
    x: { label: "hour of the day, local time", kind: "category" },
    y: { label: "day of the week", kind: "category" },
    marks: [{
      mark: "heat",
      label: "customers",
      x: used.map((hour) => String(hour).padStart(2, "0")),
      y: [...DAY_NAMES],
      z: counts.map((row) => used.map((hour) => row[hour]! === 0 ? NaN : row[hour]!)),
    }],
  });
}

/** Log-losses of the shop's curve and the customer's, by how much was known. */
export function timingRows(evaluation: TimingEvaluation | null): Record<string, unknown>[] {
  if (evaluation === null) return [];
  const row = (group: string, figures: GroupFigures) => ({
    "purchase days before": group,
    customers: figures.customers,
    "day: shop's curve": figures.dayLoss.global.mean,
    "day: own curve": figures.dayLoss.customer.mean,
    "day: gain": figures.dayGain.mean,
    "hour: gain": figures.hourGainAnyDay?.mean ?? null,
  });
  return [
    row("any", evaluation.all),
    ...evaluation.byHistory.map(({ label, figures }) => row(label, figures)),
  ];
}

/** What a customer's own curve gains over the shop's, by how much was known. */
export function timingFigure(evaluation: TimingEvaluation | null): Figure | string {
  if (evaluation === null) return "There is no test week, so no send time can be checked.";
  const groups = evaluation.byHistory;
  const gain = evaluation.withHistory.hourGainAnyDay ?? evaluation.withHistory.dayGain;
  const what = evaluation.withHistory.hourGainAnyDay ? "hour" : "day";
  const verdict = gain.low > 0 ? "better than" : gain.high < 0 ? "worse than" : "no different from";
  const series = (of: (figures: GroupFigures) => GroupFigures["dayGain"] | null) => {
    const known = groups.filter(({ figures }) => of(figures) !== null);
    return {
      x: known.map(({ label }) => label),
      y: known.map(({ figures }) => of(figures)!.mean),
      low: known.map(({ figures }) => of(figures)!.low),
      high: known.map(({ figures }) => of(figures)!.high),
    };
  };
  const hours = series((figures) => figures.hourGainAnyDay);
  return figure({
    title: `For customers with a history the own ${what} curve is ${verdict} the shop's`,
    subtitle: "gain in log-loss per held-out first order, 95 % intervals; above zero is better",
    x: { label: "purchase days before the test window", kind: "category" },
    y: { label: "gain, nats per order", format: "decimal" },
    marks: [
      { mark: "bars", name: "day of the week", ...series((figures) => figures.dayGain) },
      ...(hours.x.length === 0 ? [] : [{ mark: "bars" as const, name: "hour", ...hours }]),
    ],
    references: [{ axis: "y", at: 0, label: "the shop's curve" }],
  });
}

function numbers(frame: pl.DataFrame, column: string): (number | null)[] {
  return frame.getColumn(column).toArray()
    .map((value) => value === null || value === undefined ? null : Number(value));
}
