/**
 * The push plan under a budget: who is pushed, how many orders to expect, when it all goes out.
 *
 * @module
 */
import { html } from "hono/html";
import { Hono } from "hono";
import { figure } from "../../report/figures/figure.ts";
import { cardsPart, figurePart, type Html, parts } from "../../report/page.ts";
import { count, DAYS, percent } from "../../report/sections/words.ts";
import { SEND_TIME_BASES } from "../../timing/send_times.ts";
import { columnsPart, emptyPart, notFoundPage, pageResponse, resultsPart } from "../layout.ts";
import type { Live, Served } from "../live.ts";
import { articleLink, customerLink, formPart, gridPart, safe } from "../parts.ts";
import type { RankedPlan } from "../serving_index.ts";

/** Customers shown of a plan. */
const SHOWN = 25;
/** Points of the curve of expected buyers. */
const POINTS = 60;

/** Routes of the plan. */
export function planRoutes(live: Live): Hono {
  const routes = new Hono();
  routes.get("/plan", (c) => planPage(live, c.req.query()));
  routes.get("/plan.csv", (c) => planCsv(live, c.req.query()));
  return routes;
}

/** What was asked for. */
export interface PlanQuery {
  /** Customers pushed at most. */
  readonly budget: number;
  /** 1–7, or 0 for every day. */
  readonly day: number;
  /** Of `SEND_TIME_BASES`, or -1 for all. */
  readonly basis: number;
}

/**
 * Reads a query; what is missing or makes no sense becomes the default, a tenth of the customers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planQuery } from "./plan.ts";
 *
 * assert.deepEqual(planQuery({}, 500), { budget: 50, day: 0, basis: -1 });
 * assert.deepEqual(planQuery({ budget: "9999", day: "7" }, 500), { budget: 500, day: 7, basis: -1 });
 * ```
 */
export function planQuery(query: Readonly<Record<string, string>>, customers: number): PlanQuery {
  const asked = Number(query.budget ?? "");
  const budget = query.budget && Number.isFinite(asked)
    ? Math.min(customers, Math.max(0, Math.round(asked)))
    : Math.ceil(customers / 10);
  const day = Number(query.day ?? 0);
  return {
    budget,
    day: Number.isInteger(day) && day >= 0 && day <= 7 ? day : 0,
    basis: (SEND_TIME_BASES as readonly string[]).indexOf(query.basis ?? ""),
  };
}

/** A plan under a budget. */
export interface BudgetPlan {
  /** Codes of the pushed customers, likeliest first. */
  readonly chosen: Uint32Array;
  /** Customers among whom was chosen. */
  readonly eligible: number;
  /** Customers expected to buy, among the chosen and among all who could be. */
  readonly expected: number;
  readonly expectedOfAll: number;
  /** Pushed customers by day and hour; one column where there are no hours. */
  readonly slots: readonly (readonly number[])[];
  /** Expected buyers by number of pushed customers. */
  readonly curve: readonly { readonly pushed: number; readonly expected: number }[];
}

/** Chooses the likeliest customers that the filters leave, as far as the budget goes. */
export function budgetPlan(ranked: RankedPlan, { budget, day, basis }: PlanQuery): BudgetPlan {
  const { order, propensity, hour } = ranked;
  const [places, eligible] = eligiblePlaces(ranked, day, basis);
  const chosen = order.slice(0, Math.min(budget, eligible));
  const hours = hour ? 24 : 1;
  const slots = new Uint32Array(7 * hours);
  const curve = [{ pushed: 0, expected: 0 }];
  const step = Math.max(1, Math.ceil(eligible / POINTS));
  let [expected, all] = [0, 0];
  for (let i = 0, next = step; i < eligible; i++) {
    const place = places === null ? i : places[i]!;
    all += propensity[place]!;
    if (i < chosen.length) {
      expected = all;
      chosen[i] = order[place]!;
      slots[(ranked.day[place]! - 1) * hours + (hour ? hour[place]! : 0)]!++;
    }
    if (i + 1 === next || i === eligible - 1) {
      curve.push({ pushed: i + 1, expected: all });
      next += step;
    }
  }
  const rows = DAYS.map((_, d) => [...slots.subarray(d * hours, (d + 1) * hours)]);
  return { chosen, eligible, expected, expectedOfAll: all, slots: rows, curve };
}

/** Places that the filters leave, `null` for all, and their number. */
function eligiblePlaces(ranked: RankedPlan, day: number, basis: number) {
  const length = ranked.order.length;
  if (day === 0 && basis < 0) return [null, length] as const;
  const places = new Uint32Array(length);
  let count = 0;
  for (let place = 0; place < length; place++) {
    const left = (day === 0 || ranked.day[place] === day) &&
      (basis < 0 || ranked.basis[place] === basis);
    if (left) places[count++] = place;
  }
  return [places, count] as const;
}

function planPage(live: Live, query: Record<string, string>): Promise<Response> {
  const served = live.served();
  const body = served === null
    ? emptyPart("There is no push plan yet.")
    : planBody(served, planQuery(query, served.index.order.length));
  return pageResponse(live, { href: "/plan", title: "Push plan", body });
}

function planBody(served: Served, query: PlanQuery): Promise<Html> {
  const customers = served.index.order.length;
  const range = { value: query.budget, min: 0, max: customers };
  const step = Math.max(1, Math.round(customers / 500));
  const form = formPart("/plan", "Budget and filters", [
    {
      kind: "range",
      name: "share",
      label: "Budget: customers to push",
      twin: "budget",
      silent: true,
      step,
      ...range,
    },
    { kind: "number", name: "budget", label: "exactly", twin: "share", ...range },
    {
      kind: "select",
      name: "day",
      label: "Sent on",
      value: String(query.day),
      choices: [["0", "any day"], ...DAYS.map((day, d) => [String(d + 1), day] as const)],
    },
    {
      kind: "select",
      name: "basis",
      label: "Time rests on",
      value: SEND_TIME_BASES[query.basis] ?? "",
      choices: [["", "anything"], ...SEND_TIME_BASES.map((name) => [name, name] as const)],
    },
  ]);
  return parts(form, resultsPart(planResults(served, query)));
}

function planResults(served: Served, query: PlanQuery): Promise<Html> {
  const plan = budgetPlan(served.index.ranked, query);
  if (plan.eligible === 0) return emptyPart("No customer is left by these filters.");
  const search = new URLSearchParams({
    budget: String(query.budget),
    day: String(query.day),
    basis: SEND_TIME_BASES[query.basis] ?? "",
  });
  const reached = plan.expectedOfAll === 0 ? 0 : plan.expected / plan.expectedOfAll;
  const mean = plan.chosen.length === 0 ? 0 : plan.expected / plan.chosen.length;
  return parts(
    cardsPart([
      [count(plan.chosen.length), `customers pushed of ${count(plan.eligible)}`],
      [plan.expected.toFixed(plan.expected < 100 ? 1 : 0), "of them expected to order"],
      [percent(reached), "of all expected buyers reached"],
      [percent(mean), "mean P(buys) of a pushed customer"],
    ]),
    safe(
      html`<p><a class="hx-button" href="/plan.csv?${search}" download>Download as CSV</a></p>`,
    ),
    columnsPart(curveFigure(plan), slotFigure(served, plan)),
    chosenTable(served, plan),
  );
}

function curveFigure({ chosen, expected, expectedOfAll, eligible, curve }: BudgetPlan): Html {
  const reached = expectedOfAll === 0 ? 0 : expected / expectedOfAll;
  return figurePart(figure({
    title: `${percent(chosen.length / eligible, 0)} of the messages reach ${
      percent(reached, 0)
    } of the expected buyers`,
    x: { label: "customers pushed, likeliest first" },
    y: { label: "customers expected to order" },
    marks: [{
      mark: "line",
      x: curve.map(({ pushed }) => pushed),
      y: curve.map(({ expected }) => expected),
    }],
    references: [{ axis: "x", at: chosen.length, label: "budget" }],
    height: 330,
  }));
}

function slotFigure({ index }: Served, { slots }: BudgetPlan): Html {
  const days = slots.map((row) => row.reduce((sum, n) => sum + n, 0));
  if (index.hour === null) {
    return figurePart(figure({
      title: `${DAYS[days.indexOf(Math.max(...days))]} gets most of the messages`,
      x: { label: "day of the week", kind: "category" },
      y: { label: "customers pushed" },
      marks: [{ mark: "bars", x: DAYS, y: days }],
      height: 330,
    }));
  }
  const best = { day: 0, hour: 0 };
  slots.forEach((row, day) =>
    row.forEach((n, hour) => {
      if (n > slots[best.day]![best.hour]!) Object.assign(best, { day, hour });
    })
  );
  return figurePart(figure({
    title: `Most messages go out on ${DAYS[best.day]}, ${String(best.hour).padStart(2, "0")}:00`,
    x: { label: "hour of the day, local time", kind: "category" },
    y: { label: "day", kind: "category" },
    marks: [{
      mark: "heat",
      x: Array.from({ length: 24 }, (_, hour) => String(hour)),
      y: DAYS.map((day) => day.slice(0, 3)),
      z: slots,
      label: "customers pushed",
      format: "integer",
      written: false,
    }],
    height: 330,
  }));
}

async function chosenTable({ index, labels }: Served, { chosen }: BudgetPlan): Promise<Html> {
  if (chosen.length === 0) return emptyPart("With a budget of 0 nobody is pushed.");
  const rows = Array.from(chosen.subarray(0, SHOWN), async (c) => [
    await customerLink(labels.customers.idOf(c)),
    percent(index.propensity[c]!),
    `${DAYS[index.day[c]! - 1]}${
      index.hour ? `, ${String(index.hour[c]).padStart(2, "0")}:00` : ""
    }`,
    SEND_TIME_BASES[index.basis[c]!]!,
    index.count[c] === 0 ? "–" : await articleLink(
      labels.articles.idOf(index.article[c * index.k]!),
      labels.articleName(index.article[c * index.k]!),
    ),
  ]);
  return gridPart(
    chosen.length > SHOWN ? `The first ${SHOWN} of ${count(chosen.length)}` : "All of them",
    [{ title: "customer" }, { title: "P(buys)", number: true }, { title: "send" }, {
      title: "rests on",
    }, { title: "first article" }],
    await Promise.all(rows),
  );
}

/** Rows per piece of the download. */
const PIECE = 2000;

function planCsv(live: Live, query: Record<string, string>): Promise<Response> | Response {
  const served = live.served();
  if (served === null) return notFoundPage(live, "/plan.csv");
  const { chosen } = budgetPlan(served.index.ranked, planQuery(query, served.index.order.length));
  let at = 0;
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(CSV_HEAD)),
    pull(controller) {
      if (at >= chosen.length) return controller.close();
      const piece = chosen.subarray(at, at += PIECE);
      controller.enqueue(encoder.encode(Array.from(piece, (c) => csvRow(served, c)).join("")));
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="push-plan-${chosen.length}.csv"`,
    },
  });
}

const CSV_HEAD =
  "customer_id,purchase_propensity,send_day_of_week,send_hour,send_time_basis,articles\r\n";

function csvRow({ index, labels }: Served, c: number): string {
  const articles = Array.from(
    index.article.subarray(c * index.k, c * index.k + index.count[c]!),
    (article) => labels.articles.idOf(article),
  );
  return [
    labels.customers.idOf(c),
    String(index.propensity[c]),
    String(index.day[c]),
    index.hour === null ? "" : String(index.hour[c]),
    SEND_TIME_BASES[index.basis[c]!]!,
    articles.join(" "),
  ].map(csvCell).join(",") + "\r\n";
}

/**
 * A value as a cell of a CSV file, in quotes where it needs them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { csvCell } from "./plan.ts";
 *
 * assert.equal(csvCell('a "b", c'), '"a ""b"", c"');
 * assert.equal(csvCell("12347"), "12347");
 * ```
 */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
