import assert from "node:assert/strict";
import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
import { readRecipe } from "./recipe.ts";

Deno.test("readRecipe() changes what the file says and nothing else", () => {
  const file = Deno.makeTempFileSync();
  const models = [{ objective: "binary", num_leaves: 7 }];
  Deno.writeTextFileSync(file, JSON.stringify({ models, negatives: 5 }));
  assert.deepEqual(readRecipe(file), { ...DEFAULT_RECIPE, models, negatives: 5 });
  Deno.removeSync(file);
});

Deno.test("readRecipe() names the field that is wrong", () => {
  const file = Deno.makeTempFileSync();
  const cases: [string, RegExp][] = [
    [`{"negatives": 0}`, /negatives/],
    [`{"leaves": 3}`, /leaves/],
    [`{"models": []}`, /models/],
    [`{`, /JSON/],
  ];
  for (const [text, message] of cases) {
    Deno.writeTextFileSync(file, text);
    assert.throws(() => readRecipe(file), message, text);
  }
  Deno.removeSync(file);
  assert.throws(() => readRecipe(file), /found none/);
});
