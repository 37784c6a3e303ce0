/**
 * `deno run -A src/bench/ablations.ts --data DIR --as-of DAY`: how good the lists of a synthetic shop
 * are beside every baseline and beside the oracle, and what each candidate source and each feature
 * family is worth: small trainings without one of them at a time.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fitCandidates } from "../candidates/candidates.ts";
import { evaluateRanking, type FoldRun } from "../evaluation/evaluate_ranking.ts";
import { evaluateOracle, type OracleEvaluation } from "../evaluation/oracle.ts";
import { type Recommender, scoreLists } from "../evaluation/score_lists.ts";
import { evaluationFolds } from "../evaluation/splits.ts";
import { storePaths } from "../ingest/store.ts";
import { type Ablation, familyAblations, sourceAblations } from "../ranking/ablation.ts";
import { createRankerMemory, type RankerMemory } from "../ranking/fit.ts";
import type { RankerRecipe } from "../ranking/recipe.ts";
import { rowFiller, rowInputs } from "../ranking/rows.ts";
import { retrainRanker } from "../ranking/train.ts";
import { listMaker } from "../serving/list_maker.ts";
import { dayText, stageOptions } from "../stages/options.ts";
import { openRun, type Run } from "../stages/run.ts";
import { terminalProgress } from "../terminal_progress.ts";
import { PROJECT_ROOT, writeAtomically } from "../workspace.ts";

/** One system's MAP@12 over all buyers of the test week. */
export interface SystemLine {
  readonly name: string;
  readonly mapAt12: number;
  /** Mean difference to what it is compared with, over buyers, and its standard error. */
  readonly difference: number;
  readonly standardError: number;
}

/** What was measured. */
export interface Ablations {
  readonly cutoff: string;
  readonly customers: number;
  readonly buyers: number;
  /** `null` for a shop without truth. */
  readonly oracle: OracleEvaluation | null;
  /** The ranker first, then the baselines, compared with the ranker. */
  readonly systems: readonly SystemLine[];
  /** A small training first, then the same without one source or family, compared with it. */
  readonly ablations: readonly SystemLine[];
}

/** Trees of a small training, at most, and the newest label windows that it learns from. */
const SMALL = { trees: 60, labelWindows: 2 };

/** Measures the week that begins on the run's day. */
export async function measureAblations(run: Run): Promise<Ablations> {
  const shop = await run.shop();
  const { horizonDays: horizon, threads, seed, engine } = run.options;
  const folds = evaluationFolds(shop, await run.asOf(), { horizon, folds: 1 });
  const memory = createRankerMemory();
  const scored: [string, Float64Array][] = [];
  let week: FoldRun | undefined;
  const { systems } = await evaluateRanking(shop, folds, {
    ...{ threads, seed, engine, memory, recipe: run.recipe, progress: run.progress },
    onScores: (name, _fold, { values }) => scored.push([name, values.map_at_12]),
    onFold: (fold) => void (week = fold),
  });
  const { map_at_12, ndcg_at_10 } = systems.find(({ kind }) => kind === "ranker")!.metrics;
  const oracle = await evaluateOracle({
    directory: (await run.ingested()).directory,
    store: storePaths(run.workspace),
    shop,
    truth: week!.truth,
    ours: { mapAt12: map_at_12.folds[0]!, ndcgAt10: ndcg_at_10.folds[0]! },
  });
  return {
    cutoff: dayText(week!.fold.cutoff),
    customers: shop.orders.customers,
    buyers: week!.truth.buyers.length,
    oracle,
    systems: compared(scored),
    ablations: compared(await smallTrainings(week!, run, memory)),
  };
}

async function smallTrainings(
  week: FoldRun,
  run: Run,
  memory: RankerMemory,
): Promise<[string, Float64Array][]> {
  const recipe: RankerRecipe = { ...run.recipe, labelWindows: SMALL.labelWindows };
  const trees = [Math.min(SMALL.trees, recipe.maxTrees)];
  const { definitions } = rowFiller(week.inputs);
  const all: Ablation = { name: "small training", uses: () => true, recipe };
  const left = [all, ...sourceAblations(recipe), ...familyAblations(definitions, recipe)];
  const bar = run.progress.start("Small trainings", left.length, "trainings");
  const results: [string, Float64Array][] = [];
  for (const ablation of left) {
    const sameCandidates = ablation.recipe === recipe;
    const text = await retrainRanker(week.known, trees, {
      recipe: ablation.recipe,
      uses: ablation.uses,
      horizon: run.options.horizonDays,
      seed: run.options.seed,
      threads: run.options.threads,
      engine: run.options.engine,
      memory: sameCandidates ? memory : createRankerMemory(),
    });
    const inputs = sameCandidates
      ? week.inputs
      : rowInputs(fitCandidates(week.known, ablation.recipe.candidates));
    const maker = listMaker(inputs, text, 12);
    const recommend: Recommender = (customer) => {
      const { size, article } = maker.list(customer);
      return article.subarray(0, size);
    };
    results.push([ablation.name, scoreLists(week.truth, recommend).values.map_at_12]);
    bar.update(results.length);
  }
  bar.finish();
  return results;
}

/**
 * Every system beside the first, buyer by buyer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compared } from "./ablations.ts";
 *
 * const [, second] = compared([["a", Float64Array.of(0, 1)], ["b", Float64Array.of(1, 2)]]);
 * assert.deepEqual(second, { name: "b", mapAt12: 1.5, difference: 1, standardError: 0 });
 * ```
 */
export function compared(
  scored: readonly (readonly [name: string, perBuyer: Float64Array])[],
): SystemLine[] {
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  const first = scored[0]![1];
  return scored.map(([name, values]) => {
    const differences = values.map((value, b) => value - first[b]!);
    const difference = mean(differences);
    const variance = mean(differences.map((d) => (d - difference) ** 2));
    const standardError = Math.sqrt(variance / values.length);
    return { name, mapAt12: mean(values), difference, standardError };
  });
}

/** The figures as a Markdown section. */
export function ablationsTable({ oracle, systems, ablations, ...about }: Ablations): string {
  const best = oracle?.mapAt12.oracle ?? null;
  const fraction = (value: number) =>
    best === null ? "" : ` ${(100 * value / best).toFixed(1)} % |`;
  const rows = (lines: readonly SystemLine[]) =>
    lines.map(({ name, mapAt12, difference, standardError }, i) =>
      `| ${name} | ${mapAt12.toFixed(5)} |${fraction(mapAt12)} ` +
      `${i === 0 ? "" : `${difference.toFixed(5)} ± ${standardError.toFixed(5)}`} |`
    );
  const head = (what: string) => [
    `| ${what} | MAP@12 |${best === null ? "" : " of the oracle's |"} difference to the first |`,
    `| --- | --- |${best === null ? "" : " --- |"} --- |`,
  ];
  return [
    `## ${about.customers} customers, week of ${about.cutoff}, ${about.buyers} buyers`,
    ...["", ...head("system"), ...rows(systems), ""],
    ...(best === null ? [] : [`The oracle's MAP@12 is ${best.toFixed(5)}.`, ""]),
    ...[...head("left out"), ...rows(ablations), ""],
  ].join("\n");
}

if (import.meta.main) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { data: text, "as-of": text, workspace: text, threads: text, reports: text },
  });
  const { "as-of": asOf, reports = join(PROJECT_ROOT, "reports"), ...rest } = values;
  const input = { ...rest, ...(asOf === undefined ? {} : { asOf }) };
  const made = Deno.makeTempDirSync({ prefix: "helix-ablations-" });
  try {
    const options = stageOptions({ workspace: made, ...input });
    const found = await measureAblations(openRun(options, { progress: terminalProgress() }));
    const json = JSON.stringify(found, null, 2) + "\n";
    const table = ablationsTable(found);
    Deno.mkdirSync(reports, { recursive: true });
    await writeAtomically(join(reports, "ablations.json"), (f) => Deno.writeTextFileSync(f, json));
    await writeAtomically(join(reports, "ablations.md"), (f) => Deno.writeTextFileSync(f, table));
    console.log(table);
  } finally {
    Deno.removeSync(made, { recursive: true });
  }
}
