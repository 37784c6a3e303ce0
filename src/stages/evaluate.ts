/**
 * The evaluate stage: every figure that the reports show, on weeks that nothing was learned from.
 *
 * @module
 */
import { type CandidateRecall, candidateRecall } from "../candidates/recall.ts";
import { evaluateProbability, type ProbabilityCases } from "../evaluation/calibration.ts";
import {
  evaluateRanking,
  type FoldRun,
  type RankingEvaluation,
} from "../evaluation/evaluate_ranking.ts";
import { evaluateOracle, type OracleEvaluation } from "../evaluation/oracle.ts";
import { type Metrics, METRICS_FILE } from "../evaluation/results.ts";
import { evaluationFolds, type Fold } from "../evaluation/splits.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { storePaths } from "../ingest/store.ts";
import type { Shop } from "../ingest/shop.ts";
import {
  evaluatePropensity,
  type EvaluatePropensityOptions,
  type PropensityEvaluation,
} from "../propensity/evaluate.ts";
import type { fitPropensity } from "../propensity/fit.ts";
import { listMaker } from "../serving/list_maker.ts";
import { purchaseProbability } from "../serving/probability.ts";
import { SIMULATION_FILE } from "../simulation/results.ts";
import { createRandom } from "../statistics/random.ts";
import { evaluateTiming, type TimingEvaluation } from "../timing/evaluate.ts";
import { writeAtomically } from "../workspace.ts";
import { dayText } from "./options.ts";
import { type Run, runStage, type StageResult } from "./run.ts";
import { fitAhead, rememberedFits } from "./propensity_fits.ts";
import { trackEvaluation } from "./track.ts";
import { fitProbabilities } from "./train.ts";

const STATEMENT =
  "One global cutoff per fold; everything is learned from rows before it. All buyers " +
  "of the test week count, cold ones included; the whole catalogue is ranked; bought articles stay " +
  "recommendable; duplicate rows count once. Intervals are 95 % bootstrap intervals by customer.";

/** Evaluates what, who and when on the test weeks. */
export async function evaluateStage(run: Run): Promise<StageResult<Metrics>> {
  const { folds, ablation, engine, topK } = run.options;
  const definition = {
    name: "evaluate",
    depends: { folds, ablation, engine, topK, recipe: JSON.parse(JSON.stringify(run.recipe)) },
    outputs: [METRICS_FILE],
  };
  return await runStage(run, definition, async () => {
    const started = Date.now();
    const metrics = await evaluate(run);
    await writeAtomically(
      run.workspace.path(METRICS_FILE),
      (path) => Deno.writeTextFileSync(path, JSON.stringify(metrics, null, 2) + "\n"),
    );
    await trackEvaluation(run, metrics, started);
    return metrics;
  });
}

async function evaluate(run: Run): Promise<Metrics> {
  const shop = await run.shop();
  const folds = await testWeeks(run, shop);
  const base = await describeRun(run);
  if (folds.length === 0) {
    const days = shop.lastDay - shop.firstDay + 1;
    const noEvaluation =
      `Expected a week of orders to test on after earlier ones to learn from but the ` +
      `orders span ${days} day${days === 1 ? "" : "s"}`;
    const none = { folds: [], what: null, purchaseProbability: null, who: null, when: null };
    return { ...base, noEvaluation, ...none };
  }
  const { horizonDays: horizon, seed, threads, engine, ablation } = run.options;
  const fit = rememberedFits(run.memory.propensity);
  const ahead = fitAhead(
    fit,
    shop,
    folds.flatMap(({ cutoff }) => [cutoff - horizon, cutoff]),
    { horizon, seed, threads },
  );
  const recalls: CandidateRecall[] = [];
  const cases: ProbabilityCases[] = [];
  const shared = { threads, seed, engine, progress: run.progress };
  const { folds: summaries, ...what } = await evaluateRanking(shop, folds, {
    ...shared,
    recipe: run.recipe,
    ablation,
    memory: run.memory.ranker,
    onFold: async (fold) => {
      recalls.push(candidateRecall(fold.inputs.candidates, fold.truth));
      cases.push(await probabilityCases(fold, run, fit));
    },
  });
  await ahead;
  return {
    ...base,
    noEvaluation: null,
    folds: summaries.map((fold, f) => ({
      ...fold,
      cutoffDate: dayText(fold.cutoff),
      recall: recalls[f]!,
    })),
    what,
    purchaseProbability: evaluateProbability(cases),
    who: await who(shop, folds, { ...shared, horizon, fit }),
    when: timing(shop, folds[folds.length - 1]!),
    oracle: await besideOracle(run, shop, folds, what),
  };
}

/** The newest fold beside a synthetic shop's truth; `null` for other sources. */
async function besideOracle(
  run: Run,
  shop: Shop,
  folds: readonly Fold[],
  { systems }: Pick<RankingEvaluation, "systems">,
): Promise<OracleEvaluation | null> {
  const { metrics } = systems.find(({ kind }) => kind === "ranker")!;
  const newest = folds.reduce((best, { cutoff }, f) => cutoff > folds[best]!.cutoff ? f : best, 0);
  const { cutoff, horizon } = folds[newest]!;
  return await evaluateOracle({
    directory: (await run.ingested()).directory,
    store: storePaths(run.workspace),
    shop,
    truth: purchasesIn(shop, cutoff, cutoff + horizon),
    ours: {
      mapAt12: metrics.map_at_12.folds[newest]!,
      ndcgAt10: metrics.ndcg_at_10.folds[newest]!,
    },
  });
}

/** Propensity on the folds where some known customers bought and some did not. */
async function who(
  shop: Shop,
  folds: readonly Fold[],
  options: EvaluatePropensityOptions,
): Promise<PropensityEvaluation | null> {
  const cutoffs = folds.filter(({ cutoff, horizon }) => {
    const { offsets, day, customers } = shop.orders;
    const buyers = new Set(purchasesIn(shop, cutoff, cutoff + horizon).buyers);
    let [bought, known] = [0, 0];
    for (let c = 0; c < customers; c++) {
      if (offsets[c] === offsets[c + 1] || day[offsets[c]!]! >= cutoff) continue;
      known++;
      if (buyers.has(c)) bought++;
    }
    return bought > 0 && bought < known;
  }).map(({ cutoff }) => cutoff);
  return cutoffs.length === 0 ? null : await evaluatePropensity(shop, cutoffs, options);
}

/** Days whose first orders are foretold. */
const TIMING_DAYS = 28;

/** Timing on the 28 days that end with the newest test week, or that week alone in a young shop. */
function timing(shop: Shop, newest: Fold): TimingEvaluation | null {
  const end = newest.cutoff + newest.horizon;
  const heldOutDays = end - TIMING_DAYS > shop.firstDay + TIMING_DAYS
    ? TIMING_DAYS
    : newest.horizon;
  const cut = end - heldOutDays;
  if (purchasesIn(shop, cut, end).buyers.length === 0) return null;
  return evaluateTiming(shop, cut, { heldOutDays });
}

/** The folds that have buyers in their window and orders before it. */
async function testWeeks(run: Run, shop: Shop): Promise<Fold[]> {
  const { horizonDays: horizon, folds } = run.options;
  return evaluationFolds(shop, await run.asOf(), { horizon, folds }).filter(({ cutoff }) =>
    purchasesIn(shop, cutoff, cutoff + horizon).buyers.length > 0
  );
}

async function describeRun(run: Run): Promise<Pick<Metrics, "protocol" | "data">> {
  const { seconds: _s, reused: _r, directory: _d, ...data } = await run.ingested();
  return {
    protocol: {
      asOf: dayText(await run.asOf()),
      horizonDays: run.options.horizonDays,
      seed: run.options.seed,
      statement: STATEMENT,
      simulated: SIMULATION_FILE,
    },
    data: { name: run.options.data, ...data },
  };
}

/** Customers whose stated probabilities are checked in each fold, at most. */
const CHECKED_CUSTOMERS = 2_000;

/**
 * What the fold would have stated for the lists of customers with an earlier purchase, and whether
 * they bought.
 */
async function probabilityCases(
  fold: FoldRun,
  run: Run,
  fit: typeof fitPropensity,
): Promise<ProbabilityCases> {
  const { known, ranker, truth, inputs } = fold;
  const { propensity, probability } = await fitProbabilities(known, ranker, run, fit);
  const text = "reason" in ranker ? null : ranker.modelText;
  const maker = listMaker(inputs, text, run.options.topK);
  const bought = new Map(Array.from(
    truth.buyers,
    (customer, b) => [
      customer,
      new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!)),
    ],
  ));
  const random = createRandom(run.options.seed);
  const share = CHECKED_CUSTOMERS / known.orders.customers;
  const checked: number[] = [];
  for (let c = 0; c < known.orders.customers; c++) {
    if (share < 1 && random.uniform() >= share) continue;
    if (known.orders.offsets[c] !== known.orders.offsets[c + 1]) checked.push(c);
  }
  const stated: number[] = [];
  const outcome: number[] = [];
  maker.listAll(Uint32Array.from(checked), (list, at) => {
    const c = checked[at]!;
    for (let r = 0; r < list.size; r++) {
      stated.push(purchaseProbability(probability, list.score[r]!, propensity[c]!));
      outcome.push(bought.get(c)?.has(list.article[r]!) ? 1 : 0);
    }
  });
  return { probability: Float64Array.from(stated), outcome: Uint8Array.from(outcome) };
}
