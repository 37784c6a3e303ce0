/**
 * Figures in an HTML page: the static picture at once, the interactive one when the page's single
 * copy of Plotly has run. No network, and without scripts the pictures stay.
 *
 * @module
 */
import fit from "./fit.js" with { type: "text" };
import { describe, type Figure } from "./figure.ts";
import { THEMES } from "./palette.ts";
import { type PlotlyFigure, toPlotly } from "./plotly.ts";
import { toSvg } from "./svg.ts";

/**
 * The HTML of one figure, to be put on a page that also has {@linkcode figureScripts}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "./figure.ts";
 * import { figureHtml } from "./html.ts";
 *
 * const html = figureHtml(figure({
 *   title: "One bar",
 *   x: { label: "kind" },
 *   y: { label: "n" },
 *   marks: [{ mark: "bars", x: ["</script>"], y: [1] }],
 * }));
 * assert.equal(html.split("</script>").length, 2);
 * ```
 */
export function figureHtml(figure: Figure): string {
  return figureMarkup(toSvg(figure), toPlotly(figure), describe(figure));
}

/**
 * The same from parts that were made before, such as a notebook's stored output.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figureMarkup } from "./html.ts";
 *
 * const html = figureMarkup("<svg/>", { data: [], layout: {}, config: {} }, 'A "figure"');
 * assert.match(html, /aria-label="A &quot;figure&quot;"/);
 * ```
 */
export function figureMarkup(svg: string, plotly: PlotlyFigure, description: string): string {
  const json = JSON.stringify(plotly).replaceAll("<", "\\u003c");
  const label = description.replaceAll("&", "&amp;").replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;");
  return `<div class="hx-figure" role="figure" aria-label="${label}">` +
    `<div class="hx-static">${svg}</div>` +
    `<script type="application/json" class="hx-spec">${json}</script></div>`;
}

/**
 * The scripts of a page with figures, once per page: Plotly itself and the few lines that draw
 * each figure in the page's colours and follow a change between light and dark.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figureScripts } from "./html.ts";
 *
 * const scripts = await figureScripts();
 * assert.ok(scripts.length > 1_000_000 && !/<script[^>]* src=/.test(scripts));
 * ```
 */
export async function figureScripts(): Promise<string> {
  const { default: plotly } = await import("plotly.js-dist-min/plotly.min.js", {
    with: { type: "text" },
  });
  return `<script>${inline(plotly)}</script>\n<script>${DRAW}</script>`;
}

/** Styles for {@linkcode figureHtml}. */
export const FIGURE_STYLE = `
.hx-figure{margin:1.25rem 0;max-width:100%;overflow-x:auto}
.hx-figure.hx-live .hx-static{display:none}
@media print{.hx-figure{break-inside:avoid}.hx-figure.hx-live .hx-static{display:block}.hx-figure .hx-plot{display:none}}
`;

const DRAW = `
(() => {
${fit}
  const themes = ${JSON.stringify({ light: THEMES.light, dark: THEMES.dark })};
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colours = () => {
    const { ink, grid } = dark.matches ? themes.dark : themes.light;
    return { "font.color": ink, "xaxis.gridcolor": grid, "yaxis.gridcolor": grid,
      "xaxis.zerolinecolor": grid, "yaxis.zerolinecolor": grid };
  };
  const draw = () => {
    for (const place of document.querySelectorAll(".hx-figure:not(.hx-live)")) {
      const { data, layout, config } = JSON.parse(place.querySelector(".hx-spec").textContent);
      const plot = document.createElement("div");
      plot.className = "hx-plot";
      place.append(plot);
      fitFigure(data, layout, place.clientWidth);
      Plotly.newPlot(plot, data, layout, config).then(() => Plotly.relayout(plot, colours()));
      place.classList.add("hx-live");
    }
  };
  dark.addEventListener("change", () => {
    for (const plot of document.querySelectorAll(".hx-plot")) Plotly.relayout(plot, colours());
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
  else draw();
})();
`;

/** A script's text that cannot end its element early. */
function inline(script: string): string {
  return script.replaceAll("</script", "<\\/script");
}
