/**
 * The command that trains from LightGBM's own configuration files:
 * `deno task lightgbm CONFIG [--engine native|wasm|auto] [--threads N] [--model FILE] [--json]`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { readConfigSpec } from "./config_file.ts";
import { LightGBMError } from "./errors.ts";
import { type EngineWish, engineWish, selectEngine } from "./select.ts";
import { trainInWorker } from "./train_in_worker.ts";
import type { EngineKind, TrainOutcome } from "./types.ts";

/** What the command line asks for. */
export interface Command {
  config: string;
  engine: EngineWish | undefined;
  threads: number;
  /** Where the model goes. */
  model: string | undefined;
  json: boolean;
}

/**
 * Reads the command line.
 *
 * @throws {RangeError} If an option's value is impossible.
 * @throws {TypeError} If an option is unknown or there is not exactly one configuration file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { commandOf } from "./main.ts";
 *
 * assert.equal(commandOf(["train.conf", "--threads", "2"]).threads, 2);
 * ```
 */
export function commandOf(args: string[]): Command {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      engine: { type: "string" },
      threads: { type: "string", default: "1" },
      model: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length !== 1) {
    throw new TypeError(`Expected 1 configuration file but found ${positionals.length}`);
  }
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Expected --threads to be an integer greater than 0 but found ${values.threads}`,
    );
  }
  return {
    config: positionals[0]!,
    engine: values.engine === undefined ? undefined : engineWish(values.engine),
    threads,
    model: values.model,
    json: values.json,
  };
}

/** The outcome as one JSON object: the engine, iterations, and every metric's last value. */
export function summaryOf(engine: EngineKind, outcome: TrainOutcome): Record<string, unknown> {
  const { bestIteration, evals } = outcome;
  return {
    engine,
    bestIteration,
    evals: evals.map(({ data, metric, iterations, values }) => ({
      data,
      metric,
      iteration: iterations.at(-1),
      value: values.at(-1),
      bestValue: values[iterations.indexOf(bestIteration)],
    })),
  };
}

async function run(command: Command): Promise<void> {
  const note = (message: string) => console.error(message);
  const spec = await readConfigSpec(command.config);
  const choice = await selectEngine({
    note,
    ...(command.engine === undefined ? {} : { engine: command.engine }),
  });
  const { threads } = command;
  const outcome = await trainInWorker(spec, { engine: choice, threads });
  if (command.model !== undefined) await Deno.writeTextFile(command.model, outcome.modelText);
  if (command.json) console.log(JSON.stringify(summaryOf(choice.kind, outcome)));
  else {
    console.log(`${outcome.bestIteration} iterations on the ${choice.kind} engine`);
    for (const { data, metric, values } of outcome.evals) {
      console.log(`${data} ${metric} ${values.at(-1)}`);
    }
  }
}

if (import.meta.main) {
  try {
    await run(commandOf(Deno.args));
  } catch (error) {
    const known = [LightGBMError, TypeError, RangeError, SyntaxError, Deno.errors.NotFound];
    if (!known.some((kind) => error instanceof kind)) throw error;
    console.error((error as Error).message);
    Deno.exit(error instanceof LightGBMError ? 1 : 2);
  }
}
