/**
 * A ranker as MLflow knows models: a folder with `MLmodel`, the text model, its needs and an example.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { LIGHTGBM_VERSION } from "../lightgbm/mod.ts";

/** MLflow's version, the one that the lock file pins. */
export const MLFLOW_VERSION = "3.17.2";

/** Python that the folder's descriptions name; any from 3.10 on serves. */
const PYTHON_VERSION = "3.11.7";

/** What {@linkcode mlflowModelFiles} describes. */
export interface MlflowModelFacts {
  /** Id of the run that made the model. */
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly featureNames: readonly string[];
  /** Feature rows for the input example; NaN is a missing value. */
  readonly example: readonly (readonly number[])[];
  /** Bytes of the text model. */
  readonly bytes: number;
}

/** Name of the text model within the folder. */
export const MODEL_DATA = "model.lgb";

/**
 * The files of the folder besides {@linkcode MODEL_DATA}, by name: `MLmodel` with the flavors
 * `lightgbm` and `python_function`, a signature of one double per feature, and an input example, as
 * `mlflow.lightgbm.save_model` writes them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlflowModelFiles } from "./mlflow_model.ts";
 *
 * const files = mlflowModelFiles({
 *   runId: "r", created: 0, featureNames: ["age"], example: [[NaN]], bytes: 10,
 * });
 * assert.match(files.MLmodel!, /model_class: lightgbm.basic.Booster/);
 * assert.equal(files["input_example.json"], `{"columns":["age"],"data":[[null]]}`);
 * ```
 */
export function mlflowModelFiles(facts: MlflowModelFacts): Record<string, string> {
  const needs = [`mlflow==${MLFLOW_VERSION}`, `lightgbm==${LIGHTGBM_VERSION}`];
  const split = {
    columns: facts.featureNames,
    data: facts.example.map((row) => row.map((value) => Number.isFinite(value) ? value : null)),
  };
  return {
    MLmodel: modelDescription(facts),
    "input_example.json": JSON.stringify(split),
    "serving_input_example.json": JSON.stringify({ dataframe_split: split }),
    "requirements.txt": needs.join("\n") + "\n",
    "python_env.yaml": [
      `python: ${PYTHON_VERSION}`,
      "build_dependencies:",
      "- pip",
      "dependencies:",
      "- -r requirements.txt",
      "",
    ].join("\n"),
    "conda.yaml": [
      "channels:",
      "- conda-forge",
      "dependencies:",
      `- python=${PYTHON_VERSION}`,
      "- pip",
      "- pip:",
      ...needs.map((need) => `  - ${need}`),
      "name: mlflow-env",
      "",
    ].join("\n"),
  };
}

/** YAML in which every value that could be taken for something else is a JSON string. */
function modelDescription({ runId, created, featureNames, bytes }: MlflowModelFacts): string {
  const inputs = featureNames.map((name) => ({ type: "double", name, required: true }));
  const outputs = [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1] } }];
  const quoted = (value: unknown) => JSON.stringify(JSON.stringify(value));
  return [
    "flavors:",
    "  lightgbm:",
    "    code: null",
    `    data: ${MODEL_DATA}`,
    `    lgb_version: ${LIGHTGBM_VERSION}`,
    "    model_class: lightgbm.basic.Booster",
    "  python_function:",
    `    data: ${MODEL_DATA}`,
    "    env:",
    "      conda: conda.yaml",
    "      virtualenv: python_env.yaml",
    "    loader_module: mlflow.lightgbm",
    `    python_version: ${PYTHON_VERSION}`,
    `mlflow_version: ${MLFLOW_VERSION}`,
    `model_size_bytes: ${bytes}`,
    `model_uuid: ${createHash("sha256").update(runId).digest("hex").slice(0, 32)}`,
    "saved_input_example_info:",
    "  artifact_path: input_example.json",
    "  pandas_orient: split",
    "  serving_input_path: serving_input_example.json",
    "  type: dataframe",
    "signature:",
    `  inputs: ${quoted(inputs)}`,
    `  outputs: ${quoted(outputs)}`,
    "  params: null",
    `utc_time_created: ${
      JSON.stringify(new Date(created).toISOString().replace("T", " ").replace("Z", "000"))
    }`,
    "",
  ].join("\n");
}
