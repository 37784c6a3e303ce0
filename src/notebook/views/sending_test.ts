import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { shopFromLines } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import { evaluateTiming } from "../../timing/evaluate.ts";
import {
  basisRows,
  dayCurveFigure,
  exampleCustomers,
  hourCurveFigure,
  planFigure,
  timingFigure,
  timingRows,
} from "./sending.ts";

const dayProbability = Float64Array.from(
  [[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]].flatMap((head) => [...head, 0, 0, 0, 0, 0]),
);
const basis = Uint8Array.of(0, 2, 2);
const examples = exampleCustomers({ basis, dayProbability });

Deno.test("exampleCustomers() has the highest peak per basis, personal first", () => {
  assert.deepEqual(examples, [
    { customer: 2, basis: "personal" },
    { customer: 0, basis: "global" },
  ]);
});

Deno.test("dayCurveFigure() draws the examples' own rows", () => {
  const [first] = dayCurveFigure({ dayProbability }, examples).marks;
  assert.deepEqual(first!.y, [0.9, 0.1, 0, 0, 0, 0, 0]);
});

Deno.test("hourCurveFigure() shows the hours that matter, or says that there are none", () => {
  const hourProbability = new Float64Array(72);
  hourProbability.set([0.4, 0.6], 2 * 24 + 9);
  hourProbability[0 + 10] = 1;
  const made = hourCurveFigure({ hourProbability }, examples);
  assert.ok(isFigure(made));
  assert.deepEqual(made.marks[0]!.x, ["09", "10"]);
  assert.match(String(hourCurveFigure({ hourProbability: null }, examples)), /dates only/);
});

Deno.test("basisRows() adds up to everybody", () => {
  const rows = basisRows({ basis });
  assert.deepEqual(rows.map((row) => [row.basis, row.customers]), [
    ["personal", 2],
    ["segment", 0],
    ["global", 1],
  ]);
});

Deno.test("planFigure() counts customers by day and hour, and by day for dates only", () => {
  const timed = planFigure(pl.DataFrame({
    send_day_of_week: [1, 1, 7],
    send_hour: [9, 9, 12],
  }));
  const heat = timed.marks[0]!;
  assert.ok(heat.mark === "heat");
  assert.deepEqual(heat.x, ["09", "12"]);
  assert.deepEqual([heat.z[0], heat.z[6]], [[2, NaN], [NaN, 1]]);
  assert.match(timed.title, /^67% .* on Mon$/);
  const dated = planFigure(pl.DataFrame({ send_day_of_week: [3], send_hour: [null] }));
  assert.deepEqual(dated.marks[0]!.y, [0, 0, 1, 0, 0, 0, 0]);
});

Deno.test("timingFigure() and timingRows() tell every group of an evaluation", () => {
  const lines = Array.from({ length: 60 }, (_, i) => ({
    customer: i % 5,
    article: 0,
    day: 2 * i,
    minute: 60 * (9 + i % 5),
  }));
  const evaluation = evaluateTiming(shopFromLines(lines), 100, { heldOutDays: 20, resamples: 20 });
  assert.equal(timingRows(evaluation).length, 1 + evaluation.byHistory.length);
  const made = timingFigure(evaluation);
  assert.ok(isFigure(made) && /own hour curve is/.test(made.title));
  assert.match(String(timingFigure(null)), /no test week/);
  assert.deepEqual(timingRows(null), []);
});
