/**
 * Calculators for experiments: how many customers, what power, is the difference real.
 *
 * @module
 */
import { html } from "hono/html";
import { figure } from "../../report/figures/figure.ts";
import { cardsPart, figurePart, type Html, parts, tablePart, textPart } from "../../report/page.ts";
import { count, percent } from "../../report/sections/words.ts";
import {
  minimumDetectableRise,
  powerOfProportions,
  sampleSizeOfProportions,
} from "../../statistics/power.ts";
import {
  newcombeInterval,
  twoProportionZTest,
  wilsonInterval,
} from "../../statistics/proportions.ts";
import { sampleRatioCheck } from "../../statistics/sample_ratio.ts";
import { pageResponse, resultsPart } from "../layout.ts";
import type { Live } from "../live.ts";
import { type Field, formPart, linkPart, safe } from "../parts.ts";

/** The calculators by the name in the address. */
const CALCULATORS = {
  size: { title: "Sample size", make: sizeResults, fields: sizeFields },
  power: { title: "Power", make: powerResults, fields: powerFields },
  significance: { title: "Significance", make: significanceResults, fields: significanceFields },
} as const;

type Name = keyof typeof CALCULATORS;

/** Numbers of a query: what is missing is the default, what is no number is NaN. */
type Numbers = (name: string, fallback: number) => number;

/** The page. */
export function statisticsPage(live: Live, query: Record<string, string>): Promise<Response> {
  const name = (Object.keys(CALCULATORS) as Name[]).find((one) => one === query.calculator) ??
    "size";
  const numbers: Numbers = (field, fallback) =>
    query[field] === undefined ? fallback : Number(query[field]);
  const calculator = CALCULATORS[name];
  const choice = { kind: "hidden" as const, name: "calculator", label: "", value: name };
  const body = parts(
    tabs(name),
    formPart("/statistics", `${calculator.title} calculator`, [
      choice,
      ...calculator.fields(numbers),
    ]),
    resultsPart(tried(() => {
      for (const field of calculator.fields(numbers)) checkField(field, query[field.name]);
      return calculator.make(numbers);
    })),
  );
  return pageResponse(live, { href: "/statistics", title: "Statistics", body });
}

async function tabs(current: Name): Promise<Html> {
  const links = await Promise.all(
    Object.entries(CALCULATORS).map(([name, { title }]) =>
      name === current
        ? safe(html`<strong aria-current="true">${title}</strong>`)
        : linkPart(`/statistics?calculator=${name}`, title, "hx-tab")
    ),
  );
  return safe(html`<nav class="hx-pages" aria-label="Calculators">${links}</nav>`);
}

/** The calculators' own errors speak of shares; people typed percent. */
function checkField(field: Field, typed: string | undefined) {
  if (typed === undefined || field.kind !== "number") return;
  const value = typed.trim() === "" ? NaN : Number(typed);
  if (value >= field.min && value <= field.max) return;
  throw new RangeError(
    `Expected “${field.label}” to be from ${field.min} to ${field.max} but found ${typed}`,
  );
}

/** What is wrong with the fields is said in the place of the results. */
async function tried(make: () => Promise<Html>): Promise<Html> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return textPart(error.message, "hx-warning");
  }
}

function field(
  n: Numbers,
  name: string,
  label: string,
  fallback: number,
  limits: { min: number; max: number; step?: number | "any" },
): Field {
  const value = n(name, fallback);
  return { kind: "number", name, label, value: Number.isNaN(value) ? fallback : value, ...limits };
}

const SHARE = { min: 0, max: 100, step: "any" } as const;
const MANY = { min: 0, max: 1e9, step: 1 } as const;

function alphaAndRatio(n: Numbers): Field[] {
  return [
    field(n, "alpha", "False findings, %", 5, SHARE),
    field(n, "ratio", "B per A customer", 1, { min: 0.01, max: 100, step: "any" }),
  ];
}

function sizeFields(n: Numbers): Field[] {
  return [
    field(n, "base", "Rate of A, %", 2, SHARE),
    field(n, "rise", "Relative rise to find, %", 10, { min: -100, max: 1000, step: "any" }),
    field(n, "power", "Power, %", 80, SHARE),
    ...alphaAndRatio(n),
  ];
}

function plan(n: Numbers) {
  return { alpha: n("alpha", 5) / 100, ratio: n("ratio", 1) };
}

function sizeResults(n: Numbers): Promise<Html> {
  const base = n("base", 2) / 100;
  const rise = n("rise", 10) / 100;
  const options = { ...plan(n), power: n("power", 80) / 100 };
  const size = (relative: number) => sampleSizeOfProportions(base, base * (1 + relative), options);
  const needed = size(rise);
  const second = Math.ceil(needed * options.ratio);
  return parts(
    cardsPart([
      [count(needed), "customers in A"],
      [count(second), "customers in B"],
      [count(needed + second), "in all"],
      [`${percent(base, 2)} → ${percent(base * (1 + rise), 2)}`, "the difference to be found"],
    ]),
    textPart(
      `With ${count(needed)} and ${count(second)} customers a two-sided test at ${
        percent(options.alpha)
      } finds this difference with ${percent(options.power, 0)} probability.`,
      "hx-note",
    ),
    curve(
      rise < 0 ? "A smaller fall needs more customers" : "A smaller rise needs more customers",
      "relative change",
      "customers in A",
      RISES.map((factor) => factor * rise).filter((relative) => base * (1 + relative) < 1),
      size,
      rise,
    ),
  );
}

const RISES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2];

function powerFields(n: Numbers): Field[] {
  return [
    field(n, "a", "Rate of A, %", 2, SHARE),
    field(n, "b", "Rate of B, %", 2.2, SHARE),
    field(n, "customers", "Customers in A", 50_000, { ...MANY, min: 1 }),
    ...alphaAndRatio(n),
  ];
}

function powerResults(n: Numbers): Promise<Html> {
  const [a, b, customers] = [n("a", 2) / 100, n("b", 2.2) / 100, n("customers", 50_000)];
  const options = plan(n);
  const power = (size: number) => powerOfProportions(a, b, size, options);
  const least = minimumDetectableRise(a, customers, { ...options, power: 0.8 });
  return parts(
    cardsPart([
      [percent(power(customers)), "probability of finding the difference"],
      [percent(1 - power(customers)), "of missing it"],
      [
        Number.isNaN(least) ? "–" : `+${(100 * least).toFixed(2)} pp`,
        "least rise found with 80 % power",
      ],
    ]),
    curve(
      `${count(customers)} customers in A find it ${percent(power(customers), 0)} of the time`,
      "customers in A",
      "power",
      Array.from({ length: 40 }, (_, i) => Math.max(1, Math.round(customers * (i + 1) / 20))),
      power,
      customers,
    ),
  );
}

function curve(
  title: string,
  x: string,
  y: string,
  at: readonly number[],
  value: (at: number) => number,
  here: number,
): Html {
  const share = (label: string) => ["power", "relative change"].includes(label);
  return figurePart(figure({
    title,
    x: { label: x, ...(share(x) ? { format: "percent" as const } : {}) },
    y: { label: y, ...(share(y) ? { format: "percent" as const, range: [0, 1] as const } : {}) },
    marks: [{ mark: "line", x: at, y: at.map(value) }],
    references: [{ axis: "x", at: here, label: "asked for" }],
    height: 320,
  }));
}

function significanceFields(n: Numbers): Field[] {
  return [
    field(n, "buyersA", "Successes in A", 1000, MANY),
    field(n, "customersA", "Customers in A", 50_000, { ...MANY, min: 1 }),
    field(n, "buyersB", "Successes in B", 1100, MANY),
    field(n, "customersB", "Customers in B", 50_000, { ...MANY, min: 1 }),
    field(n, "alpha", "False findings, %", 5, SHARE),
  ];
}

function significanceResults(n: Numbers): Promise<Html> {
  const [buyersA, customersA] = [n("buyersA", 1000), n("customersA", 50_000)];
  const [buyersB, customersB] = [n("buyersB", 1100), n("customersB", 50_000)];
  const alpha = n("alpha", 5) / 100;
  const level = 1 - alpha;
  const { pValue } = twoProportionZTest(buyersB, customersB, buyersA, customersA);
  const gap = newcombeInterval(buyersB, customersB, buyersA, customersA, { level });
  const arms = [
    { name: "A", ...wilsonInterval(buyersA, customersA, { level }) },
    { name: "B", ...wilsonInterval(buyersB, customersB, { level }) },
  ];
  const points = (value: number) => `${value >= 0 ? "+" : ""}${(100 * value).toFixed(3)} pp`;
  const found = pValue < alpha;
  const split = sampleRatioCheck([customersA, customersB]);
  return parts(
    textPart(
      Number.isNaN(pValue)
        ? "Nobody succeeded in either arm: nothing can be told."
        : found
        ? `B is ${
          gap.estimate > 0 ? "higher" : "lower"
        } than A: without a true difference one this large comes up in ${
          pValue < 0.0001 ? "fewer than 0.01 %" : percent(pValue, 2)
        } of experiments.`
        : `No difference can be told from chance (p = ${pText(pValue)}).`,
      "hx-lead",
    ),
    cardsPart([
      [pText(pValue), "p-value, two-sided z test"],
      [points(gap.estimate), "difference B − A"],
      [`${points(gap.low)} to ${points(gap.high)}`, `${percent(level, 0)} interval (Newcombe)`],
      [
        arms[0]!.estimate === 0 ? "–" : percent(arms[1]!.estimate / arms[0]!.estimate - 1),
        "relative change",
      ],
    ]),
    ...(split.mismatch
      ? [textPart(
        `The arms' sizes do not fit an even split (p = ${pText(split.pValue)}): ` +
          "if an even split was planned, look for the fault first.",
        "hx-warning",
      )]
      : []),
    figurePart(figure({
      title: found
        ? "The difference stands out of the noise"
        : "The arms' intervals tell no winner",
      subtitle: `Rates with ${percent(level, 0)} Wilson intervals`,
      x: { label: "rate", format: "percent" },
      y: { label: "arm", kind: "category" },
      marks: [{
        mark: "points",
        horizontal: true,
        x: arms.map(({ estimate }) => estimate),
        y: arms.map(({ name }) => name),
        low: arms.map(({ low }) => low),
        high: arms.map(({ high }) => high),
      }],
    })),
    tablePart(
      "Arms",
      ["arm", "rate", "low", "high"].map((title, i) => ({ title, number: i > 0 })),
      arms.map(({ name, estimate, low, high }) => [
        name,
        ...[estimate, low, high].map((value) => percent(value, 3)),
      ]),
    ),
  );
}

/**
 * A p-value as people read it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pText } from "./statistics.ts";
 *
 * assert.equal(pText(0.01234), "0.012");
 * assert.equal(pText(1e-9), "1.0e-9");
 * ```
 */
export function pText(p: number): string {
  if (Number.isNaN(p)) return "–";
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}
