/**
 * The what-if page: one file that opens from disk with no network, in which the trained model scores
 * a customer's candidates again as the reader moves sliders.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { COLOURS } from "../figures/palette.ts";
import type { Html } from "../page.ts";
import { PAGE_STYLE } from "../page_style.ts";
import { pageScript } from "./bundle.ts";
import { deflate, packData } from "./pack.ts";
import type { WhatIfCustomer, WhatIfData } from "./scenario.ts";
import { type Slider, slidersFor } from "./sliders.ts";

/** What the page is made of. */
export interface WhatIfPage {
  readonly data: WhatIfData;
  /** LightGBM's text. */
  readonly modelText: string;
  /** LightGBM as WebAssembly; `null` makes a page that walks the trees by itself. */
  readonly module: Uint8Array<ArrayBuffer> | null;
}

/** Nothing is loaded, sent or evaluated; scripts are the page's own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; " +
  "form-action 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'";

const STYLE = `
main,footer,header nav{max-width:1120px}
.lead{font-size:1.1rem;margin:.4rem 0 1rem}
.warning{border-left:4px solid #d55e00;background:var(--panel);padding:.6rem 1rem;border-radius:0 6px 6px 0}
.note{color:var(--soft);font-size:.875rem;margin:.2rem 0}
.bench{display:grid;grid-template-columns:minmax(260px,340px) minmax(0,1fr);gap:1.5rem 2rem;align-items:start}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;margin:0}
.bench h2{margin-top:0}
#why{margin-top:2rem}
.panel label{font-weight:600}
.panel select,.panel input[type=range]{width:100%}
.panel select,.panel button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:.35rem .5rem}
.panel button{cursor:pointer;margin-top:1rem}
@media(min-width:761px) and (min-height:700px){.panel{position:sticky;top:.75rem;max-height:calc(100vh - 1.5rem);overflow-y:auto}}
.slider{border-top:1px solid var(--line);margin-top:1rem;padding-top:.8rem}
.slider .head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 1rem}
.slider .head output{font-variant-numeric:tabular-nums}
.slider .plain{font-weight:400;font-size:.875rem}
.slider table{font-size:.8rem}
.slider summary{cursor:pointer;font-size:.875rem;color:var(--soft)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.scroll{overflow-x:auto}
.bench section>div>table{width:100%}
.bench th{text-align:left}
td.hx-number,th.hx-number{text-align:right;white-space:nowrap}
.move{white-space:nowrap;color:var(--soft)}
.move.up{color:var(--text)}
.move.down{color:var(--key)}
#list label{display:flex;align-items:flex-start;gap:.5rem;cursor:pointer}
#list input{accent-color:${COLOURS.blue};margin:.3em 0 0;flex:none}
#list .chosen td,#list .chosen th{background:var(--panel)}
#list .chosen label{font-weight:600}
#list .apart td,#list .apart th{border-top:2px solid var(--soft)}
#status{min-height:3.2em}
#why tbody th{font-weight:400;color:var(--ink)}
#why .value{white-space:nowrap}
#why .meaning{display:block;color:var(--soft);font-size:.8rem;line-height:1.35}
#why .score th,#why .score td{font-weight:600;border-top:2px solid var(--soft)}
#why .bar{width:38%;padding-right:0}
#why svg{display:block;width:100%;height:1.1rem}
.for{fill:${COLOURS.blue}}.against{fill:${COLOURS.vermillion}}.zero{fill:var(--soft)}.was{fill:var(--ink)}
.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin:0 .3em 0 .8em}
@media(max-width:760px){.bench{grid-template-columns:minmax(0,1fr)}
.bench section>div>table{table-layout:fixed;font-size:.8rem}.bench section td,.bench section th{overflow-wrap:anywhere;padding-right:.4rem}
.c1{width:2.7rem}.c2{width:3.3rem}.c4,.c5{width:3.6rem}#why .c6{width:4.1rem}#why .bar{width:30%}}
@media print{.panel button,.slider details,.slider input,.price-all{display:none}.panel{position:static;max-height:none}
.bench{grid-template-columns:230px minmax(0,1fr)}
.for,.against,.was,.zero,.key{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

/** The page as HTML. */
export async function whatIfPage({ data, modelText, module }: WhatIfPage): Promise<string> {
  const [model, rows, engine, script] = await Promise.all([
    deflate(new TextEncoder().encode(modelText)),
    deflate(packData(data)),
    module === null ? "" : deflate(module),
    pageScript(),
  ]);
  const packed = { "packed-model": model, "packed-data": rows, "packed-engine": engine };
  const page = await html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="${POLICY}">
        <title>What if? The ranker in this page</title>
        <style>${raw(PAGE_STYLE + STYLE)}</style>
      </head>
      <body>
        <header><nav aria-label="Pages"><a href="index.html">Report</a></nav></header>
        <main>${introduction(data, module)}${bench(data)}${fineprint(data, module)}</main>
        <footer>Made by Local-Helix from ${data.shop}, as of ${data.asOf}.</footer>
        ${raw(
          Object.entries(packed).filter(([, text]) => text !== "").map(([id, text]) =>
            `<script type="text/plain" id="${id}">${text}</script>`
          ).join("\n"),
        )}
        <script>${raw(script)}</script>
      </body>
    </html>
  `;
  return String(page);
}

function introduction(data: WhatIfData, module: Uint8Array | null) {
  const engine = module === null
    ? "a plain walk over its trees"
    : "LightGBM itself, compiled to WebAssembly";
  return html`
    <h1>What if? The ranker in this page</h1>
    <p class="lead">
      Choose a customer and move a slider: the trained model scores all of the customer's candidates
      again, here, with ${engine}. Everything is in this file; nothing is loaded and nothing sent.
    </p>
    <p class="warning">
      <strong>Moving a slider shows what the model says, not what a customer would do.</strong>
      The model learned from what was bought, not from trials: nobody was ever shown another price to
      see what happens. A change here says which columns the model listens to, and how; it is no
      forecast of the effect of a discount or of a reminder.
    </p>
    <noscript><p class="warning">This page needs JavaScript: the model runs in it.</p></noscript>
    <p class="note" id="status" role="status">
      Starting the model on ${data.customers.length} customers' candidates …
    </p>
  `;
}

function bench(data: WhatIfData) {
  const title = (customer: WhatIfCustomer, i: number) => {
    const { orderAges } = customer;
    const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
    const last = plural(orderAges[0]!, "day");
    return `${i + 1}: ${plural(orderAges.length, "order")}, last ${last} ago`;
  };
  return html`
    <div class="bench">
      <form id="controls" class="panel">
        <label for="customer">Customer</label>
        <select id="customer" autocomplete="off">${data.customers.map((customer, i) =>
          html`<option value="${i}">${title(customer, i)}</option>`
        )}</select>
        ${slidersFor(data.features).map((slider) => sliderPart(slider, data))}
        <button type="button" id="reset">Put everything back</button>
      </form>
      <div>
      <section aria-labelledby="list-title">
        <h2 id="list-title">The first candidates</h2>
        <div class="scroll">
          <table>
            <caption>Best score first; choose an article to see why it stands where it stands</caption>
            <thead>
              <tr>
                <th scope="col" class="hx-number c1">place</th>
                <th scope="col" class="c2">moved</th>
                <th scope="col">article</th>
                <th scope="col" class="hx-number c4">score</th>
                <th scope="col" class="hx-number c5">change</th>
              </tr>
            </thead>
            <tbody id="list"></tbody>
          </table>
        </div>
      </section>
      ${why()}
      </div>
    </div>
  `;
}

/** Lowest, highest, step and start of each slider; the page fits them to the customer. */
const RANGES = {
  price: { min: 50, max: 150, step: 5, value: 100 },
  recency: { min: 0, max: 26, step: 1, value: 0 },
  hour: { min: 0, max: 23.5, step: 0.5, value: 12 },
} as const;

function sliderPart({ name, title, meaning, changes }: Slider, data: WhatIfData) {
  const { min, max, step, value } = RANGES[name];
  const splitsOf = (column: string) =>
    data.splits[data.features.findIndex(({ name }) => name === column)] ?? 0;
  const splits = changes.reduce((sum, { column }) => sum + splitsOf(column), 0);
  const columns = `${changes.length} column${changes.length === 1 ? "" : "s"}`;
  return html`
    <div class="slider">
      <div class="head"><label for="${name}">${title}</label><output id="${name}-says" for="${name}">
      </output></div>
      <input type="range" id="${name}" autocomplete="off" min="${min}" max="${max}" step="${step}"
        value="${value}" aria-describedby="${name}-means">
      ${name === "price"
        ? html`<label class="plain price-all"><input type="checkbox" id="price-all"
        autocomplete="off"> of all candidates, not of the chosen article alone</label>`
        : ""}
      <p class="note" id="${name}-means">${meaning}</p>
      <details>
        <summary>Changes ${columns}; the model splits on ${changes.length === 1
          ? "it"
          : "them"} ${String(splits)} times</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr><th scope="col">column</th><th scope="col">becomes</th>
                <th scope="col" class="hx-number">splits</th></tr>
            </thead>
            <tbody>${changes.map(({ column, rule }) =>
              html`
                <tr>
                  <td><code>${column}</code></td>
                  <td>${rule}</td>
                  <td class="hx-number">${String(splitsOf(column))}</td>
                </tr>
              `
            )}</tbody>
          </table>
        </div>
      </details>
    </div>
  `;
}

function why() {
  return html`
    <section id="why" aria-labelledby="why-title">
      <h2 id="why-title">Why</h2>
      <p class="note">
        SHAP contributions, from the model itself: how much each column of this article's row lifts
        or lowers its score. <span class="key" style="background:${COLOURS
          .blue};margin-left:0"></span
        >lifts <span class="key" style="background:${COLOURS.vermillion}"></span>lowers
        <span class="key" style="background:var(--ink);width:.2em"></span>where it stood before the
        sliders moved
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">column and its value</th>
              <th scope="col" class="hx-number c6">lifts by</th>
              <th scope="col" class="bar">lowers · lifts</th>
            </tr>
          </thead>
          <tbody id="bars"></tbody>
        </table>
      </div>
    </section>
  `;
}

function fineprint(data: WhatIfData, module: Uint8Array | null): Html | ReturnType<typeof html> {
  const used = data.splits.filter((splits) => splits > 0).length;
  const engine = module === null
    ? "The WebAssembly module was not built when this page was made: `deno task lightgbm:wasm` " +
      "builds it, and the next report puts LightGBM itself in here. Scores and contributions are " +
      "the same."
    : `The WebAssembly module (${(module.length / 1e6).toFixed(1)} MB) is LightGBM's C++.`;
  return html`
    <h2>What is held still</h2>
    <p>
      A row has ${String(data.features.length)} columns, of which the model splits on ${String(
        used,
      )}.
      The sliders change the columns named above, each by the rule that makes the row what it would be
      in a shop changed that way; the others stay: which articles are candidates, what other customers
      did, and so every popularity. Customers are numbered; this page has no ids of theirs. They are
      spread evenly from the likeliest to buy to the least likely.
    </p>
    <p class="note">${engine}</p>
  `;
}
