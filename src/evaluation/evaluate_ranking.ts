/**
 * How good the lists are: the ranker, the baselines and the ablations on successive test weeks.
 *
 * @module
 */
import {
  candidateGenerator,
  type CandidateModel,
  fitCandidates,
} from "../candidates/candidates.ts";
import { purchasesIn, type WindowPurchases } from "../ingest/purchases.ts";
import { type Shop, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import {
  type NoRanker,
  type Ranker,
  retrainRanker,
  trainRanker,
  type TrainRankerOptions,
} from "../ranking/train.ts";
import { createRankerMemory, type RankerMemory } from "../ranking/fit.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "../ranking/recipe.ts";
import { rowFiller, type RowInputs, rowInputs } from "../ranking/rows.ts";
import { inLanes } from "../ranking/lanes.ts";
import { listMaker, listsOfModels } from "../serving/list_maker.ts";
import {
  bootstrapFoldMean,
  bootstrapFoldPairedDifference,
  type BootstrapInterval,
} from "../statistics/bootstrap.ts";
import { BASELINES, baselines, LIST_LENGTH } from "./baselines.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { type ListScores, type Recommender, scoreLists } from "./score_lists.ts";
import type { Fold } from "./splits.ts";

/** A figure over folds: mean with interval, and each fold's own. */
export interface FoldFigure extends BootstrapInterval {
  readonly folds: readonly number[];
}

/** One row of the table of results. */
export interface SystemResult {
  readonly name: string;
  readonly kind: "ranker" | "baseline" | "ablation";
  readonly metrics: Record<MetricName, FoldFigure>;
  /** This row minus "own repurchases, then popularity"; an ablation's minus its reference. */
  readonly difference: Record<MetricName, BootstrapInterval>;
  /** Distinct articles among the first ten of all lists, mean over folds. */
  readonly coverageAt10: number;
  /** Mean of `−log2(share of customers who ever bought it)` over the first ten, in bits. */
  readonly noveltyAt10: number;
}

/** What one fold left behind for further evaluations. */
export interface FoldRun {
  readonly fold: Fold;
  readonly known: Snapshot;
  readonly truth: WindowPurchases;
  readonly inputs: RowInputs;
  readonly ranker: Ranker | NoRanker;
}

/** The evaluation of the lists. */
export interface RankingEvaluation {
  readonly folds: readonly FoldSummary[];
  readonly systems: readonly SystemResult[];
  /** Figures within the buyers whose candidates hold a purchase: conditional, never the headline. */
  readonly conditional: { readonly name: string; readonly metrics: Record<MetricName, number> };
}

/** A fold in numbers. */
export interface FoldSummary extends Fold {
  readonly buyers: number;
  readonly purchases: number;
  /** Why there is no ranker in this fold, `null` where there is one. */
  readonly noRanker: string | null;
  readonly trees: readonly number[];
}

/** Options of {@linkcode evaluateRanking}. */
export interface EvaluateRankingOptions {
  /** @default {DEFAULT_RECIPE} */
  recipe?: RankerRecipe;
  /** @default {1} */
  threads?: number;
  /** @default {1} */
  seed?: number;
  /**
   * Whether every feature family is left out in turn on the newest fold, each with a small training
   * of its own ({@linkcode ABLATION_TREES} trees of the recipe's first model on the two newest label
   * windows) and compared with the same small training on all families. @default {false}
   */
  ablation?: boolean;
  /** @default {auto} */
  engine?: TrainRankerOptions["engine"];
  /** What an earlier training on the same shop left. @default {nothing} */
  memory?: RankerMemory;
  /** @default {silent} */
  progress?: Progress;
  /** Called with every fold's run, for evaluations that need its models. */
  onFold?: (run: FoldRun) => void | Promise<void>;
  /** Baselines beyond the usual ones, made anew in each fold. @default {none} */
  moreBaselines?: (run: FoldRun) => Promise<ReadonlyMap<string, Recommender>>;
  /** Called with every system's scores in every fold, one value per buyer. */
  onScores?: (name: string, fold: Fold, scores: ListScores) => void;
}

/**
 * Evaluates on the given folds. Everything is learned anew in each fold from what was known before
 * its cutoff; the fold's truth is read only to score the finished lists.
 *
 * @throws {RangeError} If there are no folds.
 */
export async function evaluateRanking(
  shop: Shop,
  folds: readonly Fold[],
  options: EvaluateRankingOptions = {},
): Promise<RankingEvaluation> {
  if (folds.length === 0) throw new RangeError("Expected at least one fold but found 0");
  const { ablation = false, progress = silent } = options;
  const scores = new Map<string, { kind: SystemResult["kind"]; folds: FoldScores[] }>();
  const add = (
    run: FoldRun,
    name: string,
    kind: SystemResult["kind"],
    recommend: Recommender,
  ) => {
    const scored = scoreSystem(run, recommend);
    const row = scores.get(name) ?? { kind, folds: [] };
    row.folds.push(scored);
    scores.set(name, row);
    options.onScores?.(name, run.fold, scored);
  };
  const summaries: FoldSummary[] = [];
  const memory = options.memory ?? createRankerMemory();
  const within: Uint8Array[] = [];
  const bar = progress.start("Test weeks", folds.length, "weeks");
  for (const fold of folds) {
    const run = await runFold(shop, fold, options, memory);
    summaries.push(summarise(run));
    add(run, "ranker", "ranker", rankerLists(run));
    within.push(reachable(run));
    const more = await options.moreBaselines?.(run) ?? [];
    for (const [name, recommend] of [...baselines(run.inputs.candidates), ...more]) {
      add(run, name, "baseline", recommend);
    }
    if (ablation && fold === folds.at(-1) && !("reason" in run.ranker)) {
      for (const [name, lists] of await ablations(run, options, memory)) {
        add(run, name, "ablation", lists);
      }
    }
    await options.onFold?.(run);
    bar.update(summaries.length);
  }
  bar.finish();
  return {
    folds: summaries,
    systems: [...scores].map(([name, row]) => systemResult(name, row, scores)),
    conditional: conditionalFigures(scores.get("ranker")!.folds, within),
  };
}

interface FoldScores extends ListScores {
  readonly buyers: Uint32Array;
  readonly noveltyAt10: number;
}

async function runFold(
  shop: Shop,
  fold: Fold,
  options: EvaluateRankingOptions,
  memory: RankerMemory,
): Promise<FoldRun> {
  const recipe = options.recipe ?? DEFAULT_RECIPE;
  const known = snapshotAt(shop, fold.cutoff);
  const ranker = await trainRanker(known, { ...trainOptions(fold, options), memory });
  const inputs = rowInputs(fitCandidates(known, recipe.candidates));
  const truth = purchasesIn(shop, fold.cutoff, fold.cutoff + fold.horizon);
  return { fold, known, truth, inputs, ranker };
}

function trainOptions(fold: Fold, options: EvaluateRankingOptions) {
  const { recipe = DEFAULT_RECIPE, threads = 1, seed = 1, progress = silent, engine } = options;
  return {
    horizon: fold.horizon,
    recipe,
    threads,
    seed,
    progress,
    ...(engine === undefined ? {} : { engine }),
  };
}

/** Trees of an ablation's small training. */
export const ABLATION_TREES = 40;
/** Newest label windows of an ablation's small training. */
const ABLATION_WINDOWS = 2;
/** Name of the small training on all families. */
export const ABLATION_REFERENCE = "small training, all families";

/**
 * Lists of small trainings, one without each feature family in turn and one on all of them, on one
 * thread each, as many at a time as there are threads.
 */
async function ablations(
  run: FoldRun,
  options: EvaluateRankingOptions,
  memory: RankerMemory,
): Promise<[string, Recommender][]> {
  const families = new Map(
    rowFiller(run.inputs).definitions.map(({ name, family }) => [name, family]),
  );
  const { progress, ...shared } = trainOptions(run.fold, options);
  const recipe = {
    ...shared.recipe,
    labelWindows: Math.min(ABLATION_WINDOWS, shared.recipe.labelWindows),
  };
  const left = [null, ...new Set(families.values())];
  const bar = progress.start("Small trainings without a feature family", left.length, "trainings");
  let done = 0;
  const texts = await inLanes(shared.threads, left.length, async (i) => {
    const uses = (name: string) => families.get(name) !== left[i];
    const settings = { ...shared, recipe, memory, uses, threads: 1 };
    const text = await retrainRanker(run.known, [ABLATION_TREES], settings);
    bar.update(++done);
    return text;
  });
  bar.finish();
  const lists = listsOf(run, texts);
  return left.map((family, i) => [
    family === null ? ABLATION_REFERENCE : `without ${family}`,
    lists[i]!,
  ]);
}

/** The lists of the fold's buyers by several models. */
function listsOf(run: FoldRun, texts: readonly string[]): Recommender[] {
  const { buyers } = run.truth;
  const article = texts.map(() => new Uint32Array(buyers.length * LIST_LENGTH));
  const size = texts.map(() => new Uint32Array(buyers.length));
  listsOfModels(run.inputs, texts, LIST_LENGTH, buyers, (list, m, b) => {
    article[m]!.set(list.article.subarray(0, list.size), b * LIST_LENGTH);
    size[m]![b] = list.size;
  });
  const place = new Map(Array.from(buyers, (customer, b) => [customer, b]));
  return texts.map((_, m) => (customer) => {
    const b = place.get(customer)!;
    return article[m]!.subarray(b * LIST_LENGTH, b * LIST_LENGTH + size[m]![b]!);
  });
}

function rankerLists(run: FoldRun): Recommender {
  const text = "reason" in run.ranker ? null : run.ranker.modelText;
  const maker = listMaker(run.inputs, text, LIST_LENGTH);
  return (customer) => {
    const ranked = maker.list(customer);
    return ranked.article.subarray(0, ranked.size);
  };
}

function scoreSystem(run: FoldRun, recommend: Recommender): FoldScores {
  const bits = noveltyBits(run.inputs.candidates);
  let sum = 0;
  let listed = 0;
  const scored = scoreLists(run.truth, (customer) => {
    const list = recommend(customer);
    for (let i = 0; i < Math.min(10, list.length); i++, listed++) sum += bits[list[i]!]!;
    return list;
  });
  const { buyers } = run.truth;
  return { ...scored, buyers, noveltyAt10: listed === 0 ? 0 : sum / listed };
}

function noveltyBits({ snapshot }: CandidateModel): Float64Array {
  const { orders } = snapshot;
  const buyers = new Float64Array(orders.articles);
  const seen = new Int32Array(orders.articles).fill(-1);
  for (let c = 0; c < orders.customers; c++) {
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      const a = orders.article[i]!;
      if (seen[a] !== c) buyers[a]! += 1;
      seen[a] = c;
    }
  }
  return buyers.map((n) => -Math.log2(Math.max(n, 1) / Math.max(1, orders.customers)));
}

/** 1 per buyer with a purchase among the candidates. */
function reachable(run: FoldRun): Uint8Array {
  const { truth, inputs } = run;
  const generator = candidateGenerator(inputs.candidates);
  return Uint8Array.from(truth.buyers, (customer, b) => {
    const bought = new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!));
    const { article, size } = generator.generate(customer);
    for (let i = 0; i < size; i++) if (bought.has(article[i]!)) return 1;
    return 0;
  });
}

function summarise({ fold, truth, ranker }: FoldRun): FoldSummary {
  return {
    ...fold,
    buyers: truth.buyers.length,
    purchases: truth.articles.length,
    noRanker: "reason" in ranker ? ranker.reason : null,
    trees: "reason" in ranker ? [] : ranker.trees,
  };
}

type AllScores = Map<string, { kind: SystemResult["kind"]; folds: FoldScores[] }>;

function systemResult(
  name: string,
  row: { kind: SystemResult["kind"]; folds: FoldScores[] },
  scores: AllScores,
): SystemResult {
  const against = scores.get(row.kind === "ablation" ? ABLATION_REFERENCE : BASELINES[1])!;
  const skipped = against.folds.length - row.folds.length;
  const filled = row.folds.map((fold, f) => ({ fold, other: against.folds[skipped + f]! }))
    .filter(({ fold }) => fold.values.map_at_12.length > 0);
  const per = <T>(make: (metric: MetricName) => T) =>
    Object.fromEntries(METRICS.map((metric) => [metric, make(metric)])) as Record<MetricName, T>;
  const clusters = filled.map(({ fold }) => fold.buyers);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    name,
    kind: row.kind,
    metrics: per((metric) => {
      const folds = filled.map(({ fold }) => fold.values[metric]);
      return {
        ...bootstrapFoldMean(folds, { clusters }),
        folds: folds.map((values) => mean([...values])),
      };
    }),
    difference: per((metric) =>
      bootstrapFoldPairedDifference(
        filled.map(({ fold }) => fold.values[metric]),
        filled.map(({ other }) => other.values[metric]),
        { clusters },
      )
    ),
    coverageAt10: mean(row.folds.map(({ coverageAt10 }) => coverageAt10)),
    noveltyAt10: mean(row.folds.map(({ noveltyAt10 }) => noveltyAt10)),
  };
}

function conditionalFigures(folds: readonly FoldScores[], within: readonly Uint8Array[]) {
  const figure = (metric: MetricName) => {
    const means = folds.map(({ values }, f) => {
      const kept = [...values[metric]].filter((_, b) => within[f]![b] === 1);
      return kept.reduce((a, b) => a + b, 0) / Math.max(1, kept.length);
    });
    return means.reduce((a, b) => a + b, 0) / means.length;
  };
  return {
    name: "conditional: buyers with a purchase among their candidates",
    metrics: Object.fromEntries(METRICS.map((m) => [m, figure(m)])) as Record<MetricName, number>,
  };
}
