/**
 * Whether a freshly built module works.
 *
 * @module
 */

import { createEngine } from "../engine.ts";
import { LightGBMError } from "../errors.ts";
import { openWasm } from "./loader.ts";

/**
 * Trains a step function with a module, loads the model and predicts with it.
 *
 * @throws {LightGBMError} If the module cannot do that.
 */
export async function verifyModule(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const module = await WebAssembly.compile(bytes).catch((error) => {
    throw new LightGBMError("verify its WebAssembly module", String(error), { cause: error });
  });
  using engine = createEngine(openWasm(module));
  const rows = 100;
  const data = Float64Array.from({ length: rows }, (_, row) => row);
  const features = { data, rows, columns: 1 };
  const label = data.map((value) => value < 50 ? -1 : 1);
  const { modelText } = engine.train({
    params: { objective: "regression", min_data_in_bin: 1, learning_rate: 1 },
    train: { features, label },
    iterations: 1,
  });
  using booster = engine.loadModel(modelText);
  const found = booster.predict(features);
  const worst = found.reduce(
    (most, value, row) => Math.max(most, Math.abs(value - label[row]!)),
    0,
  );
  if (!(worst < 1e-6)) {
    throw new LightGBMError("verify its WebAssembly module", `a step is off by ${worst}`);
  }
}
