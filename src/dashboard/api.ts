/**
 * The HTTP API: answers from memory, one lookup per request.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { SEND_TIME_BASES } from "../timing/send_times.ts";
import { type Explained, within } from "./explain.ts";
import type { Live, Served } from "./live.ts";
import type { Meter } from "./meter.ts";
import { openApiDocument } from "./openapi.ts";
import { checked, ProblemError, problemResponse } from "./problems.ts";
import { BatchBody, IdPath, RecommendationsQuery, SimilarQuery } from "./schemas.ts";

/** Bytes of a batch, at most. */
const LARGEST_BODY = 1 << 20;
/** Milliseconds that a request waits for the history to be read. */
const EXPLAIN_MS = 10_000;

/**
 * Routes of the API.
 *
 * @param meter Counts what is served.
 */
export function apiRoutes(live: Live, meter: Meter): Hono {
  const api = new Hono();
  api.get("/healthz", () => health(live));
  api.get("/metrics", () =>
    new Response(meter.text(live), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    }));
  api.get("/openapi.json", (c) => c.json(openApiDocument()));
  api.get("/v1/customers/:id/recommendations", (c) => recommendations(c, live, meter));
  api.get("/v1/customers/:id/send-time", (c) => sendTime(c, live));
  api.get("/v1/articles/:id/similar", (c) => similar(c, live));
  const large = bodyLimit({
    maxSize: LARGEST_BODY,
    onError: () =>
      problemResponse({
        status: 413,
        title: "Body too large",
        detail: `Expected at most ${LARGEST_BODY} bytes`,
      }),
  });
  // A colon in a route's pattern begins a parameter, so the name after it is matched as one.
  api.post("/v1/:batch{recommendations:batch}", large, (c) => batch(c, live, meter));
  return api;
}

function health(live: Live): Response {
  const served = live.served();
  return Response.json({
    status: served === null ? "waiting" : "ok",
    model_version: served?.modelVersion ?? null,
    as_of: served?.asOf ?? null,
    loaded_at: served?.loadedAt.toISOString() ?? null,
    mark: live.mark(),
    trouble: live.trouble(),
  }, { status: served === null ? 503 : 200 });
}

async function recommendations(c: Context, live: Live, meter: Meter): Promise<Response> {
  const served = outputs(live);
  const { id } = checked(IdPath, c.req.param(), "path");
  const query = checked(RecommendationsQuery, c.req.query(), "query");
  const code = customerCode(served, id);
  const unchanged = notModified(c, served);
  if (unchanged) return unchanged;
  const explained = query.reasons === "true"
    ? await patient(live.explainer().explain(code))
    : undefined;
  const articles = listOf(served, code, query.limit, explained);
  meter.served(articles.length);
  return answer(served, {
    customer_id: id,
    model_version: served.modelVersion,
    as_of: served.asOf,
    articles,
  });
}

async function batch(c: Context, live: Live, meter: Meter): Promise<Response> {
  const served = outputs(live);
  const body = checked(BatchBody, await jsonBody(c), "body");
  const results = [];
  const unknown: string[] = [];
  for (const id of body.customer_ids) {
    const code = served.labels.customers.codeOf(id);
    if (code === undefined) {
      unknown.push(id);
      continue;
    }
    const articles = listOf(served, code, body.limit);
    meter.served(articles.length);
    results.push({ customer_id: id, articles });
  }
  return answer(served, { model_version: served.modelVersion, results, unknown });
}

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ProblemError({
      status: 400,
      title: "Invalid request",
      detail: "Expected the body to be JSON",
    });
  }
}

function sendTime(c: Context, live: Live): Response {
  const served = outputs(live);
  const { id } = checked(IdPath, c.req.param(), "path");
  const code = customerCode(served, id);
  const { propensity, day, hour, basis, dayProbability, hourProbability } = served.index;
  if (Number.isNaN(propensity[code])) throw unknown("customer", id, "is not in the push plan");
  return notModified(c, served) ?? answer(served, {
    customer_id: id,
    model_version: served.modelVersion,
    purchase_propensity: propensity[code]!,
    send_day_of_week: day[code]!,
    send_hour: hour === null ? null : hour[code]!,
    send_time_basis: SEND_TIME_BASES[basis[code]!]!,
    day_probability: [...dayProbability.subarray(code * 7, code * 7 + 7)],
    hour_probability: hourProbability === null
      ? null
      : [...hourProbability.subarray(code * 24, code * 24 + 24)],
  });
}

async function similar(c: Context, live: Live): Promise<Response> {
  const served = outputs(live);
  const { id } = checked(IdPath, c.req.param(), "path");
  const { limit } = checked(SimilarQuery, c.req.query(), "query");
  const { articles, articleName } = served.labels;
  const code = articles.codeOf(id);
  if (code === undefined) throw unknown("article", id);
  const unchanged = notModified(c, served);
  if (unchanged) return unchanged;
  const { k, count, neighbour, weight } = await patient(live.explainer().similarity());
  const length = code < count.length ? Math.min(count[code]!, limit) : 0;
  return answer(served, {
    article_id: id,
    name: articleName(code),
    model_version: served.modelVersion,
    similar: Array.from({ length }, (_, i) => ({
      article_id: articles.idOf(neighbour[code * k + i]!),
      name: articleName(neighbour[code * k + i]!),
      similarity: weight[code * k + i]!,
    })),
  });
}

/** An article of a customer's list as the API gives it. */
export interface ListedArticle {
  readonly rank: number;
  readonly article_id: string;
  readonly name: string;
  readonly score: number;
  readonly purchase_probability: number;
  readonly reasons?: readonly string[];
}

/** The first articles of a customer's list. */
export function listOf(
  { index, labels }: Pick<Served, "index" | "labels">,
  customer: number,
  limit: number,
  explained?: readonly Explained[],
): ListedArticle[] {
  const { k, count, article, score, probability } = index;
  return Array.from({ length: Math.min(limit, count[customer]!) }, (_, r) => {
    const at = customer * k + r;
    const reasons = explained?.find((one) => one.article === article[at])?.reasons;
    return {
      rank: r + 1,
      article_id: labels.articles.idOf(article[at]!),
      name: labels.articleName(article[at]!),
      score: score[at]!,
      purchase_probability: probability[at]!,
      ...(explained === undefined ? {} : { reasons: reasons ?? [] }),
    };
  });
}

function outputs(live: Live): Served {
  const served = live.served();
  if (served !== null) return served;
  throw new ProblemError({
    status: 503,
    title: "Nothing to serve yet",
    detail: live.trouble() ?? "The outputs are being loaded",
    retryAfter: 5,
  });
}

function customerCode(served: Served, id: string): number {
  const code = served.labels.customers.codeOf(id);
  if (code === undefined) throw unknown("customer", id);
  return code;
}

function unknown(kind: string, id: string, fault = "is not in the data"): ProblemError {
  return new ProblemError({
    status: 404,
    title: `Unknown ${kind}`,
    detail: `The ${kind} ${id} ${fault}`,
  });
}

async function patient<T>(promise: Promise<T>): Promise<T> {
  const value = await within(EXPLAIN_MS, promise).catch((error: Error) => {
    throw new ProblemError({ status: 503, title: "Cannot be explained", detail: error.message });
  });
  if (value !== undefined) return value;
  throw new ProblemError({
    status: 503,
    title: "Still reading",
    detail: "The shop's history is being read; reasons and similar articles follow",
    retryAfter: 5,
  });
}

function notModified(c: Context, { tag }: Served): Response | undefined {
  const asked = c.req.header("if-none-match");
  if (asked === undefined) return undefined;
  const known = asked.split(",").map((part) => part.trim().replace(/^W\//, ""));
  if (!known.includes(`"${tag}"`) && !known.includes("*")) return undefined;
  return new Response(null, { status: 304, headers: { etag: `"${tag}"` } });
}

function answer({ tag }: Served, body: object): Response {
  return new Response(JSON.stringify(body), {
    headers: {
      "content-type": "application/json",
      "cache-control": "no-cache",
      etag: `"${tag}"`,
    },
  });
}
