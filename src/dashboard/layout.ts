/**
 * What every page has: the way to the others, its title, its parts, and what is served.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { THEMES } from "../report/figures/palette.ts";
import { type Html, type Section, textPart } from "../report/page.ts";
import type { Live } from "./live.ts";
import { assetUrls } from "./static.ts";

/** The pages in the order of the navigation. */
export const PAGES = [
  { href: "/", text: "Overview" },
  { href: "/customers", text: "Customers" },
  { href: "/articles", text: "Articles" },
  { href: "/model", text: "Model" },
  { href: "/runs", text: "Runs" },
  { href: "/plan", text: "Push plan" },
  { href: "/ab", text: "A/B" },
  { href: "/statistics", text: "Statistics" },
  { href: "/quality", text: "Data quality" },
  { href: "/api", text: "API" },
] as const;

/** A page, before it has its frame. */
export interface Page {
  /** One of {@linkcode PAGES}, or `""`. */
  readonly href: string;
  readonly title: string;
  readonly body: Html | Promise<Html>;
  /** @default {200} */
  readonly status?: number;
}

/** The whole page as a response. */
export async function pageResponse(live: Live, page: Page): Promise<Response> {
  const body = await page.body;
  const [assets, mark] = [await assetUrls(), live.mark()];
  const themes = JSON.stringify({ light: THEMES.light, dark: THEMES.dark });
  const trouble = live.trouble();
  const document = await html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${page.title} · Local-Helix</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="${assets.style}">
        <script src="${assets.client}" defer data-plotly="${assets.plotly}"
          data-themes="${themes}" data-mark="${mark}"></script>
      </head>
      <body>
        <a class="hx-skip" href="#content">Skip to the content</a>
        <header>
          <div class="hx-bar">
            <a class="hx-brand" href="/">Local<b>·</b>Helix</a>
            <nav aria-label="Pages">${PAGES.map(({ href, text }) =>
              html`<a href="${href}" ${
                href === page.href ? raw(`aria-current="page"`) : ""
              }>${text}</a>`
            )}</nav>
          </div>
        </header>
        <main id="content">
              <h1>${page.title}</h1>
              ${trouble === null ? "" : await textPart(trouble, "hx-warning")}
              ${body}
            </main>
        <footer>
          <p>${footer(live)}</p>
        </footer>
        <div id="said" class="hx-said" role="status"></div>
      </body>
    </html>
  `;
  return htmlResponse(String(document), page.status ?? 200);
}

/** HTML as a response that is asked for anew each time. */
export function htmlResponse(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" },
  });
}

function footer(live: Live): string {
  const served = live.served();
  if (served === null) return `Nothing is served yet from ${live.workspace.root}`;
  const loaded = served.loadedAt.toISOString().slice(0, 16).replace("T", " ");
  return `Model ${served.modelVersion}, as of ${served.asOf}, loaded ${loaded} UTC`;
}

/** The page for an address where nothing is. */
export function notFoundPage(live: Live, path: string): Promise<Response> {
  const body = textPart(`There is no page at ${path}.`, "hx-empty");
  return pageResponse(live, { href: "", title: "Not found", body, status: 404 });
}

/** The page for what went wrong. */
export function errorPage(live: Live, message: string, status: number): Promise<Response> {
  const title = status >= 500 ? "This page could not be made" : "Not found";
  return pageResponse(live, { href: "", title, body: textPart(message, "hx-warning"), status });
}

/** A part with a heading of its own. */
export async function sectionPart(section: Section | null): Promise<Html> {
  if (section === null) return raw("");
  const { id, title, body } = section;
  return raw(String(await html`<section id="${id}"><h2>${title}</h2>${await body}</section>`));
}

/** What is said where there is nothing to show. */
export async function emptyPart(text: string): Promise<Html> {
  return raw(String(await html`<p class="hx-empty" data-said>${text}</p>`));
}

/** The part of a page that follows its form. */
export async function resultsPart(body: Html | Promise<Html>): Promise<Html> {
  return raw(String(await html`<div id="results">${await body}</div>`));
}

/** Parts side by side where there is room. */
export async function columnsPart(...parts: (Html | Promise<Html>)[]): Promise<Html> {
  const cells = await Promise.all(parts);
  return raw(
    String(
      await html`<div class="hx-columns">${cells.map((cell) => html`<div>${cell}</div>`)}</div>`,
    ),
  );
}
