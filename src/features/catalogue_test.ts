import assert from "node:assert/strict";
import { ARTICLE_FEATURES } from "./article.ts";
import { columnOf, emptyTable } from "./catalogue.ts";
import { CUSTOMER_FEATURES } from "./customer.ts";
import { PAIR_FEATURES } from "./pair.ts";
import { UNITS_FEATURES } from "./pair_units.ts";

Deno.test("columnOf() names the feature that the catalogue lacks", () => {
  assert.throws(
    () => columnOf(emptyTable(1, []), "nonsense"),
    new RangeError('Expected a feature of the catalogue but found "nonsense"'),
  );
});

Deno.test("every feature has a name of its own, a family, a meaning and a unit", () => {
  const all = [...PAIR_FEATURES, ...UNITS_FEATURES, ...ARTICLE_FEATURES, ...CUSTOMER_FEATURES];
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, family, meaning, unit } of all) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.ok(family !== "" && unit !== "" && meaning.endsWith("."), name);
  }
});
