/**
 * Draws the page's list, its bars and what its sliders say. Runs in browsers.
 *
 * @module
 */
import { type Answer, type Bar, barsOf, type Controls } from "./answer.ts";
import type { WhatIfData } from "./scenario.ts";
import { priceOf, type SliderName, slidersFor } from "./sliders.ts";

/** Articles listed, and columns with a bar of their own. */
export const LISTED = 12;
export const BARS = 12;

const byId = (id: string) => document.getElementById(id);

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** What each slider stands at, in words. */
export function drawSliders(data: WhatIfData, controls: Controls, usualHour: number): void {
  const { recency, hour } = controls.settings;
  const last = data.customers[controls.customer]!.orderAges[0]!;
  const says: Record<SliderName, string> = {
    price: `${percentOf(controls, controls.chosen)} % of today's`,
    recency: `${last + recency} days ago` +
      (recency === 0 ? "" : ` (${recency > 0 ? "+" : "−"}${Math.abs(recency)})`),
    hour: hour === null
      ? Number.isNaN(usualHour) ? "not known" : `${clock(usualHour)}, as it is`
      : clock(hour),
  };
  for (const { name } of slidersFor(data.features)) {
    byId(`${name}-says`)!.textContent = says[name];
    byId(name)!.setAttribute("aria-valuetext", says[name]);
  }
}

function percentOf({ settings }: Controls, row: number): number {
  return Math.round(100 * priceOf(settings, row));
}

function clock(hour: number): string {
  const minutes = Math.round(60 * hour) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${
    String(minutes % 60).padStart(2, "0")
  }`;
}

/** The first articles, and the chosen one where it is not among them. */
export function drawList(
  place: HTMLElement,
  data: WhatIfData,
  controls: Controls,
  { before, after }: Answer,
): void {
  const { from, rows } = data.customers[controls.customer]!;
  byId("list-title")!.textContent = `The first ${Math.min(LISTED, rows)} of ${rows} candidates`;
  const shown = after.order.slice(0, LISTED);
  if (!shown.includes(controls.chosen)) shown.push(controls.chosen);
  while (place.children.length > shown.length) place.lastElementChild!.remove();
  shown.forEach((row, i) => {
    const line = (place.children[i] ?? place.appendChild(listRow())) as HTMLTableRowElement;
    const moved = before.rank[row]! - after.rank[row]!;
    const [rank, move, name, score, change] = line.cells;
    line.classList.toggle("chosen", row === controls.chosen);
    line.classList.toggle("apart", i === LISTED);
    rank!.textContent = String(after.rank[row]);
    move!.textContent = moved === 0 ? "·" : moved > 0 ? `▲ ${moved}` : `▼ ${-moved}`;
    move!.className = moved === 0 ? "move" : moved > 0 ? "move up" : "move down";
    const radio = name!.querySelector("input")!;
    radio.value = String(row);
    radio.checked = row === controls.chosen;
    name!.querySelector("span")!.textContent = data.articles[data.rowArticle[from + row]!]!;
    const percent = percentOf(controls, row);
    name!.querySelector("small")!.textContent = percent === 100 ? "" : `at ${percent} %`;
    score!.textContent = signed(after.scores[row]!, false);
    const gap = after.scores[row]! - before.scores[row]!;
    change!.textContent = gap === 0 ? "·" : signed(gap);
  });
}

function listRow(): HTMLTableRowElement {
  const line = element("tr", "");
  const rank = element("th", "hx-number");
  rank.scope = "row";
  const name = element("td", "");
  const label = element("label", "");
  const radio = element("input", "");
  radio.type = "radio";
  radio.name = "article";
  label.append(radio, element("span", ""), element("small", "move"));
  name.append(label);
  const cells = [element("td", "move"), name, element("td", "hx-number")];
  line.append(rank, ...cells, element("td", "hx-number"));
  return line;
}

/** The chosen article's contributions as bars around zero, with a mark where each was before. */
export function drawBars(data: WhatIfData, controls: Controls, { before, after }: Answer): void {
  const { from } = data.customers[controls.customer]!;
  const { chosen } = controls;
  const name = data.articles[data.rowArticle[from + chosen]!]!;
  byId("why-title")!.textContent = `Why ${name} stands at ${after.rank[chosen]}`;
  const bars = barsOf(before.contributions, after.contributions, BARS);
  // start and score would dwarf the columns: they are told as numbers
  const drawn = bars.filter(({ kind }) => kind === "column" || kind === "others");
  const reach = Math.max(...drawn.flatMap(({ before, after }) => [before, after].map(Math.abs)));
  const width = data.features.length;
  const values = (side: Answer["before"]) => (column: number) =>
    side.rows[chosen * width + column]!;
  const [was, is] = [values(before), values(after)];
  const others = after.contributions.length - 1 - BARS;
  byId("bars")!.replaceChildren(...bars.map((bar) => {
    const line = element("tr", bar.kind);
    const head = element("th", "");
    head.scope = "row";
    head.append(...titleOf(data, bar, others, was, is));
    const cell = element("td", "bar");
    if (drawn.includes(bar)) cell.append(barOf(bar, reach));
    line.append(head, element("td", "hx-number", signed(bar.after)), cell);
    return line;
  }));
}

function titleOf(
  data: WhatIfData,
  bar: Bar,
  others: number,
  was: (column: number) => number,
  is: (column: number) => number,
): Node[] {
  if (bar.kind !== "column") {
    const says = {
      others: `the other ${others} columns`,
      expected: "where every article starts: the mean score of the training rows",
      score: "the score: all of these together",
    }[bar.kind];
    return [element("span", "", says)];
  }
  const { name, meaning, unit } = data.features[bar.column]!;
  const [old, now] = [amount(was(bar.column)), amount(is(bar.column))];
  return [
    element("code", "", name),
    element("span", "value", old === now ? ` ${now}` : ` ${old} → ${now}`),
    element("span", "meaning", `${meaning} (${unit})`),
  ];
}

/** A drawing of one bar in a hundred by ten units, zero in the middle. */
function barOf({ before, after }: Bar, reach: number): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 10");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const at = (value: number) => 50 + 49 * value / (reach || 1);
  const rect = (x: number, width: number, className: string) => {
    const made = document.createElementNS(space, "rect");
    const size = {
      x,
      width,
      y: className === "was" ? 0 : 1.5,
      height: className === "was" ? 10 : 7,
    };
    for (const [name, value] of Object.entries(size)) made.setAttribute(name, value.toFixed(2));
    made.setAttribute("class", className);
    svg.append(made);
  };
  rect(Math.min(50, at(after)), Math.abs(at(after) - 50), after < 0 ? "against" : "for");
  rect(49.9, 0.2, "zero");
  if (Math.abs(after - before) > 1e-12) rect(at(before) - 0.3, 0.6, "was");
  return svg;
}

/** A score or a part of one. */
function signed(value: number, plus = true): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return "0.000";
  return `${value < 0 ? "−" : plus ? "+" : ""}${text}`;
}

/** A column's value. */
function amount(value: number): string {
  if (Number.isNaN(value)) return "unknown";
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(3)));
}
