/**
 * The commands of a model's life: track, versions, promote, rollback, compare, check, tune.
 *
 * @module
 */
import type { Command } from "commander";
import { readRuns } from "../tracking/runs.ts";
import { verdictSentence } from "../tracking/held_out.ts";
import { checkDrift, DRIFT_FILE } from "./check.ts";
import { compareVersions, type VersionComparison } from "./compare.ts";
import { type DecisionSummary, follow, listVersions, promote, rollback } from "./promote.ts";
import type { Run } from "./run.ts";
import { sendAll } from "./track.ts";
import { tune } from "./tune.ts";

/** Exit code of `helix check` where something has drifted. */
export const DRIFTED = 3;

/** What the command line gives these commands. */
export interface LifeTools {
  /** Adds the options that every stage has. */
  readonly withStageOptions: (command: Command) => Command;
  /** The run that a command's options ask for. */
  readonly open: (command: Command) => Run;
  /** Says the result: JSON where it was asked for, else the text. */
  readonly say: (command: Command, result: object, text: string) => void;
  /** Takes the exit code of a command that ended well. */
  readonly exitWith: (code: number) => void;
}

/** Adds the commands to the program. */
export function addLifeCommands(program: Command, tools: LifeTools): void {
  addTrack(program, tools);
  addDecisions(program, tools);
  addCompare(program, tools);
  addCheck(program, tools);
  addTune(program, tools);
}

function addTrack(program: Command, { withStageOptions, open, say }: LifeTools) {
  const track = program.command("track").description("Runs: kept here, sent to MLflow")
    .exitOverride().configureOutput({ writeErr: () => {} });
  withStageOptions(track.command("sync").description("Send what waits to MLFLOW_TRACKING_URI"))
    .option("--uri <url>", "address of the server (default: MLFLOW_TRACKING_URI)")
    .action(async (_options, command: Command) => {
      const url = command.opts().uri ?? Deno.env.get("MLFLOW_TRACKING_URI");
      if (!url) throw new RangeError("Expected --uri or MLFLOW_TRACKING_URI but found neither");
      const report = await sendAll(open(command), url);
      if (report.trouble !== null) {
        throw new Error(
          `Expected to send all runs but found: ${report.trouble} ` +
            `(${report.delivered} sent, ${report.pending} wait)`,
        );
      }
      say(command, report, `track sync: ${report.delivered} runs sent, none waits`);
    });
  withStageOptions(track.command("list").description("The kept runs, newest first"))
    .action((_options, command: Command) => {
      const runs = readRuns(open(command).workspace.root).map((run) => ({
        id: run.id,
        kind: run.kind,
        asOf: run.asOf,
        version: run.version,
        seconds: (run.ended - run.started) / 1000,
      }));
      const lines = runs.map(({ id, asOf, version, seconds }) =>
        `${id}  as of ${asOf}  ${seconds.toFixed(1)} s  ${version ?? ""}`.trimEnd()
      );
      say(command, { runs }, lines.join("\n") || "No runs yet");
    });
}

function addDecisions(program: Command, tools: LifeTools) {
  const { withStageOptions, open, say } = tools;
  withStageOptions(program.command("versions").description("The kept model versions"))
    .action((_options, command: Command) => {
      const versions = listVersions(open(command));
      const lines = versions.map(({ version, asOf, data, serves, decision }) =>
        `${serves ? "*" : " "} ${version}  as of ${asOf}  ${data}` +
        (decision === null ? "" : `  (${decision.by}: ${decision.why})`)
      );
      say(command, { versions }, lines.join("\n") || "No versions yet");
    });
  withStageOptions(
    program.command("promote").argument("[version]", "its beginning (default: the newest)")
      .description("Make a version serve, where it beats the one that serves"),
  )
    .option("--force", "without a comparison")
    .option("--why <text>", "the reason, kept with the decision")
    .option("--follow", "let the newest model serve by itself again")
    .action(async (version: string | undefined, _options, command: Command) => {
      const { force, why, follow: newest } = command.opts();
      const run = open(command);
      using _lock = run.lock();
      const summary = newest ? await follow(run) : await promote(run, {
        ...(version === undefined ? {} : { version }),
        ...(force === undefined ? {} : { force }),
        ...(why === undefined ? {} : { why }),
      });
      say(command, summary, decisionText("promote", summary));
    });
  withStageOptions(
    program.command("rollback").argument("[version]", "its beginning (default: the one before)")
      .description("Make an earlier version serve at once"),
  )
    .option("--why <text>", "the reason, kept with the decision")
    .action(async (version: string | undefined, _options, command: Command) => {
      const { why } = command.opts();
      const run = open(command);
      using _lock = run.lock();
      const summary = await rollback(run, {
        ...(version === undefined ? {} : { version }),
        ...(why === undefined ? {} : { why }),
      });
      say(command, summary, decisionText("rollback", summary));
    });
}

function decisionText(name: string, { serves, before, why, tables }: DecisionSummary): string {
  const said = {
    made: "made by it now",
    restored: "those that it served before",
    waiting: "still the other version's: run helix recommend",
  };
  if (before === serves) return `${name}: version ${serves} serves already (${why})`;
  return [
    `${name}: version ${serves} serves${before === null ? "" : `, ${before} did before`}`,
    `  why: ${why}`,
    `  tables: ${said[tables]}`,
  ].join("\n");
}

function addCompare(program: Command, { withStageOptions, open, say }: LifeTools) {
  withStageOptions(
    program.command("compare").argument("<a>", "a version, or newest, current, previous")
      .argument("<b>", "the other one")
      .description("Two versions: held-out weeks, importance, whose lists changed most"),
  )
    .option("--no-held-out", "leave out the held-out weeks, which may train both anew")
    .action(async (a: string, b: string, _options, command: Command) => {
      const run = open(command);
      using _lock = run.lock();
      const found = await compareVersions(run, a, b, { heldOut: command.opts().heldOut });
      say(command, found, comparisonText(found));
    });
}

function comparisonText({ a, b, heldOut, importance, lists }: VersionComparison): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `A ${a.version}, as of ${a.asOf}, ${a.trees} trees`,
    `B ${b.version}, as of ${b.asOf}, ${b.trees} trees`,
    ...(heldOut === null ? [] : [`B beside A: ${verdictSentence(heldOut)}`]),
    `Lists: ${lists.unchanged} of ${lists.customers} customers keep theirs, ` +
    `mean change ${lists.meanChange.toFixed(3)}`,
    "Share of gain, A and B:",
    ...importance.map(({ feature, a, b }) => `  ${feature}: ${percent(a)}, ${percent(b)}`),
    "Lists that changed most:",
    ...lists.most.map(({ customer_id, change, a, b }) =>
      `  ${customer_id} (${change.toFixed(2)}): ${a.slice(0, 4).join(" ")} … → ` +
      `${b.slice(0, 4).join(" ")} …`
    ),
  ].join("\n");
}

function addCheck(program: Command, { withStageOptions, open, say, exitWith }: LifeTools) {
  withStageOptions(
    program.command("check")
      .description("Drift of features and scores, age of model and lists; exit code 3 if any"),
  )
    .option("--psi <x>", "population stability index that counts as moved (default: 0.25)")
    .option("--gain <share>", "share of the model's gain that may move (default: 0.1)")
    .option("--model-days <n>", "days that a model may be old (default: 28)")
    .option("--list-days <n>", "days that the lists may be old (default: 7)")
    .action(async (_options, command: Command) => {
      const run = open(command);
      using _lock = run.lock();
      const { psi, gain, modelDays, listDays } = command.opts();
      const report = await checkDrift(run, numbers({ psi, gain, modelDays, listDays }));
      const { version, asOf, trainedAsOf, drifted, findings } = report;
      say(
        command,
        report,
        [
          `check: version ${version}, trained as of ${trainedAsOf}, on ${asOf}: ` +
          (drifted ? "drift" : "no drift"),
          ...findings.map((finding) => `  ${finding}`),
          `  ${run.workspace.path(DRIFT_FILE)}`,
        ].join("\n"),
      );
      if (drifted) exitWith(DRIFTED);
    });
}

function addTune(program: Command, { withStageOptions, open, say }: LifeTools) {
  withStageOptions(
    program.command("tune")
      .description("Search the parameters that matter, on weeks before the test weeks"),
  )
    .option("--trials <n>", "parameter sets, the default one among them (default: 12)")
    .option("--minutes <n>", "minutes that the search may take (default: 30)")
    .action(async (_options, command: Command) => {
      const { trials, minutes } = numbers(command.opts());
      const run = open(command);
      using _lock = run.lock();
      const summary = await tune(run, {
        ...(trials === undefined ? {} : { trials }),
        ...(minutes === undefined ? {} : { budgetMinutes: minutes }),
      });
      say(command, summary, summary.text);
    });
}

/** Options as numbers; those that were not given are left out. */
function numbers(options: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) =>
      typeof value === "string" || typeof value === "number"
    )
      .flatMap(([name, value]) => {
        const number = Number(value);
        if (!["psi", "gain", "modelDays", "listDays", "trials", "minutes"].includes(name)) {
          return [];
        }
        if (!(number > 0)) {
          const flag = name.replaceAll(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`);
          throw new RangeError(`Expected --${flag} to be a number above 0 but found ${value}`);
        }
        return [[name, number]];
      }),
  );
}
