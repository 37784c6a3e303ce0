import assert from "node:assert/strict";
import { expectedCalibrationError } from "../statistics/calibration.ts";
import { liftAtTop } from "../statistics/ranking_auc.ts";
import { createRandom } from "../statistics/random.ts";
import { meanFigure, resampledFigure } from "./quality_figures.ts";

const random = createRandom(5);
const noise = (n: number) => Float64Array.from({ length: n }, () => random.uniform());

Deno.test("meanFigure() pairs customers: the difference has a narrower interval than the figures", () => {
  const luck = noise(400);
  const own = luck.map((x) => x + 0.02);
  const { ahead, ...theirs } = meanFigure([luck], [own], 1);
  assert.ok(Math.abs(ahead!.mean - 0.02) < 1e-12);
  assert.ok(ahead!.high - ahead!.low < 1e-12);
  assert.ok(theirs.high - theirs.low > 0.02);
});

Deno.test("meanFigure() is the mean of folds, whatever their sizes, and says each fold's own", () => {
  const figure = meanFigure([Float64Array.of(1), Float64Array.of(4, 4, 4)], null, 1);
  assert.equal(figure.mean, (1 + 4) / 2);
  assert.deepEqual(figure.folds.map(({ mean }) => mean), [1, 4]);
  assert.equal(figure.ahead, null);
});

Deno.test("resampledFigure() of a mean agrees with meanFigure()", () => {
  const folds = [noise(300), noise(200)].map((probabilities) => ({
    probabilities,
    labels: new Uint8Array(probabilities.length),
  }));
  const mean = (p: Float64Array) => p.reduce((a, b) => a + b, 0) / p.length;
  const own = folds.map((fold) => ({ ...fold, probabilities: fold.probabilities.map(Math.sqrt) }));
  const exact = meanFigure(
    folds.map((fold) => fold.probabilities),
    own.map((fold) => fold.probabilities),
    -1,
  );
  const found = resampledFigure(folds, own, mean, -1);
  for (const [a, b] of [[found, exact], [found.ahead!, exact.ahead!]] as const) {
    assert.ok(Math.abs(a.mean - b.mean) < 1e-12);
    assert.ok(Math.abs(a.low - b.low) < 0.01 && Math.abs(a.high - b.high) < 0.01);
  }
});

Deno.test("resampledFigure() puts a lift's interval around the lift, ahead where the other is random", () => {
  const probabilities = noise(2000);
  const labels = Uint8Array.from(probabilities, (p) => random.uniform() < p ** 3 ? 1 : 0);
  const lift = (p: Float64Array, y: Float64Array) => liftAtTop(p, y, 0.1);
  const blind = { probabilities: noise(2000), labels };
  const figure = resampledFigure([blind], [{ probabilities, labels }], lift, 1, { resamples: 200 });
  assert.ok(figure.low < figure.mean && figure.mean < figure.high);
  assert.ok(figure.ahead!.low > 1);
});

Deno.test("resampledFigure() draws people with all their folds: twice the same fold is no more news", () => {
  const fold = { probabilities: noise(300), labels: new Uint8Array(300) };
  const mean = (p: Float64Array) => p.reduce((a, b) => a + b, 0) / p.length;
  const codes = Uint32Array.from({ length: 300 }, (_, i) => 7 * i);
  const width = (figure: { low: number; high: number }) => figure.high - figure.low;
  const clusters = [codes, codes];
  const together = width(resampledFigure([fold, fold], null, mean, 1, { clusters }));
  const apart = width(resampledFigure([fold, fold], null, mean, 1));
  const once = width(resampledFigure([fold], null, mean, 1));
  assert.ok(Math.abs(together / once - 1) < 0.15, `${together} ${once}`);
  assert.ok(Math.abs(apart / once - Math.SQRT1_2) < 0.15, `${apart} ${once}`);
  const values = [fold.probabilities, fold.probabilities];
  const exact = width(meanFigure(values, null, 1, { clusters }));
  assert.ok(Math.abs(together / exact - 1) < 0.15);
});

Deno.test("resampledFigure() brackets a calibration error, which noise raises", () => {
  const random = createRandom(3);
  const probabilities = Float64Array.from({ length: 2000 }, () => 0.1 + 0.3 * random.uniform());
  const labels = Uint8Array.from(probabilities, (p) => random.uniform() < p ? 1 : 0);
  const folds = [{ probabilities, labels }];
  const options = { resamples: 200 };
  const raw = resampledFigure(folds, null, expectedCalibrationError, -1, options);
  const centred = resampledFigure(folds, null, expectedCalibrationError, -1, {
    ...options,
    centred: true,
  });
  assert.equal(centred.mean, raw.mean);
  assert.ok(centred.low < centred.mean && centred.mean < centred.high);
  assert.ok(centred.high < raw.high);
  assert.ok(Math.abs(centred.high - centred.low - (raw.high - raw.low)) < 1e-12);
});
