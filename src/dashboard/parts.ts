/**
 * Parts that several pages share: tables with links, forms, facts.
 *
 * @module
 */
import { html, raw } from "hono/html";
import type { Column, Html } from "../report/page.ts";

/** A cell: text, or HTML that is already safe. */
export type Cell = string | Html;

/** The result of a template as {@linkcode Html}. */
export async function safe(template: ReturnType<typeof html>): Promise<Html> {
  return raw(String(await template));
}

/**
 * A table whose cells may hold links.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gridPart, linkPart } from "./parts.ts";
 *
 * const link = await linkPart("/customers/a%20b", "a b");
 * const table = String(await gridPart("T", [{ title: "who" }], [[link], ["<i>"]]));
 * assert.match(table, /<a href="\/customers\/a%20b">a b<\/a>/);
 * assert.match(table, /&lt;i&gt;/);
 * ```
 */
export function gridPart(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Promise<Html> {
  const kind = (i: number) => columns[i]?.number ? "hx-number" : "";
  return safe(html`
    <div class="hx-scroll">
      <table>
        <caption data-said>${caption}</caption>
        <thead>
          <tr>${columns.map(({ title }, i) =>
            html`<th scope="col" class="${kind(i)}">${title}</th>`
          )}</tr>
        </thead>
        <tbody>${rows.map((row) =>
          html`<tr>${row.map((cell, i) => html`<td class="${kind(i)}">${cell}</td>`)}</tr>`
        )}</tbody>
      </table>
    </div>
  `);
}

/** A link. */
export function linkPart(href: string, text: string, kind = ""): Promise<Html> {
  return safe(
    kind === ""
      ? html`<a href="${href}">${text}</a>`
      : html`<a href="${href}" class="${kind}">${text}</a>`,
  );
}

/** A link to a customer's page; long ids are shown by their beginning. */
export function customerLink(id: string): Promise<Html> {
  const shown = id.length > 20 ? `${id.slice(0, 16)}…` : id;
  return linkPart(`/customers/${encodeURIComponent(id)}`, shown);
}

/** A link to an article's page, named as people know it. */
export function articleLink(id: string, name: string): Promise<Html> {
  return linkPart(`/articles/${encodeURIComponent(id)}`, name === "" ? id : name);
}

/**
 * A price in the shop's own unit: two decimals, three digits where those would hide a part of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceText } from "./parts.ts";
 *
 * assert.deepEqual([1234.5, 0.85, 0.05083].map(priceText), ["1,234.50", "0.85", "0.0508"]);
 * ```
 */
export function priceText(price: number): string {
  const hidden = Math.abs(100 * price - Math.round(100 * price)) > 1e-4;
  if (Math.abs(price) < 1 && hidden) return price.toPrecision(3);
  return price.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** A field of {@linkcode formPart}. */
export type Field =
  & { readonly name: string; readonly label: string }
  & (
    | { readonly kind: "hidden"; readonly value: string }
    | { readonly kind: "search"; readonly value: string; readonly placeholder?: string }
    | {
      readonly kind: "number" | "range";
      readonly value: number;
      readonly min: number;
      readonly max: number;
      readonly step?: number | "any";
      /** A field that follows this one. @default {none} */
      readonly twin?: string;
      /** Only moves its twin and is not sent itself. @default {false} */
      readonly silent?: boolean;
    }
    | {
      readonly kind: "select";
      readonly value: string;
      readonly choices: readonly (readonly [value: string, text: string])[];
    }
  );

/**
 * A form whose results follow its fields; by GET, so that the address says what is shown.
 *
 * @param label What the form is for, read out.
 */
export function formPart(action: string, label: string, fields: readonly Field[]): Promise<Html> {
  return safe(html`
    <form class="hx-form" method="get" action="${action}" aria-label="${label}" data-live>
      ${fields.map(fieldPart)}
      <button type="submit">Show</button>
    </form>
  `);
}

function fieldPart(field: Field) {
  if (field.kind === "hidden") {
    return html`<input type="hidden" name="${field.name}" value="${field.value}">`;
  }
  const wide = field.kind === "search" || field.kind === "range" ? "hx-wide" : "";
  return html`<label class="${wide}"><span>${field.label}</span>${control(field)}</label>`;
}

function control(field: Exclude<Field, { kind: "hidden" }>) {
  if (field.kind === "select") {
    return html`<select name="${field.name}">${
      field.choices.map(([value, text]) =>
        html`<option value="${value}" ${value === field.value ? "selected" : ""}>${text}</option>`
      )
    }</select>`;
  }
  if (field.kind === "search") {
    return html`
      <input type="search" name="${field.name}" value="${field.value}"
        placeholder="${field.placeholder ?? ""}" autocomplete="off" spellcheck="false">
    `;
  }
  return html`
    <input type="${field.kind}" ${raw(field.silent ? "id" : "name")}="${field
      .name}" value="${String(field.value)}"
      min="${String(field.min)}" max="${String(field.max)}" step="${String(field.step ?? 1)}"
      ${field.twin ? raw(`data-twin="${field.twin}"`) : ""}>
  `;
}

/** Names and what they are. */
export function factsPart(facts: readonly (readonly [string, Cell])[]): Promise<Html> {
  return safe(
    html`<dl class="hx-facts">${
      facts.map(([name, value]) =>
        html`
          <dt>${name}</dt>
          <dd>${value}</dd>
        `
      )
    }</dl>`,
  );
}

/** A part that the browser asks for until it is made; `meanwhile` is shown until then. */
export function fragmentPart(url: string, meanwhile: Html | Promise<Html>): Promise<Html> {
  return safe(html`<div data-fragment="${url}" aria-busy="true">${meanwhile}</div>`);
}

/** Links to the page before and the page after. */
export function pagesPart(
  path: string,
  query: Readonly<Record<string, string>>,
  page: number,
  last: number,
): Promise<Html> {
  const to = (number: number, text: string) => {
    const search = new URLSearchParams({ ...query, page: String(number) });
    return html`<a class="hx-button" href="${path}?${search}">${text}</a>`;
  };
  if (last <= 1) return safe(html``);
  return safe(html`<nav class="hx-pages" aria-label="Result pages">
    ${page > 1 ? to(page - 1, "Previous") : ""}
    <span>Page ${String(page)} of ${String(last)}</span>
    ${page < last ? to(page + 1, "Next") : ""}
  </nav>`);
}
