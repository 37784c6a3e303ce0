import assert from "node:assert/strict";
import { codeAttributes, isCategory } from "./attributes.ts";
import { openDatabase } from "./database.ts";

Deno.test("isCategory() takes few values in any table, and many only where rows share them", () => {
  const of = (known: number, distinct: number) => isCategory({ name: "x", known, distinct }, []);
  assert.equal(of(50, 50), true);
  assert.equal(of(500, 51), false);
  assert.equal(of(510, 51), true);
  assert.equal(of(0, 0), false);
});

Deno.test("isCategory() knows free text, families and the numbers of names", () => {
  const columns = ["department_no", "department_name", "product_code", "index_code", "prod_name"];
  const is = (name: string) => isCategory({ name, known: 100, distinct: 20 }, columns);
  assert.equal(is("department_name"), true);
  assert.equal(is("department_no"), false);
  assert.equal(is("index_code"), true, "there is no index_name beside it");
  assert.equal(is("prod_name"), false);
  assert.equal(isCategory({ name: "product_code", known: 100, distinct: 90 }, columns), true);
});

Deno.test("codeAttributes() numbers labels in byte order and unknowns 0", async () => {
  using db = await openDatabase({ threads: 1 });
  await db.run(`create table articles as select * from (values
    (0::uinteger, 'x', null::date, 'red', 'a long slogan'), (1, 'y', null, null, null),
    (2, 'z', date '1970-01-03', 'Blue', null)
  ) t (article, article_id, known_from, colour, prod_name)`);
  const categories = await codeAttributes(db, "article", ["colour", "prod_name"]);
  assert.deepEqual(categories, [{ name: "colour", labels: ["", "Blue", "red"] }]);
  const rows = await db.rows("select id, known_from, c0 from coded_articles");
  assert.deepEqual(rows, [
    { id: "x", known_from: 0, c0: 2 },
    { id: "y", known_from: 0, c0: 0 },
    { id: "z", known_from: 2, c0: 1 },
  ]);
});
