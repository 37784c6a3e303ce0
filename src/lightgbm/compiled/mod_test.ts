import assert from "node:assert/strict";
import { type CompiledModel, compileModel } from "./mod.ts";
import { modelText, randomModelText, type TreeSpec } from "./testing.ts";
import { featureRows, uniform } from "./trial_data.ts";

function modelOf(text: string, relaxedSimd?: boolean): CompiledModel {
  const model = compileModel(text, relaxedSimd === undefined ? {} : { relaxedSimd });
  assert.ok(!("reason" in model));
  return model;
}

function chain(leaves: number, deepOnLeft: boolean): TreeSpec {
  const grow = (tree: TreeSpec, i: number): TreeSpec =>
    deepOnLeft
      ? { feature: 0, threshold: i, left: tree, right: i }
      : { feature: 0, threshold: -i, left: i, right: tree };
  return Array.from({ length: leaves - 1 }, (_, i) => i + 1).reduce<TreeSpec>(grow, 0);
}

Deno.test("compileModel() scores alike with and without relaxed SIMD", () => {
  const text = randomModelText(uniform(1), { features: 4, trees: 30, leaves: 64 });
  const rows = featureRows(uniform(2), 3000, 4, { missing: 0.1 });
  const [plain, relaxed] = [false, true].map((use) => {
    const out = new Float64Array(3000);
    modelOf(text, use).instantiate().scoreRows(rows, 3000, out);
    return out;
  });
  assert.deepEqual(plain, relaxed);
});

Deno.test("compileModel() handles chains of 256 leaves and leaves 257 to LightGBM", () => {
  for (const deepOnLeft of [true, false]) {
    const model = modelOf(modelText(1, [chain(256, deepOnLeft)]));
    const rows = Float32Array.from({ length: 520 }, (_, i) => i - 260);
    const out = new Float64Array(520);
    model.instantiate().scoreRows(rows, 520, out);
    assert.deepEqual(out, Float64Array.from(rows, (_, r) => model.scoreRow(rows, r)));
    assert.equal(new Set(out).size, 256);
    const refused = compileModel(modelText(1, [chain(257, deepOnLeft)]));
    assert.deepEqual(refused, { reason: "tree 0 has more than 256 leaves" });
  }
});

Deno.test("compileModel() leaves a feature of too many thresholds to LightGBM", () => {
  const trees = Array.from({ length: 126 }, (_, t): TreeSpec => {
    let tree: TreeSpec = 0;
    for (let i = 0; i < 255; i++) {
      tree = { feature: 1, threshold: t * 255 + i, left: tree, right: 1 };
    }
    return tree;
  });
  assert.deepEqual(compileModel(modelText(2, trees)), {
    reason: "feature 1 has more than 32000 thresholds",
  });
});

Deno.test("compileModel() scores models of constant trees only, and of no tree", () => {
  const scores = (text: string) => {
    const out = new Float64Array(2).fill(NaN);
    modelOf(text).instantiate().scoreRows(new Float32Array(6), 2, out);
    return [...out];
  };
  assert.deepEqual(scores(modelText(3, [0.25, -4])), [-3.75, -3.75]);
  assert.deepEqual(scores(modelText(3, [])), [0, 0]);
});

Deno.test("instantiate() gives scorers that do not share a block", async () => {
  const model = modelOf(modelText(1, [{ feature: 0, threshold: 0, left: 1, right: 2 }]));
  const [a, b] = [model.instantiate(), await model.instantiateAsync()];
  a.codes.fill(model.quantiser(0).quantiseColumn(Float32Array.of(-1))[0]![0]!);
  b.codes.fill(model.quantiser(0).quantiseColumn(Float32Array.of(1))[0]![0]!);
  const out = new Float64Array(2);
  a.scoreBlock(1, out, 0);
  b.scoreBlock(1, out, 1);
  assert.deepEqual(out, Float64Array.of(1, 2));
});

Deno.test("the scorer's modules use nothing of Deno, so that a browser runs them", async () => {
  const pending = ["mod.ts"];
  const seen = new Set<string>();
  while (pending.length > 0) {
    const name = pending.pop()!;
    if (seen.has(name)) continue;
    seen.add(name);
    const source = await Deno.readTextFile(new URL(name, import.meta.url));
    const code = source.replaceAll(/\/\*[^]*?\*\//g, "");
    assert.doesNotMatch(code, /\b(Deno|process|Buffer)\./, name);
    for (const [, from] of code.matchAll(/from "([^"]+)"/g)) {
      assert.match(from!, /^\.\/\w+\.ts$/, `${name} imports ${from}`);
      pending.push(from!.slice(2));
    }
  }
  assert.ok(seen.size > 10);
});

Deno.test("compileModel() works in a Worker that has no Deno", async () => {
  const text = randomModelText(uniform(6), { features: 3, trees: 10 });
  const code = `self.onmessage = async ({ data: { text, rows, path } }) => {
    delete globalThis.Deno;
    const { compileModel } = await import(path);
    const out = new Float64Array(100);
    compileModel(text).instantiate().scoreRows(rows, 100, out);
    self.postMessage({ out, deno: typeof Deno });
  };`;
  const url = `data:application/javascript,${encodeURIComponent(code)}`;
  const worker = new Worker(url, { type: "module" });
  const rows = featureRows(uniform(7), 100, 3);
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage({ text, rows, path: import.meta.resolve("./mod.ts") });
  const model = modelOf(text);
  const out = Float64Array.from({ length: 100 }, (_, r) => model.scoreRow(rows, r * 3));
  assert.deepEqual(await answer, { out, deno: "undefined" });
  worker.terminate();
});
