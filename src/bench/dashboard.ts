/**
 * `deno task bench:dashboard --workspace DIR`: how long a person waits for the dashboard. A real
 * Chromium opens every page and moves every control of a server in a process of its own; the table
 * goes into `reports/bench_dashboard.md`. With `--api` the API is loaded instead
 * (`reports/bench_api.md`).
 *
 * @module
 */
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { PAGES } from "../dashboard/layout.ts";
import { settled } from "../dashboard/walk.ts";
import { openBrowser } from "../setup/browser.ts";
import { apiTable, benchApi } from "./dashboard_api.ts";
import { startDashboard } from "./dashboard_process.ts";
import { openWorkspace, PROJECT_ROOT, writeAtomically } from "../workspace.ts";

/** Milliseconds that were waited for one thing, several times. */
export interface Waits {
  /** A page, or a page's control. */
  readonly what: string;
  readonly kind: "cold" | "warm" | "control";
  readonly ms: readonly number[];
}

/** Options of {@linkcode benchDashboard}. */
export interface DashboardBenchOptions {
  /** Views of each page and moves of each control. @default {10} */
  repeat?: number;
  /** Pages, each with its controls. @default {those of the navigation, a customer, an article} */
  pages?: readonly string[];
}

/**
 * First paints of every page, with an empty and with a filled browser cache, and the time from
 * every move of a control until its results are painted.
 *
 * @param url Of a running dashboard.
 */
export async function benchDashboard(
  browser: Browser,
  url: string,
  options: DashboardBenchOptions = {},
): Promise<Waits[]> {
  const { repeat = 10 } = options;
  const pages = options.pages ?? await pagesOf(browser, url);
  const waits: Waits[] = [];
  for (const path of pages) {
    const cold: number[] = [];
    for (let i = 0; i < repeat; i++) cold.push((await firstPaints(browser, url + path, 1))[0]!);
    const [, ...warm] = await firstPaints(browser, url + path, repeat + 1);
    waits.push({ what: path, kind: "cold", ms: cold }, { what: path, kind: "warm", ms: warm });
    waits.push(...await controlWaits(browser, url + path, repeat));
  }
  return waits.map((wait) => ({ ...wait, what: shortened(wait.what) }));
}

/** Long identifiers are cut. */
const shortened = (path: string) => path.replaceAll(/([\w-]{12})[\w-]{8,}/g, "$1…");

async function pagesOf(browser: Browser, url: string): Promise<string[]> {
  const page = await browser.newPage();
  const more: string[] = [];
  for (const list of ["/customers", "/articles"]) {
    await page.goto(url + list);
    const link = await page.locator("#results tbody a").first().getAttribute("href");
    if (link !== null) more.push(link);
  }
  await page.close();
  const calculators = ["power", "significance"].map((name) => `/statistics?calculator=${name}`);
  return [...PAGES.map(({ href }) => href as string), ...more, ...calculators];
}

/** First contentful paints of one page in one browser context, one view after the other. */
async function firstPaints(browser: Browser, url: string, views: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  const paints: number[] = [];
  for (let view = 0; view < views; view++) {
    await page.goto(url, { waitUntil: "commit" });
    paints.push(await page.evaluate<number>(FIRST_PAINT));
    await settled(page);
  }
  await context.close();
  return paints;
}

const FIRST_PAINT = `new Promise((resolve) =>
  new PerformanceObserver((list) => {
    const paint = list.getEntries().find(({ name }) => name === "first-contentful-paint");
    if (paint) resolve(paint.startTime);
  }).observe({ type: "paint", buffered: true }))`;

/** A control of a form and the values that it is given in turn. */
interface Control {
  readonly selector: string;
  readonly label: string;
  readonly values: readonly string[];
}

async function controlWaits(browser: Browser, url: string, repeat: number): Promise<Waits[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await page.goto(url);
  await settled(page);
  const waits: Waits[] = [];
  for (const { selector, label, values } of await page.evaluate<Control[]>(CONTROLS)) {
    if (values.length === 0) continue;
    const ms: number[] = [];
    for (let i = 0; i < Math.max(repeat, values.length); i++) {
      ms.push(await moved(page, selector, values[i % values.length]!));
    }
    waits.push({ what: `${new URL(url).pathname}: ${label}`, kind: "control", ms });
  }
  await page.close();
  return waits;
}

/** The live form's controls: every choice of a list, five places of a slider, texts as one types. */
const CONTROLS = `[...document.querySelectorAll("form[data-live]")].flatMap((form) => {
  const id = document.querySelector("#results tbody a")?.getAttribute("href").split("/").pop();
  const typed = (text) => [...text].map((_, i) => text.slice(0, i + 1)).slice(0, 6);
  const places = ({ min, max, value }) => {
    const [low, high] = [Number(min), Number(max)];
    const all = [0.02, 0.1, 0.3, 0.6, 0.9].map((part) => low + part * (high - low));
    return all.map((place) => String(Math.round(place))).filter((place) => place !== value);
  };
  return [...form.elements].filter(({ type }) => type !== "submit" && type !== "hidden")
    .map((field) => ({
      selector: "form[data-live] " + (field.name ? "[name=" + field.name + "]" : "#" + field.id),
      label: field.closest("label").innerText.split("\\n")[0],
      values: field.tagName === "SELECT"
        ? [...field.options].map(({ value }) => value).sort((a) => a === field.value ? 1 : -1)
        : field.type === "search" ? [...typed(id ?? "rare"), "zzzz", ""] : places(field),
    }));
})`;

/** Milliseconds from a move until the results have been replaced and painted. */
async function moved(page: Page, selector: string, value: string): Promise<number> {
  return await page.evaluate<number>(`new Promise((resolve) => {
    const field = document.querySelector(${JSON.stringify(selector)});
    const start = performance.now();
    const painted = () => requestAnimationFrame(() =>
      setTimeout(() => resolve(performance.now() - start)));
    new MutationObserver((_, observer) => {
      observer.disconnect();
      painted();
    }).observe(document.getElementById("results"), { childList: true });
    field.value = ${JSON.stringify(value)};
    field.dispatchEvent(new Event("input", { bubbles: true }));
  })`);
}

/** What must not be exceeded, in milliseconds. */
export const LIMITS = { cold: 300, warm: 300, control: 200 } as const;

/**
 * The waits as a Markdown table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { waitsTable } from "./dashboard.ts";
 *
 * const table = waitsTable([{ what: "/", kind: "warm", ms: [10, 30, 20] }]);
 * assert.match(table, /\| \/ +\| first paint, warm +\| 20 \| 30 \|/);
 * ```
 */
export function waitsTable(waits: readonly Waits[]): string {
  const kinds = { cold: "first paint, cold", warm: "first paint, warm", control: "control" };
  return [
    "| page | what | p50 ms | max ms |",
    "| --- | --- | --- | --- |",
    ...waits.map(({ what, kind, ms }) => {
      const sorted = [...ms].sort((a, b) => a - b);
      const [middle, most] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
      const over = most > LIMITS[kind] ? ` (above ${LIMITS[kind]})` : "";
      return `| ${what} | ${kinds[kind]} | ${middle.toFixed(0)} | ${most.toFixed(0)}${over} |`;
    }),
    "",
  ].join("\n");
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      workspace: { type: "string" },
      repeat: { type: "string", default: "10" },
      api: { type: "boolean", default: false },
      reports: { type: "string", default: join(PROJECT_ROOT, "reports") },
    },
  });
  const { root } = openWorkspace(values.workspace);
  const load = `load ${loadavg()[0]!.toFixed(1)} on ${cpus().length} × ${cpus()[0]?.model}`;
  const head = `${new Date().toISOString().slice(0, 16)}Z, ${load}\n\n`;
  const report = async (name: string, text: string) => {
    console.log(text);
    const path = join(values.reports, name);
    await writeAtomically(path, (file) => Deno.writeTextFileSync(file, text));
  };
  if (values.api) {
    const table = apiTable({ ...await benchApi(root) });
    return await report("bench_api.md", `# API, ${head}${table}`);
  }
  await using server = await startDashboard(root);
  const browser = await openBrowser();
  try {
    const waits = await benchDashboard(browser, server.url, { repeat: Number(values.repeat) });
    const ready = `The server was ready after ${(server.startMs / 1000).toFixed(1)} s.`;
    await report("bench_dashboard.md", `# Dashboard, ${head}${ready}\n\n${waitsTable(waits)}`);
  } finally {
    await browser.close();
  }
}

if (import.meta.main) await main(Deno.args);
