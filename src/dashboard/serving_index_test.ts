import assert from "node:assert/strict";
import { openDatabase } from "../ingest/database.ts";
import { SEND_TIME_BASES } from "../timing/send_times.ts";
import { type IndexFiles, readServingIndex } from "./serving_index.ts";

async function tables(hours: boolean) {
  const folder = await Deno.makeTempDir();
  const files: IndexFiles = {
    recommendations: `${folder}/recommendations.parquet`,
    pushPlan: `${folder}/push_plan.parquet`,
    customers: `${folder}/customers.parquet`,
    articles: `${folder}/articles.parquet`,
  };
  using db = await openDatabase({ threads: 1 });
  const write = (file: string, query: string) => db.run(`copy (${query}) to '${file}'`);
  await write(
    files.customers,
    "select i::uinteger as customer, 'c' || i as customer_id from range(5) t(i)",
  );
  await write(
    files.articles,
    "select i::uinteger as article, '0' || i as article_id from range(9) t(i)",
  );
  // Customer 3 has a list of one, customer 4 has no row in either table, "gone" is nobody.
  await write(
    files.recommendations,
    `select 'c' || c as customer_id, r::integer as rank, '0' || (c + r) as article_id,
       c + r / 10 as score, 1 / (c + r + 1) as purchase_probability
     from range(4) a(c), range(1, 4) b(r) where c < 3 or r = 1
     union all select 'gone', 1, '01', 1.0, 0.5 order by rank desc`,
  );
  const curve = (n: number) => `[${Array.from({ length: n }, (_, i) => `${i} / 100 + c`)}]`;
  await write(
    files.pushPlan,
    `select 'c' || c as customer_id, [0.2, 0.5, 0.5, 0.9][c + 1]::double as purchase_propensity,
       (c + 1)::integer as send_day_of_week,
       ${hours ? "(c + 10)::integer" : "null::integer"} as send_hour,
       ['personal', 'segment', 'global', 'global'][c + 1] as send_time_basis,
       ${hours ? `${curve(24)}::double[]` : "null::double[]"} as hour_probability,
       ${curve(7)}::double[] as day_probability
     from range(4) a(c)`,
  );
  return { folder, files };
}

Deno.test("readServingIndex() puts every row of both tables in its customer's place", async () => {
  const { folder, files } = await tables(true);
  try {
    using db = await openDatabase({ threads: 1 });
    const index = await readServingIndex(db, files, 5);
    assert.equal(index.k, 3);
    assert.deepEqual([...index.count], [3, 3, 3, 1, 0]);
    assert.deepEqual([...index.article.subarray(3, 6)], [2, 3, 4]);
    assert.deepEqual([...index.score.subarray(6, 9)], [2.1, 2.2, 2.3]);
    assert.equal(index.probability[9], 1 / 5);
    assert.deepEqual([...index.propensity], [0.2, 0.5, 0.5, 0.9, NaN]);
    assert.deepEqual([...index.order], [3, 1, 2, 0]);
    assert.deepEqual([...index.day], [1, 2, 3, 4, 0]);
    assert.deepEqual([...index.hour!], [10, 11, 12, 13, -1]);
    assert.deepEqual(
      Array.from(index.basis.subarray(0, 4), (code) => SEND_TIME_BASES[code]),
      ["personal", "segment", "global", "global"],
    );
    assert.equal(index.dayProbability[2 * 7 + 6], Math.fround(2.06));
    assert.equal(index.hourProbability![3 * 24 + 23], Math.fround(3.23));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("readServingIndex() has no hours where the source has none", async () => {
  const { folder, files } = await tables(false);
  try {
    using db = await openDatabase({ threads: 1 });
    const { hour, hourProbability, dayProbability } = await readServingIndex(db, files, 5);
    assert.equal(hour, null);
    assert.equal(hourProbability, null);
    assert.equal(dayProbability[7], 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
