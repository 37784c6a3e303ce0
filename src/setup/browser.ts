/**
 * A real browser without a window, for the tests of pages.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";
import { findChromium } from "./debian.ts";

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

/** Playwright wants a path, not a name on the PATH. */
async function pathOf(program: string): Promise<string> {
  if (program.includes("/") || program.includes("\\")) return program;
  const { stdout } = await new Deno.Command("which", { args: [program] }).output();
  return new TextDecoder().decode(stdout).trim();
}
