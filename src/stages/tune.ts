/**
 * `helix tune`: looks for better parameters of the ranker on weeks before the test weeks.
 *
 * @module
 */
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { evaluationFolds, type Fold } from "../evaluation/splits.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import type { Shop } from "../ingest/shop.ts";
import {
  type Contender,
  DECISIVE,
  type HeldOutScores,
  heldOutScores,
  type Verdict,
  verdict,
  verdictSentence,
} from "../tracking/held_out.ts";
import { newRunId, type RunMetric } from "../tracking/runs.ts";
import { proposeTrials, recipeOf, rungs, survivors, type TrialParams } from "../tracking/search.ts";
import { fingerprint, readJson, writeAtomically } from "../workspace.ts";
import { codeFingerprint } from "./code_fingerprint.ts";
import { dayText } from "./options.ts";
import type { Run } from "./run.ts";
import { keepRun, sendRuns } from "./track.ts";
import { dataFingerprint, wayOf } from "./versions.ts";

/** The recipe that the last finished search found. */
export const TUNED_RECIPE = "data/tuning/recipe.json";

/** Weeks that sets are judged on, at most; all end before the first test week begins. */
const WEEKS = 4;

/** Options of {@linkcode tune}. */
export interface TuneOptions {
  /** Parameter sets, the recipe as it is among them. @default {12} */
  trials?: number;
  /** Minutes; what is not done then is left for the next call. @default {30} */
  budgetMinutes?: number;
}

/** What a search says. */
export interface TuneSummary {
  /** Whether the whole search is done, in this call or together with earlier ones. */
  readonly finished: boolean;
  /** Trainings that are done and that the whole search needs. */
  readonly done: number;
  readonly needed: number;
  /** Last days of the weeks that were looked at, and the first day of the test weeks. */
  readonly weeks: readonly string[];
  readonly testFrom: string;
  /** The best set; `null` while the search goes on. */
  readonly best: TrialParams | null;
  /** The best set beside the recipe as it is; `null` while the search goes on. */
  readonly verdict: Verdict | null;
  /** The recipe's file; `null` where the recipe as it is stays the best. */
  readonly recipe: string | null;
  readonly text: string;
}

/** A search as it goes on from call to call. */
interface Search {
  readonly id: string;
  readonly started: number;
  /** Trials that are runs already. */
  recorded: number[];
  finished: boolean;
}

/**
 * Successive halving over random sets. Every set is trained on what was known before each of its
 * weeks and judged on that week; all weeks lie before the test weeks, which therefore stay unseen.
 * Finished trainings are kept: a call that was cut short, by its budget or otherwise, is continued
 * by the next one with the same data, options and code.
 *
 * @throws {DataError} If there are no weeks before the test weeks.
 */
export async function tune(run: Run, options: TuneOptions = {}): Promise<TuneSummary> {
  const { trials: count = 12, budgetMinutes = 30 } = options;
  const deadline = AbortSignal.timeout(Math.round(budgetMinutes * 60_000));
  const params = proposeTrials(count, run.options.seed);
  const shop = await run.shop();
  const { folds, testFrom } = await tuningFolds(run, shop);
  const plan = rungs(count, folds.length);
  const file = await searchFile(run, count, folds);
  const search = readSearch(file) ?? { id: newRunId("tune", Date.now()), started: Date.now() };
  const state: Search = { recorded: [], finished: false, ...search };
  await writeSearch(file, state);
  const judge = await judgeOf(run, shop, params, deadline);
  const bar = run.progress.start("Tuning", needed(plan), "trainings");
  let alive = params.map((_, trial) => trial);
  let scores = new Map<number, HeldOutScores>();
  const began = new Map<number, number>();
  let done = 0;
  const facts = { weeks: folds.map(lastDay), testFrom: dayText(testFrom), needed: needed(plan) };
  for (const [r, rung] of plan.entries()) {
    if (r > 0) alive = survivors(means(scores), rung.trials);
    scores = new Map();
    for (const trial of alive) {
      if (!began.has(trial)) began.set(trial, Date.now());
      for (const fold of folds.slice(0, rung.weeks)) {
        const found = await judge(trial, fold);
        if (found === null) return { ...stopped(done, facts), ...facts, done };
        scores.set(trial, [...scores.get(trial) ?? [], ...found]);
        bar.update(++done - repeated(plan, r, alive.length));
      }
    }
    const next = plan[r + 1];
    const staying = next === undefined ? [] : survivors(means(scores), next.trials);
    for (const trial of alive.filter((one) => !staying.includes(one))) {
      await recordTrial(run, state, {
        trial,
        started: began.get(trial)!,
        params: params[trial]!,
        scores: scores.get(trial)!,
      });
      await writeSearch(file, state);
    }
  }
  bar.finish();
  const summary = await finish(run, params, scores, { ...facts, done: facts.needed });
  await recordSearch(run, state, summary);
  await writeSearch(file, state);
  await sendRuns(run);
  return summary;
}

/** Trainings that a plan needs: a set that goes on keeps the weeks that it was judged on. */
function needed(plan: ReturnType<typeof rungs>): number {
  return plan.reduce(
    (sum, { trials, weeks }, r) => sum + trials * (weeks - (plan[r - 1]?.weeks ?? 0)),
    0,
  );
}

/** Judgements of this round that an earlier one made already. */
function repeated(plan: ReturnType<typeof rungs>, r: number, alive: number): number {
  let sum = 0;
  for (let i = 1; i <= r; i++) sum += (i === r ? alive : plan[i]!.trials) * plan[i - 1]!.weeks;
  return sum;
}

/** The newest weeks that end by the first test week. */
async function tuningFolds(run: Run, shop: Shop): Promise<{ folds: Fold[]; testFrom: number }> {
  const { horizonDays: horizon, folds: tested } = run.options;
  const tests = evaluationFolds(shop, await run.asOf(), { horizon, folds: tested });
  const testFrom = tests[0]?.cutoff ?? await run.asOf() - horizon;
  const folds = Array.from({ length: WEEKS }, (_, k) => testFrom - (k + 1) * horizon)
    .filter((cutoff) => cutoff > shop.firstDay + horizon)
    .filter((cutoff) => purchasesIn(shop, cutoff, cutoff + horizon).buyers.length > 0)
    .map((cutoff) => ({ cutoff, horizon, complete: true }));
  if (folds.length === 0) {
    throw new DataError(
      `Expected weeks of orders before the test weeks, which begin on ${dayText(testFrom)}, ` +
        "but found none",
      { hint: "Give fewer --folds, or a shop with a longer past." },
    );
  }
  return { folds, testFrom };
}

function lastDay({ cutoff, horizon }: Fold): string {
  return dayText(cutoff + horizon - 1);
}

/** Judges one set on one week; `null` where the time is over. */
async function judgeOf(
  run: Run,
  shop: Shop,
  params: readonly TrialParams[],
  signal: AbortSignal,
): Promise<(trial: number, fold: Fold) => Promise<HeldOutScores | null>> {
  const { threads, horizonDays: horizon } = run.options;
  const options = {
    threads,
    signal,
    memory: run.workspace.path("data/held_out"),
    print: `${await dataFingerprint(run)} ${codeFingerprint()}`,
    rows: new Map(),
  };
  const way = wayOf(run);
  return async (trial, fold) => {
    const contender: Contender = {
      version: `set ${trial}`,
      asOf: Infinity,
      way: { ...way, recipe: recipeOf(run.recipe, params[trial]!) },
      modelText: null,
      horizon,
    };
    try {
      return signal.aborted ? null : await heldOutScores(shop, [fold], contender, options);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  };
}

/** Mean of the weeks' means of the decisive metric, by set. */
function means(scores: ReadonlyMap<number, HeldOutScores>): Map<number, number> {
  return new Map([...scores].map(([trial, weeks]) => [trial, mean(weeks.map(weekMean))]));
}

function weekMean(week: HeldOutScores[number]): number {
  return mean([...week[DECISIVE]]);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}

type Facts = Pick<TuneSummary, "weeks" | "testFrom" | "needed">;

function stopped(done: number, { needed }: Facts) {
  return {
    finished: false,
    best: null,
    verdict: null,
    recipe: null,
    text: `tune: the time is over after ${done} judgements; the search needs ${needed} ` +
      "trainings in all. Run the same command again to go on.",
  };
}

async function finish(
  run: Run,
  params: readonly TrialParams[],
  scores: ReadonlyMap<number, HeldOutScores>,
  facts: Facts & { readonly done: number },
): Promise<TuneSummary> {
  const ranked = [...means(scores)].sort(([a, x], [b, y]) => y - x || a - b);
  const winner = ranked[0]![0];
  const found = verdict(scores.get(winner)!, scores.get(0)!);
  const base = { ...facts, finished: true, best: params[winner]!, verdict: found };
  if (winner === 0) {
    return { ...base, recipe: null, text: "tune: no set beats the recipe as it is" };
  }
  const recipe = run.workspace.path(TUNED_RECIPE);
  const { candidates: _, ...rest } = recipeOf(run.recipe, params[winner]!);
  await writeAtomically(
    recipe,
    (path) => Deno.writeTextFileSync(path, JSON.stringify(rest, null, 1) + "\n"),
  );
  const said = found.better
    ? "better than the recipe as it is"
    : "not better than the recipe as it is by more than chance";
  const sets = Object.entries(params[winner]!).map(([name, value]) => `${name} ${value}`);
  const text = [
    `tune: ${sets.join(", ")}`,
    `  ${said}: ${verdictSentence(found)}`,
    `  on the weeks until ${facts.weeks[0]} by which it was chosen, which flatters it`,
    `  promote judges it on the test weeks from ${facts.testFrom} on`,
    `  Next: helix train --recipe ${recipe}, then helix promote --recipe ${recipe}`,
  ].join("\n");
  return { ...base, recipe, text };
}

interface TrialFacts {
  readonly trial: number;
  readonly started: number;
  readonly params: TrialParams;
  readonly scores: HeldOutScores;
}

/** A set that is out, or the winner, as a child run. */
async function recordTrial(
  run: Run,
  search: Search,
  { trial, started, params, scores }: TrialFacts,
): Promise<void> {
  if (search.recorded.includes(trial)) return;
  const now = Date.now();
  const at = (key: string, value: number, step = 0): RunMetric => ({
    key,
    value,
    step,
    timestamp: now,
  });
  const weeks = scores.map(weekMean);
  await keepRun(run, {
    id: newRunId("trial", now),
    kind: "trial",
    parent: search.id,
    started,
    ended: now,
    version: null,
    params: {
      trial: String(trial),
      ...Object.fromEntries(
        Object.entries(params).map(([name, value]) => [`trial.${name}`, String(value)]),
      ),
    },
    metrics: [
      at("map_at_12", mean(weeks)),
      at("weeks", weeks.length),
      ...weeks.map((value, step) => at("map_at_12/week", value, step)),
    ],
  }, {});
  search.recorded = [...search.recorded, trial];
}

async function recordSearch(run: Run, search: Search, summary: TuneSummary): Promise<void> {
  if (search.finished) return;
  const ended = Date.now();
  const { mean: difference, low, high } = summary.verdict!.differences[DECISIVE];
  const figures = { difference, "difference/low": low, "difference/high": high };
  await keepRun(run, {
    id: search.id,
    kind: "tune",
    started: search.started,
    ended,
    version: null,
    params: Object.fromEntries(
      Object.entries(summary.best!).map(([name, value]) => [`best.${name}`, String(value)]),
    ),
    metrics: Object.entries(figures)
      .map(([key, value]) => ({ key, value, step: 0, timestamp: ended })),
  }, { "summary.json": JSON.stringify(summary, null, 1) + "\n" });
  search.finished = true;
}

async function searchFile(run: Run, trials: number, folds: readonly Fold[]): Promise<string> {
  const key = fingerprint({
    trials,
    folds: folds.map(({ cutoff }) => cutoff),
    way: JSON.parse(JSON.stringify(wayOf(run))),
    data: await dataFingerprint(run),
    code: codeFingerprint(),
  });
  return join(run.workspace.data, "tuning", `${key.slice(0, 12)}.json`);
}

/** A search that was begun; a damaged file counts as none. */
function readSearch(file: string): Search | null {
  const search = readJson<Search>(file);
  return Array.isArray(search?.recorded) ? search : null;
}

async function writeSearch(file: string, search: Search): Promise<void> {
  await writeAtomically(
    file,
    (path) => Deno.writeTextFileSync(path, JSON.stringify(search) + "\n"),
  );
}
