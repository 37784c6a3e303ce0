/**
 * Articles: search, and one article's facts, sales and nearest articles.
 *
 * @module
 */
import { Hono } from "hono";
import { figure } from "../../report/figures/figure.ts";
import { cardsPart, figurePart, type Html, parts, textPart } from "../../report/page.ts";
import { count } from "../../report/sections/words.ts";
import { within } from "../explain.ts";
import {
  columnsPart,
  emptyPart,
  htmlResponse,
  notFoundPage,
  pageResponse,
  resultsPart,
} from "../layout.ts";
import { catalogueOf, findArticles, linesByWeek, SORTS, weeklyLinesOf } from "../catalogue.ts";
import type { Live, Served } from "../live.ts";
import {
  articleLink,
  factsPart,
  formPart,
  fragmentPart,
  gridPart,
  priceText,
  safe,
} from "../parts.ts";
import { html } from "hono/html";
import { columnsOf, tablesOf, type TextRow, textRows } from "../queries.ts";

/** Articles shown at once. */
const SHOWN = 50;
/** Nearest articles shown. */
const SIMILAR = 12;
/** Milliseconds that the similar articles are waited for before the browser asks again. */
const PATIENCE_MS = 5000;

/** Routes of the articles' pages. */
export function articleRoutes(live: Live): Hono {
  const routes = new Hono();
  routes.get("/articles", (c) => searchPage(live, c.req.query()));
  routes.get("/articles/:id", (c) => articlePage(live, c.req.param("id")));
  routes.get("/articles/:id/similar", (c) => similarFragment(live, c.req.param("id")));
  return routes;
}

function searchPage(live: Live, query: Record<string, string>): Promise<Response> {
  const { q = "", sort = "shown" } = query;
  const form = formPart("/articles", "Find articles", [
    {
      kind: "search",
      name: "q",
      label: "Id or name contains",
      value: q,
      placeholder: "e.g. heart",
    },
    {
      kind: "select",
      name: "sort",
      label: "First",
      value: sort,
      choices: [["shown", "shown to most customers"], ["sold", "sold most lately"], [
        "name",
        "A–Z",
      ]],
    },
  ]);
  const body = parts(form, resultsPart(searchResults(live, q.trim(), sort)));
  return pageResponse(live, { href: "/articles", title: "Articles", body });
}

async function searchResults(live: Live, q: string, sort: string): Promise<Html> {
  const served = live.served();
  if (served === null) return emptyPart("There are no recommendations yet.");
  const { articles, articleName } = served.labels;
  const catalogue = await catalogueOf(live, served);
  const order = SORTS.find((name) => name === sort) ?? "shown";
  const found = findArticles(catalogue, q, order, SHOWN + 1);
  if (found.length === 0) return emptyPart(`No article's id or name contains “${q}”.`);
  return gridPart(
    found.length > SHOWN ? `The first ${SHOWN} of those found` : `${found.length} found`,
    [
      { title: "article" },
      { title: "id" },
      { title: "group" },
      { title: "lists with it", number: true },
      { title: "sold in 28 days", number: true },
    ],
    await Promise.all(
      Array.from(found.subarray(0, SHOWN), async (code) => [
        await articleLink(articles.idOf(code), articleName(code)),
        articles.idOf(code),
        catalogue.kind[code]!,
        count(catalogue.shown[code]!),
        catalogue.sold === null ? "–" : count(catalogue.sold[code]!),
      ]),
    ),
  );
}

async function articlePage(live: Live, id: string): Promise<Response> {
  const served = live.served();
  const code = served?.labels.articles.codeOf(id);
  if (served === null || code === undefined) return notFoundPage(live, `/articles/${id}`);
  const name = served.labels.articleName(code);
  const { articles, itemFeatures } = tablesOf(live);
  const [facts] = await textRows(
    live,
    `select * exclude (article) from ${articles} where article_id = $id`,
    { id },
  );
  const [features] = (await columnsOf(live, itemFeatures)).length === 0
    ? []
    : await textRows(live, `select * from ${itemFeatures} where article_id = $id`, { id });
  const body = parts(
    features ? salesCards(features) : safe(html``),
    columnsPart(
      factsPart(
        Object.entries(facts ?? {}).filter(([, value]) => value !== "")
          .map(([column, value]) => [column.replaceAll("_", " "), value]),
      ),
      weeklySales(live, served, code),
    ),
    safe(html`<h2>Similar articles</h2>`),
    fragmentPart(
      `/articles/${encodeURIComponent(id)}/similar`,
      safe(html`<p class="hx-note" data-waiting>The shop's history is being read …</p>`),
    ),
  );
  const title = name === "" ? `Article ${id}` : name;
  return pageResponse(live, { href: "/articles", title, body });
}

function salesCards(features: TextRow): Promise<Html> {
  const number = (name: string) => features[name] === "" ? null : Number(features[name]);
  const cards: [string, string][] = [];
  const add = (name: string, what: string, write: (value: number) => string) => {
    const value = number(name);
    if (value !== null && !Number.isNaN(value)) cards.push([write(value), what]);
  };
  add("sales_28d", "pieces sold in the last 28 days", count);
  add("buyers_total", "customers who ever bought it", count);
  add("popularity_rank", "rank by popularity", count);
  add("price", "usual price", priceText);
  return cardsPart(cards);
}

async function weeklySales(live: Live, served: Served, code: number): Promise<Html> {
  const weeks = linesByWeek(await weeklyLinesOf(live, served), code);
  if (weeks.length === 0) return textPart("Never sold.", "hx-empty");
  const best = weeks.reduce((a, b) => a.lines >= b.lines ? a : b);
  return figurePart(figure({
    title: `The best week was that of ${best.week}: ${count(best.lines)} order lines`,
    x: { label: "week from", kind: "date" },
    y: { label: "order lines per week" },
    marks: [{ mark: "bars", x: weeks.map(({ week }) => week), y: weeks.map(({ lines }) => lines) }],
    height: 320,
  }));
}

async function similarFragment(live: Live, id: string): Promise<Response> {
  const served = live.served();
  const code = served?.labels.articles.codeOf(id);
  if (served === null || code === undefined) return htmlResponse("", 404);
  const similarity = await within(PATIENCE_MS, live.explainer().similarity()).catch(
    (error: Error) => error,
  );
  if (similarity instanceof Error) {
    return htmlResponse(String(await textPart(similarity.message, "hx-warning")));
  }
  if (similarity === undefined) return htmlResponse("", 202);
  const { k, count, neighbour, weight } = similarity;
  const length = code < count.length ? Math.min(SIMILAR, count[code]!) : 0;
  if (length === 0) {
    return htmlResponse(String(await emptyPart("Nobody bought it together with another article.")));
  }
  const { articles, articleName } = served.labels;
  const rows = Array.from({ length }, async (_, i) => {
    const other = neighbour[code * k + i]!;
    return [
      await articleLink(articles.idOf(other), articleName(other)),
      articles.idOf(other),
      weight[code * k + i]!.toFixed(3),
    ];
  });
  const columns = [{ title: "article" }, { title: "id" }, { title: "similarity", number: true }];
  const table = await gridPart(
    "Bought by the same customers, nearest first",
    columns,
    await Promise.all(rows),
  );
  return htmlResponse(String(table));
}
