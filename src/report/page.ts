/**
 * The report's page: one file that opens from disk, in light and dark, on screens and paper.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { FIGURE_STYLE, figureHtml, figureScripts } from "./figures/html.ts";
import type { Figure } from "./figures/figure.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** Text that is already safe HTML. */
export type Html = ReturnType<typeof raw>;

/** A titled part of the page. */
export interface Section {
  /** Anchor. */
  readonly id: string;
  readonly title: string;
  readonly body: Html | Promise<Html>;
}

const REPORT_STYLE = `
main,footer,header nav{max-width:1100px}
.hx-lead{font-size:1.15rem;margin:.4rem 0 1rem}
.hx-cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:.75rem;margin:1rem 0}
.hx-card{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.hx-card b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.hx-card span{color:var(--soft);font-size:.875rem}
.hx-scroll{overflow-x:auto}
.hx-scroll td:first-child:not(.hx-number){min-width:9rem}
td.hx-number,th.hx-number{text-align:right;white-space:nowrap}
tr.hx-strong td{font-weight:600}
.hx-note{color:var(--soft);font-size:.9rem}
.hx-warning{border-left:4px solid #d55e00;background:var(--panel);padding:.6rem 1rem;border-radius:0 6px 6px 0}
`;

/**
 * The whole page.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { raw } from "hono/html";
 * import { reportPage } from "./page.ts";
 *
 * const page = await reportPage("A < B", [{ id: "a", title: "One", body: raw("<p>1</p>") }]);
 * assert.match(page, /<title>A &lt; B<\/title>/);
 * assert.ok(!page.includes("http://"));
 * ```
 */
export async function reportPage(
  title: string,
  sections: readonly Section[],
  made = "",
): Promise<string> {
  const parts = await Promise.all(
    sections.map(async ({ id, title, body }) =>
      html`<section id="${id}"><h2>${title}</h2>${await body}</section>`
    ),
  );
  const body = await html`${parts}`;
  const hasFigures = String(body).includes(`class="hx-figure"`);
  const page = await html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <style>${raw(PAGE_STYLE + FIGURE_STYLE + REPORT_STYLE)}</style>
      </head>
      <body>
    <header><nav aria-label="Sections">${sections.map(({ id, title }) =>
      html`
        <a href="#${id}">${title}</a>
      `
    )}</nav></header>
    <main>
    <h1>${title}</h1>
    ${body}
    </main>
    <footer>${made}</footer>
    ${hasFigures ? raw(await figureScripts()) : ""}
      </body>
    </html>
  `;
  return String(page);
}

/** A figure as part of a page. */
export function figurePart(figure: Figure): Html {
  return raw(figureHtml(figure));
}

/** A column of {@linkcode tablePart}. */
export interface Column {
  readonly title: string;
  /** Numbers are set to the right. @default {false} */
  readonly number?: boolean;
}

/**
 * A table; rows whose number is in `strong` are set off.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tablePart } from "./page.ts";
 *
 * const table = await tablePart("T", [{ title: "a" }], [["<b>"]]);
 * assert.match(String(table), /&lt;b&gt;/);
 * ```
 */
export async function tablePart(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  strong: ReadonlySet<number> = new Set(),
): Promise<Html> {
  const kind = (i: number) => columns[i]?.number ? "hx-number" : "";
  const table = await html`
    <div class="hx-scroll">
      <table>
        <caption>${caption}</caption>
        <thead>
          <tr>${columns.map(({ title }, i) =>
            html`<th scope="col" class="${kind(i)}">${title}</th>`
          )}</tr>
        </thead>
        <tbody>${rows.map((row, r) =>
          html`<tr class="${strong.has(r) ? "hx-strong" : ""}">${
            row.map((cell, i) => html`<td class="${kind(i)}">${cell}</td>`)
          }</tr>`
        )}</tbody>
      </table>
    </div>
  `;
  return raw(String(table));
}

/** Cards with a big figure and what it is. */
export async function cardsPart(cards: readonly (readonly [string, string])[]): Promise<Html> {
  const part = await html`<div class="hx-cards">${
    cards.map(([figure, what]) =>
      html`<div class="hx-card"><b>${figure}</b><span>${what}</span></div>`
    )
  }</div>`;
  return raw(String(part));
}

/** A paragraph. */
export async function textPart(text: string, kind = ""): Promise<Html> {
  return raw(String(await html`<p class="${kind}">${text}</p>`));
}

/** Parts one after the other. */
export async function parts(...all: (Html | Promise<Html>)[]): Promise<Html> {
  return raw((await Promise.all(all)).map(String).join("\n"));
}
