/**
 * The whole server as one function from requests to responses.
 *
 * @module
 */
import { Hono, type MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { loopbackNamesOnly, requireToken } from "./access.ts";
import { apiRoutes } from "./api.ts";
import { errorPage, notFoundPage } from "./layout.ts";
import type { Live } from "./live.ts";
import { createMeter, type Meter } from "./meter.ts";
import { pageRoutes } from "./pages.ts";
import { ProblemError, problemResponse } from "./problems.ts";

/** Options of {@linkcode createApp}. */
export interface AppOptions {
  /** What every request must bring. @default {none: only requests to this machine's own names} */
  token?: string;
  /** Told of errors that are not the request's fault. @default {nothing} */
  onError?: (error: Error) => void;
}

/** Nothing is ever loaded from elsewhere; Plotly sets styles of its own. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The dashboard and the API over a live workspace. */
export function createApp(live: Live, options: AppOptions = {}): Hono {
  const { token, onError = () => {} } = options;
  const meter = createMeter();
  const app = new Hono();
  app.use(measured(meter));
  app.use(token === undefined ? loopbackNamesOnly : requireToken(token));
  app.route("/", apiRoutes(live, meter));
  app.route("/", pageRoutes(live));
  app.notFound((c) =>
    isApi(c.req.path)
      ? problemResponse({
        status: 404,
        title: "No such resource",
        detail: `Nothing is at ${c.req.method} ${c.req.path}; see /openapi.json`,
      })
      : notFoundPage(live, c.req.path)
  );
  app.onError((error, c) => {
    if (error instanceof ProblemError) {
      return isApi(c.req.path)
        ? problemResponse(error.problem)
        : errorPage(live, error.problem.detail, error.problem.status);
    }
    onError(error);
    const detail = "The server's own fault; its log says more";
    return isApi(c.req.path)
      ? problemResponse({ status: 500, title: "Internal error", detail })
      : errorPage(live, error.message, 500);
  });
  return app;
}

function measured(meter: Meter): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const path = routePath(c, -1);
    meter.request(path.endsWith("*") ? "other" : path, c.res.status, seconds(start));
    c.res.headers.set("x-content-type-options", "nosniff");
    c.res.headers.set("content-security-policy", POLICY);
    c.res.headers.set("referrer-policy", "same-origin");
  };
}

function seconds(start: number): number {
  return (performance.now() - start) / 1000;
}

function isApi(path: string): boolean {
  return path.startsWith("/v1/") || path === "/openapi.json" || path === "/metrics";
}
