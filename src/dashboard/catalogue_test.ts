import assert from "node:assert/strict";
import { catalogueOf, findArticles, linesByWeek, weeklyLinesOf } from "./catalogue.ts";
import { openLive } from "./live.ts";
import { preparePages } from "./prepare.ts";
import { tablesOf } from "./queries.ts";
import { smallShop } from "./testing.ts";

Deno.test("the catalogue counts lists and weekly order lines as SQL does", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  const served = live.served()!;
  const { recommendations, orders, articles } = tablesOf(live);
  const { articles: ids, articleName } = served.labels;

  const catalogue = await catalogueOf(live, served);
  const counted = await live.db.rows(
    `select a.article, count(r.article_id) as lists from ${articles} a
     left join ${recommendations} r using (article_id) group by a.article order by a.article`,
  );
  assert.deepEqual([...catalogue.shown], counted.map(({ lists }) => Number(lists)));
  assert.deepEqual(new Set(catalogue.kind), new Set(["Things"]));
  assert.equal(catalogue.sold, null);

  const weekly = await weeklyLinesOf(live, served);
  for (let article = 0; article < ids.count; article++) {
    const rows = await live.db.rows(
      `select date_trunc('week', day)::date::varchar as week, count(*) as lines from ${orders}
       where article = $article group by week order by week`,
      { article },
    );
    const made = linesByWeek(weekly, article).filter(({ lines }) => lines > 0);
    assert.deepEqual(made, rows.map(({ week, lines }) => ({ week, lines: Number(lines) })));
  }

  const found = findArticles(catalogue, "thing 1", "name", 2);
  assert.deepEqual(Array.from(found, articleName), ["Thing 1", "Thing 10"]);
  const all = findArticles(catalogue, "", "shown", 99);
  assert.deepEqual([...all].sort((a, b) => a - b), [...Array(ids.count).keys()]);
  assert.equal(catalogue.shown[all[0]!], Math.max(...catalogue.shown));
});

Deno.test("preparePages() makes openLive() remember before it serves", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, {
    everyMs: 0,
    threads: 1,
    prepare: preparePages,
  });
  const unasked = () => Promise.reject(new Error("asked again"));
  const kept = () =>
    Promise.all(
      ["customer search", "reach", "weekly lines"].map((key) =>
        live.rememberServed<object>(key, unasked)
      ),
    );
  const [search, ...rest] = await kept();
  const before = await live.remember<object>("catalogue", unasked);
  Deno.writeTextFileSync(shop.workspace.path("reports/simulation.json"), "{}");
  assert.equal(await live.check(), true);
  assert.ok((await kept()).every((one, i) => one === [search, ...rest][i]), "not made anew");
  await shop.again(3);
  assert.equal(await live.check(), true);
  assert.equal(live.served()!.index.k, 3);
  assert.notEqual(await live.remember<object>("catalogue", unasked), before);
  assert.notEqual((await kept())[0], search);
});
