import assert from "node:assert/strict";
import { planColumns } from "./columns.ts";
import { planMemory, TREES_PER_FUNCTION } from "./memory.ts";
import { parseModel } from "./model_text.ts";
import { modelText, type TreeSpec } from "./testing.ts";
import { scoreFunction, treeFunctions } from "./tree_code.ts";

function codeOf(trees: readonly TreeSpec[]) {
  const model = parseModel(modelText(1, trees));
  assert.ok(!("reason" in model));
  const columns = planColumns(model);
  const memory = planMemory(model, columns).plan;
  return { memory, functions: treeFunctions({ model, columns, memory, relaxed: false }) };
}

function balanced(depth: number, at = 0): TreeSpec {
  if (depth === 0) return at;
  const [left, right] = [balanced(depth - 1, at * 2), balanced(depth - 1, at * 2 + 1)];
  return { feature: 0, threshold: at, left, right };
}

function chain(leaves: number): TreeSpec {
  return leaves === 1 ? 0 : { feature: 0, threshold: leaves, left: chain(leaves - 1), right: 1 };
}

Deno.test("treeFunctions() shares a function between a few trees", () => {
  for (const trees of [1, 2, 3, 7]) {
    const { functions } = codeOf(Array.from({ length: trees }, () => balanced(2)));
    assert.equal(functions.length, Math.ceil(trees / TREES_PER_FUNCTION));
  }
});

Deno.test("treeFunctions() needs code by the leaf, whatever the depth", () => {
  const [flat, deep] = [balanced(6), chain(64)].map((tree) => codeOf([tree]).functions[0]!);
  assert.ok(Math.abs(flat!.bytes.length / deep!.bytes.length - 1) < 0.25);
  const twice = codeOf([balanced(7)]).functions[0]!;
  assert.ok(twice.bytes.length < 2.2 * flat!.bytes.length);
});

Deno.test("treeFunctions() keeps few vectors at a time, so that they stay in registers", () => {
  for (const tree of [balanced(6), chain(64)]) {
    assert.ok(codeOf([tree]).functions[0]!.locals.length < 24);
  }
});

Deno.test("scoreFunction() calls every tree function", () => {
  const { memory } = codeOf([0]);
  const size = (count: number) => scoreFunction(memory, 0, count).bytes.length;
  assert.equal(size(3) - size(1), 2 * (size(2) - size(1)));
});
