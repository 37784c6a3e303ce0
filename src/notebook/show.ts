/**
 * Showing things in a notebook: one helper for figures, tables, text and values.
 *
 * @module
 */
import { describe, type Figure, isFigure } from "../report/figures/figure.ts";
import { toPlotly } from "../report/figures/plotly.ts";
import { toSvg } from "../report/figures/svg.ts";
import { normalise } from "./normalise.ts";
import { type Bundle, currentScreen, type Screen } from "./screen.ts";
import { isTabular, tableHtml, type TableOptions, tableText, toTable } from "./table.ts";

/** MIME type of Plotly's figures. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** Options of {@linkcode show}; those of a table count only for tables. */
export interface ShowOptions extends TableOptions {
  /** @default {the notebook, or the terminal} */
  screen?: Screen;
  /** Milliseconds to wait after showing. @default {50} */
  settle?: number;
}

/** How many things this kernel has shown: a run checks that none of them got lost. */
let shown = 0;

/**
 * Shows a value and waits until the kernel has passed it on. (Deno's kernel says "idle" before its
 * outputs have drained; without the wait, headless runs lose some. 50 ms lost none of 640.)
 *
 * - A figure is shown interactively where Plotly is, and as a picture everywhere else.
 * - A Polars frame or an array of records is shown as a table.
 * - Text is Markdown.
 * - Anything else is shown as its JSON; BigInts, typed arrays, dates and NaN are made to fit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { show } from "./show.ts";
 *
 * const seen: unknown[] = [];
 * const screen = { send: (bundle: unknown) => Promise.resolve(void seen.push(bundle)) };
 * await show("**done**", { screen });
 * assert.deepEqual(seen, [{ "text/markdown": "**done**", "text/plain": "**done**" }]);
 * ```
 */
export async function show(value: unknown, options: ShowOptions = {}): Promise<void> {
  const { screen = currentScreen(), settle = 50, ...table } = options;
  await screen.send(toBundle(value, table), { metadata: { helix: { shown: ++shown } } });
  await new Promise((resolve) => setTimeout(resolve, settle));
}

/**
 * The representations of a value by MIME type, as {@linkcode show} sends them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { toBundle } from "./show.ts";
 *
 * assert.deepEqual(Object.keys(toBundle([{ n: 1 }])), ["text/html", "text/plain"]);
 * ```
 */
export function toBundle(value: unknown, options: TableOptions = {}): Bundle {
  if (isFigure(value)) return figureBundle(value);
  if (isTabular(value)) {
    const table = toTable(value, options);
    return { "text/html": tableHtml(table), "text/plain": tableText(table) };
  }
  if (typeof value === "string") return { "text/markdown": value, "text/plain": value };
  return { "text/plain": JSON.stringify(normalise(value), null, 2) };
}

/** No `text/html`: GitHub would show that, stripped of its scripts, in place of the picture. */
function figureBundle(figure: Figure): Bundle {
  return {
    [PLOTLY_MIME]: toPlotly(figure),
    "image/svg+xml": toSvg(figure),
    "text/plain": describe(figure),
  };
}
