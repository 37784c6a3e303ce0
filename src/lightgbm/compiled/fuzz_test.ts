import assert from "node:assert/strict";
import type { Engine } from "../types.ts";
import { loadEngine } from "../mod.ts";
import { compareOnHardRows, fuzzAgainstLightGBM } from "./fuzz.ts";
import { randomModelText } from "./testing.ts";
import { MODEL_KINDS, uniform } from "./trial_data.ts";

const engine: Engine | string = await loadEngine({ threads: 2 }).catch((error) => String(error));
const skipped = typeof engine === "string" ? ` (skipped: ${engine})` : "";

function withEngine(name: string, test: (engine: Engine) => void): void {
  Deno.test({ name: name + skipped, ignore: skipped !== "", fn: () => test(engine as Engine) });
}

for (const [i, kind] of MODEL_KINDS.entries()) {
  withEngine(`compileModel() of a ${kind} model scores as LightGBM on 200,000 hard rows`, (lgb) => {
    const found = fuzzAgainstLightGBM(lgb, kind, { rows: 200_000, seed: i, trees: 12, columns: 6 });
    assert.equal(found.differences, 0);
    assert.ok(found.distinct > 20_000, `only ${found.distinct} distinct scores`);
  });
}

withEngine("compileModel() scores as LightGBM with more than 255 thresholds a feature", (lgb) => {
  const options = { rows: 30_000, trees: 60, columns: 2, bins: 3000 };
  const found = fuzzAgainstLightGBM(lgb, "missing", options);
  assert.ok(found.thresholds > 255, `only ${found.thresholds} thresholds`);
  assert.equal(found.differences, 0);
});

withEngine("compileModel() scores as LightGBM where missing types and directions mix", (lgb) => {
  for (let seed = 0; seed < 10; seed++) {
    const text = randomModelText(uniform(seed), { features: 1 + seed, trees: 20, leaves: 40 });
    assert.equal(compareOnHardRows(lgb, text, 10_000, seed).differences, 0);
  }
});
