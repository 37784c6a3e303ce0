/**
 * An executed notebook as one HTML page that needs no network.
 *
 * @module
 */
import { FIGURE_STYLE, figureMarkup, figureScripts } from "../report/figures/html.ts";
import type { PlotlyFigure } from "../report/figures/plotly.ts";
import type { Notebook, Output } from "./document.ts";
import { PLOTLY_MIME } from "./show.ts";
import { PAGE_STYLE } from "../report/page_style.ts";

/** What a page says about its run. */
export interface PageFacts {
  /** The page's title. */
  title: string;
  /** Links to the other pages: file name and text. */
  links: readonly { href: string; text: string; current: boolean }[];
  /** One line on how the page was made. */
  made: string;
}

/**
 * The notebook with its figures as HTML that {@linkcode notebookPage} brings to life. Everything
 * else stays.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { withFigureHtml } from "./page.ts";
 *
 * const notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
 * assert.deepEqual(withFigureHtml(notebook), notebook);
 * ```
 */
export function withFigureHtml(notebook: Notebook): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) =>
      cell.outputs ? { ...cell, outputs: cell.outputs.map(figureOutput) } : cell
    ),
  };
}

/**
 * A whole page around the body that nbconvert made of a notebook. Plotly is in it once, and only
 * if there is a figure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { notebookPage } from "./page.ts";
 *
 * const page = await notebookPage("<p>Hello</p>", { title: "A < B", links: [], made: "today" });
 * assert.match(page, /<title>A &lt; B<\/title>/);
 * assert.ok(!page.includes("<script"));
 * ```
 */
export async function notebookPage(body: string, facts: PageFacts): Promise<string> {
  const scripts = body.includes(`class="hx-figure"`) ? await figureScripts() : "";
  const links = facts.links.map(({ href, text, current }) =>
    `<a href="${escape(href)}"${current ? ` aria-current="page"` : ""}>${escape(text)}</a>`
  ).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(facts.title)}</title>
<style>${PAGE_STYLE}${FIGURE_STYLE}</style>
</head>
<body>
<header><nav aria-label="Reports">${links}</nav></header>
<main>
${body}
</main>
<footer>${escape(facts.made)}</footer>
${scripts}
</body>
</html>
`;
}

function figureOutput(output: Output): Output {
  const plotly = output.data?.[PLOTLY_MIME] as PlotlyFigure | undefined;
  const svg = output.data?.["image/svg+xml"];
  if (!plotly || svg === undefined) return output;
  const words = joined(output.data!["text/plain"]);
  return { ...output, data: { "text/html": figureMarkup(joined(svg), plotly, words) } };
}

/** Jupyter stores texts whole or as lines. */
function joined(text: unknown): string {
  return Array.isArray(text) ? text.join("") : String(text ?? "");
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
