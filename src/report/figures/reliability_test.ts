import assert from "node:assert/strict";
import { reliabilityMarks } from "./reliability.ts";

Deno.test("reliabilityMarks() draws every bin with its interval, and the line of true probabilities", () => {
  const bins = [0.1, 0.3].map((predicted) => ({
    count: 5,
    predicted,
    observed: predicted + 0.05,
    low: predicted - 0.05,
    high: predicted + 0.15,
  }));
  const [points, line] = reliabilityMarks(bins);
  assert.ok(points?.mark === "points" && line?.mark === "line");
  assert.deepEqual([...points.x], [0.1, 0.3]);
  assert.deepEqual([...points.low!], bins.map(({ low }) => low));
  assert.deepEqual([[...line.x], [...line.y]], [[0, 0.3], [0, 0.3]]);
});
