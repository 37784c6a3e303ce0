import assert from "node:assert/strict";
import { loadEngine } from "../../lightgbm/mod.ts";
import { findWasm } from "../../lightgbm/wasm/build.ts";
import { openModel } from "./model.ts";
import { rowsOf } from "./scenario.ts";
import { trialPage } from "./testing.ts";

const { data, modelText } = await trialPage();
const wasm = await findWasm();

for (const kind of ["plain", "wasm"] as const) {
  Deno.test({
    name: `openModel() scores and explains as the engine does, ${kind}` +
      (kind === "wasm" ? " (needs emscripten)" : ""),
    ignore: kind === "wasm" && wasm === undefined,
    fn: async () => {
      const module = kind === "wasm" ? await Deno.readFile(wasm!) : null;
      const columns = data.features.length;
      const model = await openModel(module, modelText, columns);
      assert.equal(model.kind, kind);
      using engine = await loadEngine({ threads: 1 });
      using booster = engine.loadModel(modelText);
      const rows = rowsOf(data, 2);
      const matrix = { data: rows, rows: rows.length / columns, columns };
      assert.deepEqual(model.scores(rows), booster.predict(matrix, { raw: true }));
      const expected = booster.contributions(matrix);
      model.contributions(rows).forEach((value, i) =>
        assert.ok(Math.abs(value - expected[i]!) < 1e-9)
      );
    },
  });
}

Deno.test("openModel() throws on a broken model", async () => {
  await assert.rejects(openModel(null, "soon", 3), /Expected the first line to be "tree"/);
});
