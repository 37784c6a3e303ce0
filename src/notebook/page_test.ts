import assert from "node:assert/strict";
import { figure } from "../report/figures/figure.ts";
import type { Notebook } from "./document.ts";
import { notebookPage, withFigureHtml } from "./page.ts";
import { toBundle } from "./show.ts";

const bundle = toBundle(figure({
  title: "A finding",
  x: { label: "kind" },
  y: { label: "n" },
  marks: [{ mark: "bars", x: ["a"], y: [1] }],
}));

function withOutput(data: Record<string, unknown>): Notebook {
  const outputs = [{ output_type: "display_data" as const, data, metadata: {} }];
  return {
    cells: [{ cell_type: "code", source: "", metadata: {}, outputs }],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

Deno.test("withFigureHtml() turns a stored figure into one HTML part, split lines too", () => {
  const svg = String(bundle["image/svg+xml"]);
  const lines = [svg.slice(0, 40), svg.slice(40)];
  const made = withFigureHtml(withOutput({ ...bundle, "image/svg+xml": lines }));
  const data = made.cells[0]!.outputs![0]!.data!;
  assert.deepEqual(Object.keys(data), ["text/html"]);
  assert.ok(String(data["text/html"]).includes(svg));
});

Deno.test("withFigureHtml() leaves tables and text as they are", () => {
  const table = withOutput({ "text/html": "<table></table>", "text/plain": "…" });
  assert.deepEqual(withFigureHtml(table), table);
});

Deno.test("notebookPage() holds Plotly once, however many figures, and loads nothing", async () => {
  const html = String(
    withFigureHtml(withOutput(bundle)).cells[0]!.outputs![0]!.data!["text/html"],
  );
  const facts = { title: "t", links: [], made: "m" };
  const [one, three] = await Promise.all(
    [html, html.repeat(3)].map((body) => notebookPage(body, facts)),
  );
  assert.equal(three!.length - one!.length, 2 * html.length);
  assert.doesNotMatch(one!, /<(script|link|img)[^>]* (src|href)="(https?:)?\/\//);
});

Deno.test("notebookPage() marks the page itself among the links", async () => {
  const links = [{ href: "a.html", text: "A & B", current: true }];
  const page = await notebookPage("", { title: "t", links, made: "m" });
  assert.match(page, /<a href="a\.html" aria-current="page">A &amp; B<\/a>/);
});
