import assert from "node:assert/strict";
import { populationStabilityIndex, psiOfCounts } from "./psi.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/psi.json" with { type: "json" };

Deno.test("psiOfCounts() agrees with SciPy's entropies", () => {
  checkReference(reference, { psiOfCounts });
});

Deno.test("psiOfCounts() stays finite when a bin is empty", () => {
  assert.ok(psiOfCounts([10, 0], [0, 10]) > 10);
  assert.equal(psiOfCounts([10, 0], [10, 0]), 0);
});

Deno.test("populationStabilityIndex() is small for the same population, large for a moved one", () => {
  const random = createRandom(53);
  const draw = (shift: number) =>
    Float64Array.from({ length: 5000 }, () => random.normal() + shift);
  const reference = draw(0);
  assert.ok(populationStabilityIndex(reference, draw(0)) < 0.02);
  const moved = populationStabilityIndex(reference, draw(0.5));
  // For equal deviations the index tends to the squared shift, 0.25; ten bins see most of it.
  assert.ok(moved > 0.18 && moved < 0.3, `${moved}`);
});

Deno.test("populationStabilityIndex() sees that values went missing, or that ties moved", () => {
  const full = [1, 1, 2, 2, 3, 3];
  assert.ok(populationStabilityIndex(full, [1, NaN, 2, NaN, 3, NaN]) > 1);
  assert.ok(populationStabilityIndex([0, 0, 0, 0], [0, 0, 0, 1]) === 0);
  assert.ok(populationStabilityIndex([0, 0, 0, 1], [0, 1, 1, 1]) > 0.25);
  assert.equal(populationStabilityIndex([NaN], [NaN]), 0);
});

Deno.test("stability indices name the requirement when the input is wrong", () => {
  assert.throws(() => psiOfCounts([1], [1, 2]), /found 1 and 2/);
  assert.throws(() => psiOfCounts([0], [1]), /reference to hold a count above 0/);
  assert.throws(() => populationStabilityIndex([1], [1], { bins: 0 }), /bins .* found 0/);
});
