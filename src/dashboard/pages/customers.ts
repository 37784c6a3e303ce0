/**
 * Customers: search, and one customer's history, list with reasons, and send time.
 *
 * @module
 */
import { html } from "hono/html";
import { Hono } from "hono";
import { figure } from "../../report/figures/figure.ts";
import { cardsPart, figurePart, type Html, parts, textPart } from "../../report/page.ts";
import { count, DAYS, percent } from "../../report/sections/words.ts";
import { dayText } from "../../stages/options.ts";
import { SEND_TIME_BASES } from "../../timing/send_times.ts";
import { listOf } from "../api.ts";
import { type Explained, within } from "../explain.ts";
import {
  columnsPart,
  emptyPart,
  htmlResponse,
  notFoundPage,
  pageResponse,
  resultsPart,
} from "../layout.ts";
import { type Live, type Served, storeMark } from "../live.ts";
import {
  articleLink,
  customerLink,
  formPart,
  fragmentPart,
  gridPart,
  priceText,
  safe,
} from "../parts.ts";
import { type Purchase, purchasesOf } from "../purchases.ts";
import { findPlaces, type TextSearch, textSearch } from "../text_search.ts";

/** Customers shown at once. */
const SHOWN = 50;
/** Order lines shown of a history. */
const LINES = 30;
/** Milliseconds that a page's part waits for its reasons before the browser asks again. */
const PATIENCE_MS = 5000;

/** Routes of the customers' pages. */
export function customerRoutes(live: Live): Hono {
  const routes = new Hono();
  routes.get("/customers", (c) => searchPage(live, c.req.query()));
  routes.get("/customers/:id", (c) => customerPage(live, c.req.param("id")));
  routes.get("/customers/:id/list", (c) => listFragment(live, c.req.param("id")));
  return routes;
}

function searchPage(live: Live, query: Record<string, string>): Promise<Response> {
  const { q = "", basis = "" } = query;
  const form = formPart("/customers", "Find customers", [
    { kind: "search", name: "q", label: "Customer id contains", value: q, placeholder: "e.g. 123" },
    {
      kind: "select",
      name: "basis",
      label: "Send time rests on",
      value: basis,
      choices: [["", "anything"], ...SEND_TIME_BASES.map((name) => [name, name] as const)],
    },
  ]);
  const body = parts(form, resultsPart(searchResults(live, q.trim(), basis)));
  return pageResponse(live, { href: "/customers", title: "Customers", body });
}

async function searchResults(live: Live, q: string, basis: string): Promise<Html> {
  const served = live.served();
  if (served === null) return emptyPart("There are no recommendations yet.");
  const { index, labels } = served;
  const wanted = (SEND_TIME_BASES as readonly string[]).indexOf(basis);
  const keep = basis === "" ? undefined : (place: number) => index.ranked.basis[place] === wanted;
  const found = findPlaces(await customerSearch(live, served), q, SHOWN + 1, keep);
  if (found.length === 0) return emptyPart(`No customer's id contains “${q}” with this filter.`);
  const more = found.length > SHOWN ? `The ${SHOWN} likeliest to buy of those found` : "Found";
  return gridPart(
    more,
    [{ title: "customer" }, { title: "P(buys)", number: true }, { title: "send" }, {
      title: "rests on",
    }],
    await Promise.all(
      found.slice(0, SHOWN).map(async (place) => {
        const code = index.order[place]!;
        return [
          await customerLink(labels.customers.idOf(code)),
          percent(index.propensity[code]!),
          sendText(index.day[code]!, index.hour === null ? null : index.hour[code]!),
          SEND_TIME_BASES[index.basis[code]!]!,
        ];
      }),
    ),
  );
}

/** The ids of the plan's customers, likeliest to buy first, ready to be searched. */
export function customerSearch(live: Live, { index, labels }: Served): Promise<TextSearch> {
  return live.rememberServed(
    "customer search",
    () => textSearch(index.order.length, (place) => labels.customers.idOf(index.order[place]!)),
  );
}

/** A day and an hour in words. */
function sendText(day: number, hour: number | null): string {
  const name = DAYS[day - 1] ?? "–";
  return hour === null ? name : `${name}, ${String(hour).padStart(2, "0")}:00`;
}

function customerPage(live: Live, id: string): Promise<Response> | Response {
  const served = live.served();
  const code = served?.labels.customers.codeOf(id);
  if (served === null || code === undefined) {
    return notFoundPage(live, `/customers/${id}`);
  }
  const body = parts(
    customerCards(served, code),
    fragmentPart(`/customers/${encodeURIComponent(id)}/list`, listTable(served, code)),
    sendTimeFigures(served, code),
    history(live, served, code),
  );
  return pageResponse(live, { href: "/customers", title: `Customer ${id}`, body });
}

function customerCards({ index }: Served, code: number): Promise<Html> {
  if (Number.isNaN(index.propensity[code])) {
    return emptyPart("This customer is not in the push plan: known only from later orders.");
  }
  const hour = index.hour === null ? null : index.hour[code]!;
  return cardsPart([
    [percent(index.propensity[code]!), "P(buys anything within the horizon)"],
    [sendText(index.day[code]!, hour), "when to send"],
    [SEND_TIME_BASES[index.basis[code]!]!, "what the time rests on"],
    [count(index.count[code]!), "articles recommended"],
  ]);
}

async function listFragment(live: Live, id: string): Promise<Response> {
  const served = live.served();
  const code = served?.labels.customers.codeOf(id);
  if (served === null || code === undefined) return htmlResponse("", 404);
  try {
    const explained = await within(PATIENCE_MS, live.explainer().explain(code));
    if (explained === undefined) return htmlResponse("", 202);
    return htmlResponse(String(await listTable(served, code, explained)));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const why = `No reasons can be given until the next run: ${detail}`;
    return htmlResponse(String(await parts(textPart(why, "hx-note"), listTable(served, code, []))));
  }
}

async function listTable(
  served: Served,
  code: number,
  explained?: readonly Explained[],
): Promise<Html> {
  const list = listOf(served, code, 100, explained);
  if (list.length === 0) return emptyPart("No articles are recommended to this customer.");
  return gridPart(
    "Recommended, likeliest first",
    [{ title: "rank", number: true }, { title: "article" }, { title: "P(buys)", number: true }, {
      title: "why",
    }],
    await Promise.all(list.map(async (one) => [
      String(one.rank),
      await articleLink(one.article_id, one.name),
      percent(one.purchase_probability),
      await whyPart(one.reasons),
    ])),
  );
}

function whyPart(reasons: readonly string[] | undefined): Promise<Html> {
  if (reasons === undefined) return safe(html`<span class="hx-note" data-waiting>…</span>`);
  if (reasons.length === 0) return safe(html`<span class="hx-note">–</span>`);
  return safe(html`<span class="hx-why">${reasons.join("; ")}</span>`);
}

async function sendTimeFigures({ index }: Served, code: number): Promise<Html> {
  if (Number.isNaN(index.propensity[code])) return await textPart("", "hx-said");
  const days = [...index.dayProbability.subarray(code * 7, code * 7 + 7)];
  const figures = [figurePart(figure({
    title: `The next order is likeliest on a ${DAYS[days.indexOf(Math.max(...days))]}`,
    x: { label: "day of the week", kind: "category" },
    y: { label: "probability", format: "percent" },
    marks: [{ mark: "bars", x: DAYS.map((day) => day.slice(0, 3)), y: days }],
    height: 300,
  }))];
  if (index.hourProbability) {
    const hours = [...index.hourProbability.subarray(code * 24, code * 24 + 24)];
    const send = index.hour![code]!;
    figures.push(figurePart(figure({
      title: `The order is awaited around ${String(send).padStart(2, "0")}:00`,
      x: { label: "hour of the day, local time" },
      y: { label: "probability", format: "percent" },
      marks: [{ mark: "line", points: true, x: hours.map((_, hour) => hour), y: hours }],
      references: [{ axis: "x", at: send, label: "send" }],
      height: 300,
    })));
  }
  return columnsPart(...figures);
}

/** A customer's purchases; `null` where another store has taken the place of the codes' own. */
function steadyPurchases(live: Live, { store }: Served, code: number): Purchase[] | null {
  const isOwn = () => storeMark(live.workspace) === store;
  if (!isOwn()) return null;
  try {
    const purchases = purchasesOf(live.workspace, code);
    return isOwn() ? purchases : null;
  } catch (error) {
    if (isOwn()) throw error;
    return null;
  }
}

async function history(live: Live, served: Served, code: number): Promise<Html> {
  const { labels, asOf } = served;
  const purchases = steadyPurchases(live, served, code);
  if (purchases === null) {
    return emptyPart("New orders are being read: the history follows in a moment.");
  }
  if (purchases.length === 0) {
    return emptyPart("No orders: the list is the shop's own favourites.");
  }
  const shown = purchases.slice(0, LINES);
  const lines = count(purchases.reduce((sum, { lines }) => sum + lines, 0));
  const unseen = dayText(shown[0]!.day) >= asOf
    ? `; those from ${asOf} on were unseen by the model`
    : "";
  return gridPart(
    `History: ${
      shown.length < purchases.length ? "the newest of " : ""
    }${lines} order lines${unseen}`,
    [
      { title: "when" },
      { title: "article" },
      { title: "pieces", number: true },
      { title: "price", number: true },
    ],
    await Promise.all(shown.map(async ({ day, minute, article, price, units }) => [
      minute < 0 ? dayText(day) : `${dayText(day)} ${clock(minute)}`,
      await articleLink(labels.articles.idOf(article), labels.articleName(article)),
      Number.isInteger(units) ? count(units) : priceText(units),
      Number.isNaN(price) ? "–" : priceText(price),
    ])),
  );
}

function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
