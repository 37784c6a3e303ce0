/**
 * The baselines of the benchmark, each with the setting that did best on the horizon before the
 * first fold.
 *
 * @module
 */
import { purchasesIn } from "../../ingest/purchases.ts";
import { type EpochDay, type Snapshot, snapshotAt } from "../../ingest/shop.ts";
import type { RankerRecipe } from "../../ranking/recipe.ts";
import type { TrainingRows } from "../../ranking/training_rows.ts";
import type { FoldRun } from "../evaluate_ranking.ts";
import { type Recommender, scoreLists } from "../score_lists.ts";
import { type AggregateOptions, aggregateRanker } from "./aggregates.ts";
import { type AlsOptions, alsRecommender } from "./als.ts";
import { type Bm25Options, bm25Recommender } from "./bm25.ts";
import { popularityBaseline, repurchaseBaseline } from "./rules.ts";

/** One setting of a baseline. */
export interface Setting {
  /** In words, for the report. */
  readonly words: string;
  make(snapshot: Snapshot): Recommender;
}

const bm25 = (options: Required<Bm25Options>): Setting => ({
  words: `k1 ${options.k1}, b ${options.b}, ${options.neighbours} neighbours, ` +
    decayInWords(options.halfLifeDays),
  make: (snapshot) => bm25Recommender(snapshot, options),
});

const als = (options: Required<Omit<AlsOptions, "seed">>): Setting => ({
  words: `${options.factors} factors, alpha ${options.alpha}, λ ${options.regularisation}, ` +
    `${options.sweeps} sweeps, ${decayInWords(options.halfLifeDays)}`,
  make: (snapshot) => alsRecommender(snapshot, options),
});

function decayInWords(halfLifeDays: number): string {
  return halfLifeDays === Infinity ? "no decay" : `half-life ${halfLifeDays} days`;
}

/** What is tried, by the baseline's name. */
export const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  "popularity, window tuned": [7, 14, 28, 56].map((days) => ({
    words: `${days} days`,
    make: (snapshot) => popularityBaseline(snapshot, { days }),
  })),
  "own repurchases, decay tuned, then popularity": [Infinity, 180, 90, 60, 30, 14].map(
    (halfLifeDays) => ({
      words: decayInWords(halfLifeDays),
      make: (snapshot) => repurchaseBaseline(snapshot, { halfLifeDays }),
    }),
  ),
  "item–item BM25 and repurchases": [
    bm25({ k1: 1.2, b: 0.75, neighbours: 200, halfLifeDays: Infinity }),
    bm25({ k1: 1.2, b: 0.25, neighbours: 2, halfLifeDays: 180 }),
    bm25({ k1: 1.2, b: 0.25, neighbours: 2, halfLifeDays: 60 }),
    bm25({ k1: 10, b: 0.25, neighbours: 200, halfLifeDays: 60 }),
    bm25({ k1: 10, b: 0.25, neighbours: 200, halfLifeDays: 14 }),
  ],
  "implicit ALS, bought articles kept": [
    als({ factors: 128, alpha: 1, regularisation: 10, sweeps: 5, halfLifeDays: Infinity }),
    als({ factors: 128, alpha: 4, regularisation: 10, sweeps: 5, halfLifeDays: 60 }),
  ],
};

/** The name of the ranker on aggregates. */
export const AGGREGATES = "LightGBM on customer and article aggregates, no repurchases";

/** Options of {@linkcode tunedBaselines}. */
export interface TunedBaselinesOptions extends Omit<AggregateOptions, "windowRows" | "recipe"> {
  /** @default {all of `SETTINGS`} */
  settings?: Readonly<Record<string, readonly Setting[]>>;
  /** The aggregate ranker's recipe. @default {its own} */
  recipe?: RankerRecipe;
}

/** Makes a fold's baselines; `chosen` says their settings once the first fold was made. */
export interface TunedBaselines {
  readonly chosen: Map<string, string>;
  of(run: Pick<FoldRun, "fold" | "known" | "inputs">): Promise<Map<string, Recommender>>;
}

/**
 * Baselines for folds that come in order of time: the first one tunes them, on purchases before its
 * cutoff.
 */
export function tunedBaselines(options: TunedBaselinesOptions = {}): TunedBaselines {
  const { settings = SETTINGS, ...rest } = options;
  const chosen = new Map<string, Setting>();
  const words = new Map<string, string>();
  const windowRows = new Map<EpochDay, TrainingRows>();
  return {
    chosen: words,
    async of({ fold, known, inputs }) {
      const made = new Map<string, Recommender>();
      for (const [name, all] of Object.entries(settings)) {
        const setting = chosen.get(name) ?? bestSetting(known, fold.horizon, all);
        chosen.set(name, setting);
        words.set(name, setting.words);
        made.set(name, setting.make(known));
      }
      const shared = { ...rest, horizon: fold.horizon, windowRows };
      const aggregates = await aggregateRanker(known, inputs, shared);
      if (aggregates !== null) made.set(AGGREGATES, aggregates);
      return made;
    },
  };
}

/**
 * The setting with the highest MAP@12 in the last horizon that the snapshot knows; the first one
 * where nobody bought in it or before it.
 *
 * @throws {RangeError} If there is no setting.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { bestSetting } from "./tuned.ts";
 *
 * const shop = shopFromLines([5, 12].map((day) => ({ customer: 0, article: 1, day })));
 * const settings = [0, 1].map((code) => ({ words: `article ${code}`, make: () => () => [code] }));
 * assert.equal(bestSetting(snapshotAt(shop, 14), 7, settings).words, "article 1");
 * ```
 */
export function bestSetting(
  known: Snapshot,
  horizon: number,
  settings: readonly Setting[],
): Setting {
  const [first] = settings;
  if (first === undefined) throw new RangeError("Expected at least one setting but found 0");
  const from = known.asOf - horizon;
  const truth = purchasesIn(known, from, known.asOf);
  if (settings.length === 1 || truth.buyers.length === 0 || !(from > known.firstDay)) return first;
  const earlier = snapshotAt(known, from);
  let best = first;
  let most = -1;
  for (const setting of settings) {
    const { map_at_12: values } = scoreLists(truth, setting.make(earlier)).values;
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    if (mean > most) [best, most] = [setting, mean];
  }
  return best;
}
