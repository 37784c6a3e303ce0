import assert from "node:assert/strict";
import { planColumns } from "./columns.ts";
import { generateModule, hasRelaxedSimd } from "./compile.ts";
import { planMemory } from "./memory.ts";
import { parseModel } from "./model_text.ts";
import { randomModelText } from "./testing.ts";
import { uniform } from "./trial_data.ts";

const model = parseModel(randomModelText(uniform(8), { features: 12, trees: 5, leaves: 8 }));
assert.ok(!("reason" in model));
const columns = planColumns(model);
const image = planMemory(model, columns);

Deno.test("generateModule() exports the scorer's functions and one quantiser per used feature", () => {
  const module = new WebAssembly.Module(generateModule(model, columns, image, false));
  const used = [...new Set(columns.columns.map((column) => `q${column.feature}`))];
  assert.ok(used.length > 3 && used.length < 12);
  assert.deepEqual(
    WebAssembly.Module.exports(module).map((item) => item.name).sort(),
    ["broadcast", "gather", "quantise", "score", "transpose", ...used].sort(),
  );
});

Deno.test("generateModule() uses relaxed SIMD only when told to", () => {
  const [plain, relaxed] = [false, true].map((use) => generateModule(model, columns, image, use));
  assert.ok(WebAssembly.validate(plain!));
  assert.equal(WebAssembly.validate(relaxed!), hasRelaxedSimd());
  assert.notDeepEqual(plain, relaxed);
});
