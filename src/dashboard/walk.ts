/**
 * Walks the dashboard in a real browser, as a person would: every page, wide and narrow, light and
 * dark, looking for errors, for what does not fit and for what a screen reader cannot tell.
 *
 * @module
 */
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { openBrowser, until } from "../setup/browser.ts";
import { PAGES } from "./layout.ts";

export { openBrowser, until };

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
