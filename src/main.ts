/**
 * The command line: parses options, calls one stage or all of them, tells the outcome.
 *
 * @module
 */
import { Command, CommanderError, Option } from "commander";
import { existsSync } from "node:fs";
import { DataError } from "./errors.ts";
import { DEFAULT_SOURCE } from "./ingest/sources.ts";
import { silent } from "./progress.ts";
import { type StageName, STAGES } from "./stages/all.ts";
import { addCompletion } from "./stages/completion.ts";
import { addLifeCommands } from "./stages/life_commands.ts";
import { stageOptions, type StageOptionsInput } from "./stages/options.ts";
import { predictCommand } from "./stages/predict.ts";
import { recommendShard } from "./stages/recommend.ts";
import { openRun, type Run } from "./stages/run.ts";
import { tell } from "./stages/tell.ts";
import { terminalProgress } from "./terminal_progress.ts";
import { explainAnyError } from "./workspace.ts";

/** Exit codes of the command line. */
export const EXIT = { done: 0, other: 1, input: 2, drift: 3, interrupted: 130 } as const;

/** Options that say how to tell, not what to do. */
interface TellOptions {
  quiet?: boolean;
  json?: boolean;
  debug?: boolean;
  /** Set by `deno task start`, which is for the sample whatever the workspace has. */
  sample?: boolean;
}

/**
 * Runs the command line and returns its exit code; never throws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { main } from "./main.ts";
 *
 * assert.equal(await main(["run", "--top-k", "0", "--quiet"]), 2);
 * ```
 */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const program = helix((other) => code = other);
  try {
    if (args.length === 0) {
      console.log(program.helpInformation());
      return EXIT.input;
    }
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    return explain(error, args.includes("--debug"));
  }
}

function helix(exitWith: (code: number) => void): Command {
  const program = new Command("helix")
    .description("Who to push to, what to show them, when to send it: from a shop's own orders.")
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showHelpAfterError(false);
  for (const [name, stage] of Object.entries(STAGES)) {
    withStageOptions(program.command(name).description(stage.description))
      .addHelpText("after", `\nExample:\n  deno task helix ${name} ${stage.example}`)
      .action(async (_options, command: Command) =>
        await runStageCommand(name as StageName, command)
      );
  }
  withStageOptions(
    program.command("predict").argument("<customer_id>", "the customer, as in the data")
      .description("One customer's articles with probabilities, send time and reasons"),
  )
    .addHelpText("after", "\nExample:\n  deno task helix predict 12347 --top-k 5")
    .action(async (customer: string, _options, command: Command) => {
      const options = command.opts<StageOptionsInput & TellOptions>();
      requireWorkspace(options);
      await predictCommand(openTold(options), customer, options);
    });
  addLifeCommands(program, {
    withStageOptions,
    exitWith,
    open: (command) => openTold(command.opts<StageOptionsInput & TellOptions>()),
    say: (command, result, text) =>
      console.log(command.opts<TellOptions>().json ? JSON.stringify(result) : text),
  });
  addCompletion(program);
  onceEach(program);
  return program;
}

/**
 * A mistyped workspace is not answered from the sample.
 *
 * @throws {DataError} If the folder does not exist and nothing says what to make it from.
 */
function requireWorkspace({ workspace, data }: StageOptionsInput) {
  if (workspace === undefined || data !== undefined || existsSync(workspace)) return;
  throw new DataError(`Expected a workspace but found no folder ${workspace}`, {
    hint: `helix run --data FOLDER --workspace ${workspace} makes one.`,
  });
}

/** Of an option that is given twice one value would be dropped without a word. */
function onceEach(command: Command) {
  for (const option of command.options) {
    if (!option.required && !option.optional) continue;
    option.argParser((value: string, before: unknown) => {
      if (before === undefined) return value;
      throw new RangeError(`Expected ${option.long} once but found it again with ${value}`);
    });
  }
  command.commands.forEach(onceEach);
}

function withStageOptions(command: Command): Command {
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .option("--data <name|path>", "online-retail, synthetic[:customers] or a directory")
    .option("--workspace <dir>", "folder for data, models and reports (default: the project)")
    .option("--as-of <date>", "YYYY-MM-DD: later rows are invisible (default: after the last one)")
    .option("--horizon-days <n>", "days ahead (default: 7)")
    .option("--top-k <n>", "articles per customer (default: 12)")
    .option("--threads <n>", "threads (default: one per core)")
    .option("--memory <size>", "memory to plan with, e.g. 8GB (default: 8GB)")
    .option("--seed <n>", "seed of everything random (default: 1)")
    .option("--engine <name>", "LightGBM engine: native, wasm or auto (default: auto)")
    .option("--format <list>", "parquet,csv,sqlite: formats of the two tables (default: parquet)")
    .option("--folds <n>", "test weeks of the evaluation (default: 3)")
    .option("--no-ablation", "evaluate without the trainings that leave a feature family out")
    .option("--select-features <n>", "keep only the n most important features")
    .option(
      "--recipe <file>",
      "how the ranker is made, as JSON (tune writes one; default: built in)",
    )
    .option("--shard <i/n>", "recommend: rank one of n shards; recommend without it gathers them")
    .option("--budget <n>", "messages that may be sent: recommend lists whom to push first")
    .option("--hours", "let a synthetic shop have times of day")
    .option("--personas <n>", "personas of the simulation (default: 2000; 100 for a model)")
    .option("--model <name>", "language model of the virtual customers (default: llama3)")
    .option("--paired", "let every persona answer both arms")
    .option("--max-rejects <share>", "share of a file's rows that may be set aside (default: 0.05)")
    .addOption(new Option("--sample", "the embedded sample where no --data is given").hideHelp())
    .option("--quiet", "no progress")
    .option("--json", "the summary as one JSON object on standard output")
    .addOption(new Option("--debug", "show stack traces"));
}

function openTold(options: StageOptionsInput & TellOptions): Run {
  const { quiet, json: _json, debug: _debug, sample, ...stage } = options;
  const progress = quiet ? silent : terminalProgress();
  const data = stage.data ?? (sample ? DEFAULT_SOURCE : undefined);
  return openRun(stageOptions({ ...stage, ...(data === undefined ? {} : { data }) }), { progress });
}

async function runStageCommand(name: StageName, command: Command) {
  const options = command.opts<StageOptionsInput & TellOptions>();
  const run = openTold(options);
  const summary = await workOf(name, run);
  console.log(options.json ? JSON.stringify(summary) : tell(name, summary, run));
}

/** Shards run side by side, so they take no lock; they write nothing but buckets of their own. */
async function workOf(name: StageName, run: Run): Promise<object> {
  const { shard } = run.options;
  if (shard === undefined) {
    using _lock = run.lock();
    return await STAGES[name].work(run);
  }
  if (name !== "recommend") {
    throw new RangeError(`Expected --shard with recommend but found it with ${name}`);
  }
  return await recommendShard(run, shard);
}

/** Tells an error in one line, with a hint where there is one, and picks the exit code. */
function explain(thrown: unknown, debug: boolean): number {
  if (thrown instanceof CommanderError) return explainUsage(thrown);
  const error = explainAnyError(thrown);
  if (debug) console.error(thrown);
  console.error(`error: ${error.message.replaceAll(/\s*\n\s*/g, " ")}`);
  const { hint } = error as { hint?: string };
  if (hint !== undefined) console.error(`hint: ${hint}`);
  return error instanceof DataError || error instanceof RangeError ? EXIT.input : EXIT.other;
}

function explainUsage(error: CommanderError): number {
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === "commander.help") return EXIT.input;
  console.error(error.message);
  console.error("hint: helix --help lists the commands, helix COMMAND --help its options.");
  return EXIT.input;
}

if (import.meta.main) {
  Deno.addSignalListener("SIGINT", () => Deno.exit(EXIT.interrupted));
  Deno.exit(await main(Deno.args));
}
