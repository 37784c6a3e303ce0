import assert from "node:assert/strict";
import { engineTest, testEngines } from "./test_engines.ts";
import { sampleData } from "./sample_data.ts";
import { LIGHTGBM_VERSION } from "./version.ts";

const engines = await testEngines();

Deno.test("LIGHTGBM_VERSION is a release", () => {
  assert.match(LIGHTGBM_VERSION, /^\d+\.\d+\.\d+$/);
});

engineTest(engines, "LIGHTGBM_VERSION writes models of format v4", (engine) => {
  const { modelText } = engine.train({
    params: { objective: "binary" },
    train: sampleData("binary"),
    iterations: 1,
  });
  assert.match(modelText, /^tree\nversion=v4\n/);
});
