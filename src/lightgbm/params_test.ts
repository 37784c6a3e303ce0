import assert from "node:assert/strict";
import { LightGBMError } from "./errors.ts";
import { formatParams, mainName, normalizeParams } from "./params.ts";

Deno.test("mainName() resolves LightGBM's other names", () => {
  assert.equal(mainName("n_estimators"), "num_iterations");
  assert.equal(mainName("num_leaves"), "num_leaves");
});

Deno.test("normalizeParams() drops what is undefined", () => {
  assert.deepEqual(normalizeParams({ metric: undefined, nthread: 2 } as never), { num_threads: 2 });
});

Deno.test("formatParams() lets given parameters win over defaults", () => {
  assert.equal(
    formatParams({ deterministic: false, force_col_wise: true, nthread: 3 }, { threads: 1 }),
    "deterministic=false verbosity=-1 num_threads=3 force_col_wise=true",
  );
});

Deno.test("formatParams() throws on more than one machine", () => {
  assert.throws(
    () => formatParams({ num_machines: 2 }, { threads: 1 }),
    new LightGBMError("train", "Expected num_machines to be 1 but found 2"),
  );
  assert.throws(() => formatParams({ num_machine: "2" }, { threads: 1 }), LightGBMError);
});

Deno.test("formatParams() throws on a value that would become two parameters", () => {
  assert.throws(() => formatParams({ metric: "auc num_leaves=3" }, { threads: 1 }), TypeError);
  assert.throws(() => formatParams({ "a=b": 1 }, { threads: 1 }), TypeError);
});
