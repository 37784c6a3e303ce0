import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "./random.ts";
import { auc, gainsCurve, liftAtTop } from "./ranking_auc.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/ranking_auc.json" with { type: "json" };

Deno.test("auc() agrees with scikit-learn when scores tie", () => {
  checkReference(reference, { auc });
});

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 1,
  maxLength: 30,
});

Deno.test("auc() counts winning pairs, a tie one half, when data are random", () => {
  fc.assert(fc.property(cases, (pairs) => {
    let [wins, total] = [0, 0];
    for (const [score, label] of pairs) {
      for (const [other, otherLabel] of pairs) {
        if (label !== 1 || otherLabel !== 0) continue;
        wins += score > other ? 1 : score === other ? 1 / 2 : 0;
        total++;
      }
    }
    const found = auc(pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1]));
    if (total === 0) assert.ok(Number.isNaN(found));
    else assert.ok(Math.abs(found - wins / total) < 1e-12);
  }));
});

Deno.test("gainsCurve() is the mean over random tie breaks", () => {
  const random = createRandom(9);
  const scores = [3, 2, 2, 2, 1, 1];
  const labels = [0, 1, 0, 0, 1, 0];
  const rounds = 20_000;
  const captured = new Float64Array(7);
  for (let round = 0; round < rounds; round++) {
    const order = scores.map((score, i) => ({ key: score + random.uniform() / 2, i }))
      .sort((a, b) => b.key - a.key);
    let found = 0;
    order.forEach(({ i }, rank) => {
      found += labels[i]!;
      captured[rank + 1]! += found / 2 / rounds;
    });
  }
  gainsCurve(scores, labels, { steps: 6 }).forEach(({ share, captured: expected }, step) => {
    assert.equal(share, step / 6);
    assert.ok(Math.abs(captured[step]! - expected) < 0.015, `step ${step}`);
  });
});

Deno.test("gainsCurve() rises from 0 to 1 when there is a positive", () => {
  fc.assert(fc.property(cases, (pairs) => {
    fc.pre(pairs.some((pair) => pair[1] === 1));
    const curve = gainsCurve(pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1]));
    assert.equal(curve[0]!.captured, 0);
    assert.equal(curve.at(-1)!.captured, 1);
    for (let i = 1; i < curve.length; i++) {
      assert.ok(curve[i]!.captured >= curve[i - 1]!.captured - 1e-12);
    }
  }));
});

Deno.test("liftAtTop() is 1 when all scores tie or everybody is taken", () => {
  assert.equal(liftAtTop([1, 1, 1, 1], [1, 0, 0, 0], 1 / 4), 1);
  assert.equal(liftAtTop([4, 3, 2, 1], [1, 0, 1, 0], 1), 1);
  assert.equal(liftAtTop([4, 3, 2, 1], [1, 1, 0, 0], 1 / 2), 2);
  assert.ok(Number.isNaN(liftAtTop([1, 2], [0, 0], 1 / 2)));
});

Deno.test("ranking measures name the requirement when the input is wrong", () => {
  assert.throws(() => auc([NaN], [1]), /scores to be finite/);
  assert.throws(() => auc([1], [0.5]), /labels to be 0 or 1 but found 0.5/);
  assert.throws(() => liftAtTop([1], [1], 0), /q to be from/);
  assert.throws(() => gainsCurve([1], [1], { steps: 0 }), /found 0/);
});
