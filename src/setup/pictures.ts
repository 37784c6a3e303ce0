/**
 * `deno task pictures`: the README's pictures, of a workspace that `deno task start` and
 * `deno task notebooks` have filled.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { serve } from "../dashboard/main.ts";
import { settled } from "../dashboard/walk.ts";
import { openWorkspace, PROJECT_ROOT, type Workspace } from "../workspace.ts";
import { openBrowser, until } from "./browser.ts";
import { skipReason } from "./debian.ts";

/** Folder of the pictures, relative to the project. */
export const PICTURES_FOLDER = ".github/pictures";

/** Options of {@linkcode takePictures}. */
export interface PicturesOptions {
  /** Folder that gets the pictures. @default {PICTURES_FOLDER} */
  folder?: string;
  /** Notebook page whose figure is shown, relative to the workspace. */
  notebook?: string;
}

const VIEW = { width: 1280, height: 800 };

/**
 * Takes a picture of the dashboard, of the report and of a notebook's page.
 *
 * @returns Paths of the pictures.
 * @throws {Deno.errors.NotFound} If Chromium or one of the pages is missing.
 */
export async function takePictures(
  workspace: Workspace,
  options: PicturesOptions = {},
): Promise<string[]> {
  const { folder = join(PROJECT_ROOT, PICTURES_FOLDER), notebook = "reports/05_evaluation.html" } =
    options;
  const pages = ["reports/index.html", notebook].map((file) => workspace.path(file));
  for (const page of pages) await Deno.stat(page);
  await Deno.mkdir(folder, { recursive: true });
  const server = await serve(workspace, { port: 0 });
  const browser = await openBrowser();
  try {
    return [
      await picture(browser, server.url, join(folder, "dashboard.png"), settled),
      await picture(browser, fileUrl(pages[0]!), join(folder, "report.png"), figuresDrawn),
      await picture(browser, fileUrl(pages[1]!), join(folder, "notebook.png"), firstFigure),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

const fileUrl = (path: string) => pathToFileURL(path).href;

async function picture(
  browser: Browser,
  url: string,
  path: string,
  ready: (page: Page) => Promise<void>,
): Promise<string> {
  const page = await browser.newPage({ viewport: VIEW, colorScheme: "light" });
  try {
    await page.goto(url);
    await ready(page);
    await page.screenshot({ path });
  } finally {
    await page.close();
  }
  return path;
}

async function figuresDrawn(page: Page): Promise<void> {
  await until(page, `document.querySelector(".main-svg") !== null`);
  await page.waitForTimeout(500);
}

/** Scrolls to the first figure, with the prose above it. */
async function firstFigure(page: Page): Promise<void> {
  await figuresDrawn(page);
  await page.evaluate(`{
    const figure = document.querySelector(".main-svg").getBoundingClientRect();
    window.scrollTo(0, Math.max(0, figure.top + window.scrollY - 280));
  }`);
  await page.waitForTimeout(500);
}

/** Runs the task; returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { workspace: { type: "string" } } });
  const reason = await skipReason("chromium");
  try {
    if (reason !== undefined) throw new Deno.errors.NotFound(reason);
    for (const path of await takePictures(openWorkspace(values.workspace))) console.log(path);
    return 0;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.error(`error: ${error.message}`);
    console.error("hint: deno task start and deno task notebooks make what is pictured.");
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
