/**
 * The overview: the answer, how far it reaches, how fresh it is.
 *
 * @module
 */
import { figure } from "../../report/figures/figure.ts";
import { cardsPart, figurePart, type Html, parts, tablePart, textPart } from "../../report/page.ts";
import { overviewSection } from "../../report/sections/overview.ts";
import { count, percent } from "../../report/sections/words.ts";
import { SEND_TIME_BASES } from "../../timing/send_times.ts";
import { readMetrics, readSummary, stageTimes } from "../files.ts";
import { columnsPart, emptyPart, pageResponse } from "../layout.ts";
import type { Live, Served } from "../live.ts";
import { tablesOf } from "../queries.ts";
import type { ServingIndex } from "../serving_index.ts";

/** The page. */
export function overviewPage(live: Live): Promise<Response> {
  return pageResponse(live, { href: "/", title: "Overview", body: overviewBody(live) });
}

async function overviewBody(live: Live): Promise<Html> {
  const served = live.served();
  if (served === null) {
    return emptyPart("Nothing here yet. A run of `deno task start` fills this page by itself.");
  }
  const facts = await reachOfServed(live, served);
  return parts(
    headline(live),
    coverageCards(facts),
    columnsPart(funnelFigure(facts, served), freshness(live, served)),
  );
}

async function headline(live: Live): Promise<Html> {
  const metrics = await readMetrics(live.workspace);
  const summary = await readSummary(live.workspace, "recommend");
  if (metrics === null || summary === null) {
    return textPart("The run has not been evaluated yet: no figures on its quality.", "hx-note");
  }
  return await overviewSection(metrics, { summary, examples: [] }, []).body;
}

/** How far the outputs reach. */
export interface Reach {
  readonly customers: number;
  readonly withOrders: number;
  readonly active: number;
  readonly listed: number;
  readonly fullLists: number;
  readonly personal: number;
  readonly expected: number;
  readonly articles: number;
  readonly articlesShown: number;
}

/** The reach of what is served, counted once. */
export function reachOfServed(live: Live, served: Served): Promise<Reach> {
  return live.rememberServed("reach", () => reach(live, served));
}

async function reach(live: Live, { index, labels, asOf }: Served): Promise<Reach> {
  const [row] = await live.db.rows(
    `select count(*) as buyers, count(*) filter (last >= $asOf::date - 90) as active
     from (select customer, max(day) as last from ${tablesOf(live).orders}
       where day < $asOf::date group by customer)`,
    { asOf },
  );
  return {
    customers: index.order.length,
    withOrders: Number(row!.buyers),
    active: Number(row!.active),
    articles: labels.articles.count,
    ...reachOf(index, labels.articles.count),
  };
}

/**
 * What lists and plan say of their own reach.
 *
 * @param articles Number of article codes.
 */
export function reachOf(
  index: Pick<ServingIndex, "order" | "k" | "count" | "article" | "basis" | "propensity">,
  articles: number,
) {
  const shown = new Uint8Array(articles);
  const own = SEND_TIME_BASES.indexOf("personal");
  let [listed, fullLists, personal, expected] = [0, 0, 0, 0];
  for (const c of index.order) {
    const length = index.count[c]!;
    if (length > 0) listed++;
    if (length === index.k) fullLists++;
    if (index.basis[c] === own) personal++;
    expected += index.propensity[c]!;
    for (let r = 0; r < length; r++) shown[index.article[c * index.k + r]!] = 1;
  }
  const articlesShown = shown.reduce((sum, one) => sum + one, 0);
  return { listed, fullLists, personal, expected, articlesShown };
}

function coverageCards(facts: Reach): Promise<Html> {
  const share = (part: number, whole: number) => percent(whole === 0 ? 0 : part / whole);
  return cardsPart([
    [share(facts.listed, facts.customers), "of customers have a list"],
    [share(facts.fullLists, facts.customers), "have a full one"],
    [share(facts.articlesShown, facts.articles), "of the catalogue is shown to somebody"],
    [
      share(facts.personal, facts.customers),
      "have orders that move their send time by a tenth or more",
    ],
  ]);
}

function funnelFigure(facts: Reach, { asOf }: Served): Html {
  const steps: [string, number][] = [
    ["in the data", facts.customers],
    ["with orders", facts.withOrders],
    ["ordered in the last 90 days", facts.active],
    ["with a list", facts.listed],
    ["own orders move the send time", facts.personal],
    ["expected to buy", facts.expected],
  ];
  const shown = steps.sort((a, b) => b[1] - a[1]);
  return figurePart(figure({
    title: `${count(facts.expected)} of ${count(facts.customers)} customers are expected to buy`,
    subtitle: `Customers as of ${asOf}`,
    x: { label: "customers", format: "short" },
    y: { label: "group", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: shown.map(([, customers]) => Math.round(customers)),
      y: shown.map(([step]) => step),
    }],
  }));
}

async function freshness(live: Live, served: Served): Promise<Html> {
  const ingest = await readSummary(live.workspace, "ingest");
  const times = await stageTimes(live.workspace);
  const now = Date.now();
  const position = (stage: string) => times.findIndex((time) => time.stage === stage);
  const stale = position("train") > position("recommend") && position("recommend") >= 0;
  return parts(
    tablePart(
      "When each stage was last done",
      [{ title: "stage" }, { title: "done, UTC" }, { title: "age", number: true }],
      times.map(({ stage, done }) => [
        stage,
        done.toISOString().slice(0, 16).replace("T", " "),
        age(now - done.getTime()),
      ]),
    ),
    textPart(
      `Lists and plan speak of the days from ${served.asOf}. ` +
        (ingest ? `The newest order is of ${ingest.lastDay}.` : ""),
      "hx-note",
    ),
    stale
      ? textPart("A newer model has been trained; its lists are not made yet.", "hx-warning")
      : textPart("", "hx-said"),
  );
}

/**
 * A span of time in its largest unit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { age } from "./overview.ts";
 *
 * assert.equal(age(90_000), "1 min");
 * assert.equal(age(3 * 86_400_000), "3 d");
 * ```
 */
export function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
