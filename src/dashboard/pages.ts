/**
 * The dashboard's pages.
 *
 * @module
 */
import { Hono } from "hono";
import type { Live } from "./live.ts";
import { apiPage } from "./pages/api.ts";
import { abPage } from "./pages/ab.ts";
import { articleRoutes } from "./pages/articles.ts";
import { customerRoutes } from "./pages/customers.ts";
import { modelPage } from "./pages/model.ts";
import { overviewPage } from "./pages/overview.ts";
import { planRoutes } from "./pages/plan.ts";
import { qualityPage } from "./pages/quality.ts";
import { runsPage } from "./pages/runs.ts";
import { statisticsPage } from "./pages/statistics.ts";
import { staticRoutes } from "./static.ts";

/** Routes of all pages and of what they load. */
export function pageRoutes(live: Live): Hono {
  const pages = new Hono();
  pages.get("/", () => overviewPage(live));
  pages.route("/", customerRoutes(live));
  pages.route("/", articleRoutes(live));
  pages.get("/model", (c) => modelPage(live, c.req.query()));
  pages.get("/runs", (c) => runsPage(live, c.req.query()));
  pages.route("/", planRoutes(live));
  pages.get("/ab", () => abPage(live));
  pages.get("/statistics", (c) => statisticsPage(live, c.req.query()));
  pages.get("/quality", (c) => qualityPage(live, c.req.query()));
  pages.get("/api", () => apiPage(live));
  pages.route("/", staticRoutes());
  return pages;
}
