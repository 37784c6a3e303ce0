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

const VIEW = { width: 1280, height: 880 };

/** GitHub shows a picture of the reader's own theme. */
const THEMES = ["light", "dark"] as const;

/**
 * Takes pictures of the dashboard and of a notebook's page, each in light and in dark.
 *
 * @returns Paths of the pictures.
 * @throws {Deno.errors.NotFound} If Chromium or the notebook's page is missing.
 */
export async function takePictures(
  workspace: Workspace,
  options: PicturesOptions = {},
): Promise<string[]> {
  const { folder = join(PROJECT_ROOT, PICTURES_FOLDER), notebook = "reports/05_evaluation.html" } =
    options;
  const page = workspace.path(notebook);
  await Deno.stat(page);
  await Deno.mkdir(folder, { recursive: true });
  const server = await serve(workspace, { port: 0 });
  const browser = await openBrowser();
  const paths: string[] = [];
  try {
    for (const theme of THEMES) {
      const to = (name: string) => join(folder, `${name}-${theme}.png`);
      paths.push(
        await picture(browser, server.url, to("dashboard"), theme, settled),
        await picture(browser, pathToFileURL(page).href, to("notebook"), theme, firstFigure),
      );
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  return paths;
}

async function picture(
  browser: Browser,
  url: string,
  path: string,
  colorScheme: "light" | "dark",
  ready: (page: Page) => Promise<void>,
): Promise<string> {
  const page = await browser.newPage({ viewport: VIEW, colorScheme });
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
    window.scrollTo(0, Math.max(0, figure.top + window.scrollY - 330));
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
