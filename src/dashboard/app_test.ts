import assert from "node:assert/strict";
import type { Hono } from "hono";
import { openWorkspace } from "../workspace.ts";
import { createApp } from "./app.ts";
import { PAGES } from "./layout.ts";
import { openLive } from "./live.ts";
import { smallShop } from "./testing.ts";

const shop = await smallShop();
addEventListener("unload", () => shop[Symbol.dispose]());

async function withApp(work: (app: Hono, live: Awaited<ReturnType<typeof openLive>>) => unknown) {
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  await work(createApp(live), live);
}

Deno.test("createApp() gives a customer's list as the table has it", () =>
  withApp(async (app, live) => {
    const response = await app.request("/v1/customers/c1/recommendations?limit=3");
    assert.equal(response.status, 200);
    const body = await response.json();
    const table = await live.db.rows(
      `select rank, article_id, score, purchase_probability from read_parquet($file)
       where customer_id = 'c1' and rank <= 3 order by rank`,
      { file: shop.workspace.path("data/recommendations/recommendations.parquet") },
    );
    assert.equal(table.length, 3);
    assert.deepEqual(
      body.articles.map(({ name: _, ...rest }: { name: string }) => rest),
      table,
    );
    assert.equal(body.articles[0].article_id[0], "0");
    assert.equal(body.model_version, live.served()!.modelVersion);
  }));

Deno.test("createApp() gives the send time as the table has it", () =>
  withApp(async (app, live) => {
    const body = await (await app.request("/v1/customers/c5/send-time")).json();
    const [row] = await live.db.rows(
      `select purchase_propensity, send_day_of_week, send_hour, send_time_basis
       from read_parquet($file) where customer_id = 'c5'`,
      { file: shop.workspace.path("data/recommendations/push_plan.parquet") },
    );
    const { customer_id, model_version: _, day_probability, hour_probability, ...rest } = body;
    assert.equal(customer_id, "c5");
    assert.deepEqual(rest, row);
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum(day_probability) - 1) < 1e-5);
    assert.ok(Math.abs(sum(hour_probability) - 1) < 1e-5);
  }));

Deno.test("createApp() answers a batch and names the unknown", () =>
  withApp(async (app) => {
    const ask = (body: string) =>
      app.request("/v1/recommendations:batch", { method: "POST", body });
    const body = await (await ask('{"customer_ids":["c2","nobody","c3"],"limit":2}')).json();
    assert.deepEqual(body.unknown, ["nobody"]);
    assert.deepEqual(
      body.results.map((r: { customer_id: string; articles: unknown[] }) => [
        r.customer_id,
        r.articles.length,
      ]),
      [["c2", 2], ["c3", 2]],
    );
    assert.equal((await ask("{")).status, 400);
    assert.equal((await ask('{"customer_ids":[]}')).status, 400);
    assert.equal((await ask(`"${"x".repeat(1 << 20)}"`)).status, 413);
  }));

Deno.test("createApp() gives reasons and similar articles", () =>
  withApp(async (app, live) => {
    await live.explainer().explain(0);
    const list = await (await app.request("/v1/customers/c1/recommendations?reasons=true")).json();
    assert.ok(list.articles.some(({ reasons }: { reasons: string[] }) => reasons.length > 0));
    const { similar } = await (await app.request("/v1/articles/0100/similar?limit=4")).json();
    assert.ok(similar.length > 0 && similar.length <= 4);
    assert.ok(similar.every(({ article_id }: { article_id: string }) => article_id !== "0100"));
    assert.ok(similar[0].similarity >= similar.at(-1).similarity);
    const part = await app.request("/customers/c1/list");
    assert.equal(part.status, 200);
    assert.match(await part.text(), /Recommended, likeliest first/);
  }));

Deno.test("createApp() answers wrong requests with problems", () =>
  withApp(async (app) => {
    for (
      const [path, status, detail] of [
        ["/v1/customers/nobody/recommendations", 404, /nobody is not in the data/],
        ["/v1/customers/c1/recommendations?limit=0", 400, /query limit/],
        ["/v1/customers/c1/recommendations?limit=many", 400, /query limit/],
        ["/v1/customers/c1/recommendations?reasons=maybe", 400, /query reasons/],
        ["/v1/articles/nothing/similar", 404, /nothing/],
        [`/v1/customers/${"x".repeat(300)}/send-time`, 400, /path id/],
        ["/v1/elsewhere", 404, /openapi/],
      ] as const
    ) {
      const response = await app.request(path);
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const problem = await response.json();
      assert.equal(problem.status, status);
      assert.match(problem.detail, detail);
    }
  }));

Deno.test("createApp() answers 304 to the ETag it gave", () =>
  withApp(async (app, live) => {
    const path = "/v1/customers/c1/recommendations";
    const tag = (await app.request(path)).headers.get("etag")!;
    assert.ok(tag.startsWith(`"${live.served()!.modelVersion}`));
    const again = await app.request(path, { headers: { "if-none-match": tag } });
    assert.equal(again.status, 304);
    assert.equal(await again.text(), "");
    const other = await app.request(path, { headers: { "if-none-match": '"other"' } });
    assert.equal(other.status, 200);
  }));

Deno.test("createApp() counts what it did", () =>
  withApp(async (app) => {
    await app.request("/v1/customers/c1/recommendations?limit=2");
    await app.request("/v1/customers/nobody/recommendations");
    const text = await (await app.request("/metrics")).text();
    const route = 'route="/v1/customers/:id/recommendations"';
    assert.ok(text.includes(`helix_http_requests_total{${route},status="200"} 1\n`), text);
    assert.ok(text.includes(`helix_http_requests_total{${route},status="404"} 1\n`));
    assert.ok(text.includes("helix_recommendations_served_total 2\n"));
    assert.ok(text.includes("helix_http_request_duration_seconds_count 2\n"));
  }));

Deno.test("createApp() has every page, and none without its parts", () =>
  withApp(async (app) => {
    const more = ["/customers/c1", "/articles/0103", "/statistics?calculator=power"];
    for (const path of [...PAGES.map(({ href }) => href), ...more]) {
      const response = await app.request(path);
      const text = await response.text();
      assert.equal(response.status, 200, `${path}: ${text}`);
      assert.equal(text.match(/<h1>/g)?.length, 1, path);
      assert.doesNotMatch(text, /https?:\/\/(?!localhost)(?!www\.w3\.org)/, path);
      assert.doesNotMatch(text, /undefined|NaN|\[object/, path);
    }
    assert.equal((await app.request("/nowhere")).status, 404);
    assert.equal((await app.request("/customers/nobody")).status, 404);
  }));

Deno.test("createApp() escapes what the data and the address say", () =>
  withApp(async (app) => {
    const article = await (await app.request("/articles/0103")).text();
    assert.match(article, /A &quot;&lt;b&gt;bold&lt;\/b&gt;&quot; thing/);
    const search = await (await app.request("/customers?q=%22%3E%3Cscript%3Ex")).text();
    assert.doesNotMatch(search, /<script>x/);
    const quote = await app.request("/articles?q=%27%3B%20drop");
    assert.equal(quote.status, 200);
  }));

Deno.test("createApp() finds customers, articles and rejected rows by what is typed", () =>
  withApp(async (app) => {
    const text = async (path: string) => await (await app.request(path)).text();
    const customers = await text("/customers?q=C2");
    assert.match(customers, />c2</);
    assert.doesNotMatch(customers, />c5</);
    assert.match(await text("/articles?q=thing+4"), />Thing 4</);
    assert.match(await text("/articles?q=zzz"), /No article/);
    assert.match(await text("/quality?reason=unreadable_date"), /not a day/);
    assert.match(await text("/quality?q=zzz"), /No row is left/);
  }));

Deno.test("createApp() needs its token, from a header or once from the address", async () => {
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  const app = createApp(live, { token: "secret" });
  const path = "http://shop.example/v1/customers/c1/send-time";
  assert.equal((await app.request(path)).status, 401);
  const wrong = await app.request(path, { headers: { authorization: "Bearer secre" } });
  assert.equal(wrong.status, 401);
  const right = await app.request(path, { headers: { authorization: "Bearer secret" } });
  assert.equal(right.status, 200);
  assert.equal((await app.request("http://shop.example/healthz")).status, 200);
  const first = await app.request("http://shop.example/plan?budget=3&token=secret");
  assert.equal(first.status, 302);
  assert.equal(first.headers.get("location"), "/plan?budget=3");
  const cookie = first.headers.get("set-cookie")!;
  assert.match(cookie, /HttpOnly/);
  const headers = { cookie: cookie.split(";")[0]! };
  assert.equal((await app.request("http://shop.example/plan", { headers })).status, 200);
});

Deno.test("createApp() without a token answers to this machine's own names alone", () =>
  withApp(async (app) => {
    assert.equal((await app.request("http://evil.example/healthz")).status, 403);
    assert.equal((await app.request("http://127.0.0.1:8787/healthz")).status, 200);
    assert.equal((await app.request("http://[::1]:8787/healthz")).status, 200);
  }));

Deno.test("createApp() says what to do while there is nothing to serve", async () => {
  const root = await Deno.makeTempDir();
  try {
    using live = await openLive(openWorkspace(root), { everyMs: 0, threads: 1 });
    const app = createApp(live);
    const api = await app.request("/v1/customers/c1/recommendations");
    assert.equal(api.status, 503);
    assert.equal(api.headers.get("retry-after"), "5");
    assert.equal((await app.request("/healthz")).status, 503);
    for (const { href } of PAGES) {
      const response = await app.request(href);
      assert.equal(response.status, 200, href);
      assert.match(await response.text(), /deno task start/, href);
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("createApp() shows no history by the codes of another store", () =>
  withApp(async (app, live) => {
    const page = async () => await (await app.request("/customers/c1")).text();
    assert.match(await page(), /History: /);
    const manifest = shop.workspace.path("data/store/store.json");
    const { atime, mtime } = Deno.statSync(manifest);
    Deno.utimeSync(manifest, new Date(), new Date(mtime!.getTime() + 60_000));
    try {
      const meanwhile = await page();
      assert.doesNotMatch(meanwhile, /History: /);
      assert.match(meanwhile, /New orders are being read/);
      await live.check();
      assert.match(await page(), /History: /);
    } finally {
      Deno.utimeSync(manifest, atime!, mtime!);
    }
  }));
