import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { type ChoiceData, fitConditionalLogit } from "./conditional_logit.ts";

const TRUE = [1, -0.5, 0.25];

/** Choices among 5 alternatives by known coefficients (Gumbel noise). */
function choices(count: number, seed: number): ChoiceData {
  const random = createRandom(seed);
  const [features, size] = [TRUE.length, 5];
  const x = Float64Array.from({ length: count * size * features }, () => random.normal());
  const offset = Float64Array.from({ length: count * size }, () => random.normal());
  const chosen = Uint32Array.from({ length: count }, (_, c) => {
    let [best, most] = [0, -Infinity];
    for (let a = 0; a < size; a++) {
      const at = c * size + a;
      let u = offset[at]! - Math.log(-Math.log(1 - random.uniform()));
      TRUE.forEach((b, f) => u += b * x[at * features + f]!);
      if (u > most) [best, most] = [a, u];
    }
    return best;
  });
  const bounds = Uint32Array.from({ length: count + 1 }, (_, c) => c * size);
  return { features, x, offset, bounds, chosen, weight: new Float64Array(count).fill(1) };
}

Deno.test("fitConditionalLogit() finds known coefficients within its own standard errors", () => {
  const { coefficients, standardErrors } = fitConditionalLogit(choices(4000, 1));
  TRUE.forEach((b, f) => {
    assert.ok(Math.abs(coefficients[f]! - b) < 4 * standardErrors[f]!, `${f}: ${coefficients[f]}`);
    assert.ok(standardErrors[f]! < 0.05);
  });
});

Deno.test("fitConditionalLogit() ends at a gradient of zero", () => {
  const data = choices(300, 2);
  const { coefficients } = fitConditionalLogit(data, { ridge: 0 });
  // Observed minus expected features, summed over the choices, by brute force.
  for (let f = 0; f < 3; f++) {
    let gradient = 0;
    for (let c = 0; c < 300; c++) {
      const weights = [0, 1, 2, 3, 4].map((a) => {
        const at = 5 * c + a;
        return Math.exp(
          data.offset[at]! + coefficients.reduce((s, b, g) => s + b * data.x[3 * at + g]!, 0),
        );
      });
      const total = weights.reduce((a, b) => a + b, 0);
      gradient += data.x[3 * (5 * c + data.chosen[c]!) + f]!;
      weights.forEach((w, a) => gradient -= w / total * data.x[3 * (5 * c + a) + f]!);
    }
    assert.ok(Math.abs(gradient) < 1e-4, `${f}: ${gradient}`);
  }
});

Deno.test("fitConditionalLogit() leaves columns out when asked to", () => {
  const { coefficients, standardErrors } = fitConditionalLogit(choices(500, 3), { columns: [1] });
  assert.deepEqual([coefficients[0], coefficients[2]], [0, 0]);
  assert.ok(Number.isNaN(standardErrors[0]!));
  assert.ok(coefficients[1]! < -0.3);
});

Deno.test("fitConditionalLogit() counts a choice of weight 2 as two choices", () => {
  const data = choices(50, 4);
  const twice = {
    ...data,
    x: Float64Array.of(...data.x, ...data.x.subarray(0, 15)),
    offset: Float64Array.of(...data.offset, ...data.offset.subarray(0, 5)),
    bounds: Uint32Array.of(...data.bounds, 255),
    chosen: Uint32Array.of(...data.chosen, data.chosen[0]!),
    weight: new Float64Array(51).fill(1),
  };
  const weight = data.weight.slice();
  weight[0] = 2;
  const [a, b] = [twice, { ...data, weight }].map((one) => fitConditionalLogit(one).coefficients);
  a!.forEach((value, f) => assert.ok(Math.abs(value - b![f]!) < 1e-9));
});

Deno.test("fitConditionalLogit() stays finite when a feature separates the choices", () => {
  const { coefficients } = fitConditionalLogit({
    features: 1,
    x: Float64Array.of(1, 0, 1, 0),
    offset: new Float64Array(4),
    bounds: Uint32Array.of(0, 2, 4),
    chosen: Uint32Array.of(0, 0),
    weight: Float64Array.of(1, 1),
  });
  assert.ok(coefficients[0]! > 3 && coefficients[0]! < 30);
});

Deno.test("fitConditionalLogit() throws when there is no choice", () => {
  const none = { ...choices(1, 1), chosen: new Uint32Array(0) };
  assert.throws(() => fitConditionalLogit(none), RangeError);
});
