import assert from "node:assert/strict";
import { contextFeatures } from "./context.ts";

const dayOf = (date: string) => Date.parse(date) / 86_400_000;

Deno.test("contextFeatures() numbers weeks as ISO 8601 does around New Year", () => {
  // 2011-01-01 was the Saturday of the last week of 2010; 2010-01-04 opened week 1.
  assert.deepEqual(contextFeatures(dayOf("2011-01-01")), [6, 52, 1]);
  assert.deepEqual(contextFeatures(dayOf("2010-01-03")), [7, 53, 1]);
  assert.deepEqual(contextFeatures(dayOf("2010-01-04")), [1, 1, 1]);
});

Deno.test("contextFeatures() puts December with January and November before them", () => {
  assert.equal(contextFeatures(dayOf("2011-12-01"))[2], 1);
  assert.equal(contextFeatures(dayOf("2011-11-30"))[2], 4);
  assert.equal(contextFeatures(dayOf("2011-03-01"))[2], 2);
});
