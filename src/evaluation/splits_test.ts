import assert from "node:assert/strict";
import { evaluationFolds } from "./splits.ts";

Deno.test("evaluationFolds() tests the window from asOf when the data reach into it", () => {
  const folds = evaluationFolds({ firstDay: 0, lastDay: 120 }, 100, { horizon: 7, folds: 3 });
  assert.deepEqual(folds.map(({ cutoff }) => cutoff), [86, 93, 100]);
  assert.ok(folds.every(({ complete }) => complete));
});

Deno.test("evaluationFolds() passes over a window that the data do not fill", () => {
  const folds = evaluationFolds({ firstDay: 0, lastDay: 102 }, 100, { horizon: 7, folds: 1 });
  assert.deepEqual(folds, [{ cutoff: 93, horizon: 7, complete: true }]);
});

Deno.test("evaluationFolds() marks a window that the data do not fill where there is no other", () => {
  const folds = evaluationFolds({ firstDay: 95, lastDay: 102 }, 100, { horizon: 7, folds: 1 });
  assert.deepEqual(folds, [{ cutoff: 100, horizon: 7, complete: false }]);
});

Deno.test("evaluationFolds() leaves out folds with nothing to learn from", () => {
  const folds = evaluationFolds({ firstDay: 90, lastDay: 99 }, 100, { horizon: 7, folds: 3 });
  assert.deepEqual(folds.map(({ cutoff }) => cutoff), [93]);
});

Deno.test("evaluationFolds() refuses a horizon of 0", () => {
  assert.throws(() => evaluationFolds({ firstDay: 0, lastDay: 9 }, 10, { horizon: 0 }), {
    name: "RangeError",
    message: "Expected horizon to be an integer greater than 0 but found 0",
  });
});
