/**
 * Walks the dashboard in a real browser, as a person would: every page, wide and narrow, light and
 * dark, looking for errors, for what does not fit and for what a screen reader cannot tell.
 *
 * @module
 */
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "../setup/debian.ts";
import { PAGES } from "./layout.ts";

/** What was wrong on a page. */
export interface Fault {
  readonly page: string;
  readonly width: number;
  readonly fault: string;
}

/** Options of {@linkcode walk}. */
export interface WalkOptions {
  /** @default {those of the navigation} */
  pages?: readonly string[];
  /** Pages besides those. @default {none} */
  more?: readonly string[];
  /** Viewport widths in pixels. @default {1440 and 390} */
  widths?: readonly number[];
  /** Folder for a picture of each page. @default {no pictures} */
  pictures?: string;
  /** @default {"light"} */
  colours?: "light" | "dark";
}

/**
 * Opens the system's Chromium without a window.
 *
 * @throws {Deno.errors.NotFound} If there is none.
 */
export async function openBrowser(): Promise<Browser> {
  const program = await findChromium();
  if (program === undefined) throw new Deno.errors.NotFound("chromium is missing");
  const args = ["--disable-gpu", "--disable-background-networking"];
  if (Deno.build.os === "linux" && Deno.uid() === 0) args.push("--no-sandbox");
  return await chromium.launch({ executablePath: await pathOf(program), args });
}

/** Every page of the dashboard at `url`; returns what was wrong, nothing where all was well. */
export async function walk(
  browser: Browser,
  url: string,
  options: WalkOptions = {},
): Promise<Fault[]> {
  const { pages = PAGES.map(({ href }) => href), more = [] } = options;
  const { widths = [1440, 390], pictures, colours = "light" } = options;
  const faults: Fault[] = [];
  for (const width of widths) {
    const context = await browser.newContext({
      viewport: { width, height: width > 700 ? 1000 : 844 },
      colorScheme: colours,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    for (const path of [...pages, ...more]) {
      const found = await visit(page, url + path);
      faults.push(...found.map((fault) => ({ page: path, width, fault })));
      if (pictures !== undefined) {
        const name = path.replaceAll(/\W+/g, "-").replace(/^-|-$/g, "") || "overview";
        await page.screenshot({
          path: `${pictures}/${name}-${width}-${colours}.png`,
          fullPage: true,
        });
      }
    }
    await context.close();
  }
  return faults;
}

async function visit(page: Page, url: string): Promise<string[]> {
  const faults: string[] = [];
  const onConsole = (message: { type(): string; text(): string }) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  };
  const onError = (error: Error) => void faults.push(`script: ${error.message}`);
  const onRequest = (request: { url(): string }) => {
    const { protocol, host } = new URL(request.url());
    const local = host === new URL(url).host || protocol === "data:" || protocol === "blob:";
    if (!local) faults.push(`asked the network for ${request.url()}`);
  };
  page.on("console", onConsole);
  page.on("pageerror", onError);
  page.on("request", onRequest);
  try {
    const response = await page.goto(url);
    if (response?.status() !== 200) faults.push(`status ${response?.status()}`);
    await settled(page);
    faults.push(...await overflow(page), ...await inaccessible(page));
  } finally {
    page.off("console", onConsole);
    page.off("pageerror", onError);
    page.off("request", onRequest);
  }
  return faults;
}

/**
 * Waits until an expression is true in the page. Playwright's own way of waiting needs `eval` in the
 * page, which the pages' policy forbids.
 *
 * @throws {Error} If it is not true within `timeoutMs`.
 */
export async function until(page: Page, expression: string, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!await page.evaluate<boolean>(`Boolean(${expression})`)) {
    if (Date.now() > end) throw new Error(`Expected ${expression} within ${timeoutMs} ms`);
    await page.waitForTimeout(50);
  }
}

/** Waits until figures are drawn and the parts that come later are there. */
export async function settled(page: Page): Promise<void> {
  await until(
    page,
    `document.documentElement.classList.contains("hx-live-ready") &&
    !document.querySelector("[data-fragment][aria-busy]") &&
    [...document.querySelectorAll(".hx-figure")].every((figure) =>
      figure.querySelector(".main-svg"))`,
  );
}

async function overflow(page: Page): Promise<string[]> {
  const wider = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  return wider > 0 ? [`is ${wider} px wider than the window`] : [];
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

async function inaccessible(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<Violation[]>(
    "axe.run().then(({ violations }) => violations)",
  );
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `axe ${id}: ${help} (${nodes[0]?.target.join(" ")})`);
}

/** Playwright wants a path, not a name on the PATH. */
async function pathOf(program: string): Promise<string> {
  if (program.includes("/") || program.includes("\\")) return program;
  const { stdout } = await new Deno.Command("which", { args: [program] }).output();
  return new TextDecoder().decode(stdout).trim();
}
