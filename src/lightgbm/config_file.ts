/**
 * LightGBM's configuration files (`train.conf`): parameters, and the data files they name.
 *
 * Source: https://lightgbm.readthedocs.io/en/latest/Parameters.html
 *
 * @module
 */

import { basename, dirname, resolve } from "node:path";
import { type DataColumns, parseDataFile, readCompanion } from "./data_file.ts";
import { mainName } from "./params.ts";
import type { DatasetInput, Params, TrainSpec } from "./types.ts";

/** What a configuration file says. */
export interface ConfigFile {
  /** Training file as written, relative to the configuration file. */
  data: string | undefined;
  /** Validation files as written. */
  validation: string[];
  /** Which columns of the data files mean what. */
  columns: DataColumns;
  /** Whether metrics of the training set are wanted. */
  evaluateTraining: boolean;
  /** Everything that concerns the model. */
  params: Params;
}

const DATA = ["data", "train", "train_data", "train_data_file", "data_filename"];
const VALIDATION = [
  "valid",
  "test",
  "valid_data",
  "valid_data_file",
  "test_data",
  "test_data_file",
  "valid_filenames",
];
const EVALUATE_TRAINING = [
  "is_provide_training_metric",
  "training_metric",
  "is_training_metric",
  "train_metric",
];
const COLUMNS: Record<string, keyof DataColumns> = {
  header: "header",
  has_header: "header",
  label_column: "label",
  label: "label",
  weight_column: "weight",
  weight: "weight",
  group_column: "group",
  group: "group",
  group_id: "group",
  query_column: "group",
  query: "group",
  query_id: "group",
  ignore_column: "ignore",
  ignore_feature: "ignore",
  blacklist: "ignore",
};

/** Concern the command line's own files and network, not the model. */
const COMMAND_LINE = new Set([
  "task",
  "task_type",
  "config",
  "config_file",
  "output_model",
  "model_output",
  "model_out",
  "input_model",
  "model_input",
  "model_in",
  "output_result",
  "predict_result",
  "prediction_result",
  "is_save_binary_file",
  "is_save_binary",
  "save_binary",
  "use_two_round_loading",
  "two_round_loading",
  "two_round",
  "is_enable_sparse",
  "enable_sparse",
  "is_sparse",
  "sparse",
  "metric_freq",
  "output_freq",
  "snapshot_freq",
  "save_period",
  "local_listen_port",
  "local_port",
  "port",
  "machine_list_file",
  "machine_list",
  "mlist",
  "machine_list_filename",
  "pre_partition",
  "is_pre_partition",
]);

/**
 * Reads a configuration's text.
 *
 * @throws {SyntaxError} If a line is neither empty, a comment nor `name = value`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseConfig } from "./config_file.ts";
 *
 * const config = parseConfig("data = rank.train  # 3,005 rows\nnum_leaves = 31\n");
 * assert.equal(config.data, "rank.train");
 * assert.deepEqual(config.params, { num_leaves: "31" });
 * ```
 */
export function parseConfig(text: string): ConfigFile {
  const config: ConfigFile = {
    data: undefined,
    validation: [],
    columns: {},
    evaluateTraining: false,
    params: {},
  };
  text.split(/\r?\n/).forEach((line, index) => {
    const content = line.replace(/#.*/, "").trim();
    if (content === "") return;
    const at = content.indexOf("=");
    if (at < 1) {
      throw new SyntaxError(
        `Expected line ${index + 1} to be "name = value" but found ${JSON.stringify(content)}`,
      );
    }
    take(config, content.slice(0, at).trim(), content.slice(at + 1).trim());
  });
  return config;
}

function take(config: ConfigFile, name: string, value: string): void {
  const column = COLUMNS[name];
  if (column === "header") config.columns.header = isTrue(value);
  else if (column !== undefined) config.columns[column] = value;
  else if (DATA.includes(name)) config.data = value;
  else if (VALIDATION.includes(name)) {
    config.validation = value.split(",").map((part) => part.trim());
  } else if (EVALUATE_TRAINING.includes(name)) config.evaluateTraining = isTrue(value);
  else if (!COMMAND_LINE.has(name)) {
    // LightGBM takes the first of several
    config.params[mainName(name)] ??= value.replace(/\s+/g, "");
  }
}

function isTrue(value: string): boolean {
  return value === "true" || value === "+" || value === "1";
}

/**
 * The training run that a configuration file describes, its data files read, with weights, query
 * sizes and initial scores from the files beside them.
 *
 * @throws {SyntaxError} If the configuration or a data file cannot be read as such.
 * @throws {Deno.errors.NotFound} If a file is missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { join } from "node:path";
 * import { readConfigSpec } from "./config_file.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(join(folder, "train.conf"), "data = a.csv\nobjective = binary\n");
 * await Deno.writeTextFile(join(folder, "a.csv"), "1,0.5\n0,0.25\n");
 * const spec = await readConfigSpec(join(folder, "train.conf"));
 * assert.deepEqual(spec.params, { objective: "binary" });
 * assert.deepEqual([...spec.train.features.data], [0.5, 0.25]);
 * ```
 */
export async function readConfigSpec(path: string): Promise<TrainSpec> {
  const config = parseConfig(await Deno.readTextFile(path));
  if (config.data === undefined) {
    throw new SyntaxError(`Expected ${path} to name its training data but found no \`data =\``);
  }
  const folder = dirname(path);
  const { categorical_feature, ...params } = config.params;
  const train = await readData(resolve(folder, config.data), config.columns);
  const columns = train.features.columns;
  const validation = await Promise.all(config.validation.map(async (file) => ({
    name: basename(file),
    data: await readData(resolve(folder, file), config.columns, columns),
  })));
  const forced = Object.fromEntries(
    ["forcedsplits_filename", "forcedbins_filename"]
      .filter((name) => params[name])
      .map((name) => [name, resolve(folder, String(params[name]))]),
  );
  return {
    params: { ...params, ...forced },
    train: { ...train, ...categoricalOf(categorical_feature, train) },
    validation,
    evaluateTraining: config.evaluateTraining,
  };
}

async function readData(
  path: string,
  columns: DataColumns,
  width?: number,
): Promise<DatasetInput> {
  const data = parseDataFile(await Deno.readTextFile(path), {
    ...columns,
    ...(width === undefined ? {} : { width }),
  });
  const weight = await readCompanion(`${path}.weight`);
  const group = await readCompanion(`${path}.query`);
  const position = await readCompanion(`${path}.position`);
  const initScore = await readCompanion(`${path}.init`);
  return {
    ...data,
    ...(weight ? { weight } : {}),
    ...(group ? { group } : {}),
    ...(position ? { position } : {}),
    ...(initScore ? { initScore } : {}),
  };
}

function categoricalOf(value: Params[string], train: DatasetInput): Partial<DatasetInput> {
  if (value === undefined || value === "") return {};
  const text = String(value);
  if (text.startsWith("name:")) return { categorical: text.slice(5).split(",") };
  const positions = text.split(",").map(Number);
  const bad = positions.find((at) => !Number.isInteger(at) || at >= train.features.columns);
  if (bad !== undefined) {
    throw new SyntaxError(`Expected categorical_feature to name columns but found ${text}`);
  }
  return { categorical: positions };
}
