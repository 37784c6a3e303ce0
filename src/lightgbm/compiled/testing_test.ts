import assert from "node:assert/strict";
import { checkModelText } from "../mod.ts";
import { modelText, randomModelText, stumpText } from "./testing.ts";
import { uniform } from "./trial_data.ts";

Deno.test("modelText() and randomModelText() write whole LightGBM models", () => {
  checkModelText(stumpText());
  checkModelText(modelText(1, [3]));
  for (let seed = 0; seed < 20; seed++) checkModelText(randomModelText(uniform(seed)));
});

Deno.test("randomModelText() uses every missing type and default direction", () => {
  const text = randomModelText(uniform(1), { trees: 50 });
  const used = [...text.matchAll(/^decision_type=(.+)$/gm)].flatMap((m) => m[1]!.split(" "));
  assert.deepEqual([...new Set(used)].map(Number).sort((a, b) => a - b), [0, 2, 4, 6, 8, 10]);
});
