/**
 * From executed notebooks to pages: nbconvert makes the body, this project the page around it.
 *
 * @module
 */
import { basename, join } from "node:path";
import { run } from "../setup/process.ts";
import type { NotebookEnvironment } from "../setup/python.ts";
import { notebookText, notebookTitle, readNotebook } from "./document.ts";
import { notebookPage, withFigureHtml } from "./page.ts";

/** Options of {@linkcode renderPages}. */
export interface RenderOptions {
  /** Folder for the pages. */
  reports: string;
  environment: NotebookEnvironment;
  /** The project's other notebooks, linked where they have pages. @default {none} */
  siblings?: readonly string[];
  /** What the foot of each page says about the run. @default {nothing} */
  about?: string;
}

/**
 * Renders executed notebooks, each as one page that needs no network, and gives the pages' paths.
 *
 * @throws {Error} If nbconvert fails.
 *
 * @example
 * ```ts ignore
 * await renderPages(["reports/notebooks/01_eda.ipynb"], { reports: "reports", environment });
 * ```
 */
export async function renderPages(
  executed: readonly string[],
  options: RenderOptions,
): Promise<string[]> {
  if (executed.length === 0) return [];
  const { reports, environment, siblings = [], about = "" } = options;
  const folder = await Deno.makeTempDir({ prefix: "helix-pages-" });
  try {
    await Promise.all(executed.map((path) => prepare(path, folder)));
    await convert(executed.map((path) => join(folder, basename(path))), environment);
    const links = await reportLinks([...new Set([...siblings, ...executed])], executed, reports);
    return await Promise.all(executed.map(async (path) => {
      const name = basename(path, ".ipynb");
      const body = await Deno.readTextFile(join(folder, `${name}.html`));
      const title = links.find((link) => link.href === `${name}.html`)!.text;
      const made = `${name}.ipynb, run on Deno ${Deno.version.deno}${about && ` · ${about}`}`;
      const page = join(reports, `${name}.html`);
      const current = links.map((link) => ({ ...link, current: link.href === `${name}.html` }));
      await writeWhole(page, await notebookPage(body, { title, links: current, made }));
      return page;
    }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Puts a notebook, its figures made ready, into a folder. */
async function prepare(path: string, folder: string): Promise<void> {
  const notebook = await readNotebook(path);
  await Deno.writeTextFile(join(folder, basename(path)), notebookText(withFigureHtml(notebook)));
}

/** The front page and every notebook that has a page or is about to get one, by file name. */
async function reportLinks(
  notebooks: readonly string[],
  executed: readonly string[],
  reports: string,
): Promise<{ href: string; text: string }[]> {
  const byName = new Map(notebooks.map((path) => [basename(path, ".ipynb"), path]));
  const front = await exists(join(reports, "index.html"))
    ? [{ href: "index.html", text: "Report" }]
    : [];
  const links: { href: string; text: string }[] = [];
  for (const [name, path] of [...byName].sort(([a], [b]) => a < b ? -1 : 1)) {
    if (!executed.includes(path) && !await exists(join(reports, `${name}.html`))) continue;
    links.push({ href: `${name}.html`, text: notebookTitle(await readNotebook(path), name) });
  }
  return [...front, ...links];
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function convert(paths: readonly string[], environment: NotebookEnvironment): Promise<void> {
  const args = ["-m", "nbconvert", "--to", "html", "--template", "basic", "--log-level", "ERROR"];
  const { code, stderr } = await run([environment.python, ...args, ...paths], {
    env: { ...environment.env, JUPYTER_NO_CONFIG: "1" },
  });
  if (code !== 0) throw new Error(`nbconvert ended with exit code ${code}: ${stderr.trim()}`);
}

async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.${Deno.pid}.tmp`;
  await Deno.writeTextFile(fresh, text);
  await Deno.rename(fresh, path);
}
