import assert from "node:assert/strict";
import fc from "fast-check";
import { applyIsotonic, fitIsotonic } from "./isotonic.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/isotonic.json" with { type: "json" };

Deno.test("fitIsotonic() agrees with scikit-learn when scores tie and cases have weights", () => {
  checkReference(reference, {
    isotonic: (scores: number[], labels: number[], weights: number[], points: number[]) => {
      const model = fitIsotonic(scores, labels, { weights });
      return points.map((point) => applyIsotonic(model, point));
    },
  });
});

/** The minimax formula of isotonic regression, by brute force over distinct scores. */
function minimaxFit(scores: number[], labels: number[]): Map<number, number> {
  const distinct = [...new Set(scores)].sort((a, b) => a - b);
  const meanBetween = (from: number, to: number) => {
    const inside = labels.filter((_, i) => scores[i]! >= from && scores[i]! <= to);
    return inside.reduce((sum, label) => sum + label, 0) / inside.length;
  };
  return new Map(distinct.map((score) => {
    const highest = distinct.filter((from) => from <= score).map((from) =>
      Math.min(...distinct.filter((to) => to >= score).map((to) => meanBetween(from, to)))
    );
    return [score, Math.max(...highest)];
  }));
}

Deno.test("fitIsotonic() equals the minimax formula when data are random with ties", () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 1,
    maxLength: 25,
  });
  fc.assert(fc.property(cases, (pairs) => {
    const [scores, labels] = [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
    const model = fitIsotonic(scores, labels);
    for (const [score, value] of minimaxFit(scores, labels)) {
      assert.ok(Math.abs(applyIsotonic(model, score) - value) < 1e-12);
    }
  }));
});

Deno.test("fitIsotonic() does not depend on the order of the input when scores tie", () => {
  const model = fitIsotonic([2, 1, 2, 1, 3], [1, 0, 0, 1, 1]);
  assert.deepEqual(model, fitIsotonic([1, 2, 3, 1, 2], [0, 0, 1, 1, 1]));
  assert.deepEqual(model, { scores: [1, 2, 3], values: [1 / 2, 1 / 2, 1] });
});

Deno.test("fitIsotonic() stays usable when labels are all 0, or there is a single case", () => {
  const zeros = fitIsotonic([0.1, 0.2, 0.3], [0, 0, 0]);
  assert.deepEqual(zeros, { scores: [0.1, 0.3], values: [0, 0] });
  const single = fitIsotonic([5], [1]);
  assert.equal(applyIsotonic(single, -Infinity), 1);
  assert.equal(applyIsotonic(single, Infinity), 1);
  const constant = fitIsotonic([3, 3, 3, 3], [0, 1, 0, 0]);
  assert.equal(applyIsotonic(constant, 99), 1 / 4);
});

Deno.test("fitIsotonic() treats a weight of 2 like the case twice", () => {
  const scores = [1, 2, 3, 4];
  const labels = [1, 0, 1, 0];
  assert.deepEqual(
    fitIsotonic(scores, labels, { weights: [1, 2, 1, 1] }),
    fitIsotonic([1, 2, 2, 3, 4], [1, 0, 0, 1, 0]),
  );
});

Deno.test("fitIsotonic() survives its own JSON", () => {
  const model = fitIsotonic(Float32Array.of(0.1, 0.7, 0.4), Uint8Array.of(0, 1, 1));
  assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
});

Deno.test("fitIsotonic() names the requirement when the input is wrong", () => {
  assert.throws(() => fitIsotonic([], []), /at least 1 entry but found 0/);
  assert.throws(() => fitIsotonic([NaN], [0]), /scores to be finite but found NaN at 0/);
  assert.throws(() => fitIsotonic([1], [0, 1]), /found 1 and 2/);
  assert.throws(() => fitIsotonic([1], [0], { weights: [0] }), /weights above 0 but found 0/);
});
