/**
 * The ranker's rows: the one definition that training, evaluation, batch and `predict` share.
 *
 * @module
 */
import {
  type CandidateGenerator,
  candidateGenerator,
  type CandidateModel,
  SIGNALS,
  SOURCES,
} from "../candidates/candidates.ts";
import { ARTICLE_FEATURES, articleFeatures } from "../features/article.ts";
import type { FeatureDefinition, FeatureTable } from "../features/catalogue.ts";
import { CUSTOMER_FEATURES, customerFeatures } from "../features/customer.ts";
import { pairFiller } from "../features/pair.ts";
import type { Snapshot } from "../ingest/shop.ts";

/** A snapshot with everything a row is filled from; plain data over shared memory. */
export interface RowInputs {
  readonly candidates: CandidateModel;
  readonly customers: FeatureTable;
  readonly articles: FeatureTable;
}

/**
 * Computes the feature tables of a candidate model's snapshot.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitCandidates } from "../candidates/candidates.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { rowInputs } from "./rows.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * assert.equal(rowInputs(fitCandidates(snapshot)).articles.rows, 2);
 * ```
 */
export function rowInputs(candidates: CandidateModel): RowInputs {
  return { candidates, ...featureTables(candidates.snapshot) };
}

/**
 * The customers' and the articles' features as of a snapshot.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { featureTables } from "./rows.ts";
 *
 * const { customers, articles } = featureTables(
 *   snapshotAt(shopFromLines([{ customer: 4, article: 0, day: 5 }]), 7),
 * );
 * assert.deepEqual([customers.rows, articles.rows], [5, 1]);
 * ```
 */
export function featureTables(snapshot: Snapshot): Omit<RowInputs, "candidates"> {
  return { customers: customerFeatures(snapshot), articles: articleFeatures(snapshot) };
}

/** Source columns: for the popularity lists the article features say the same. */
const SOURCE_COLUMNS = SOURCES.filter((name) => !name.startsWith("popular"));

const sourceDefinitions: readonly FeatureDefinition[] = SOURCE_COLUMNS.flatMap((name) => [
  {
    name: `rank_${name}`,
    family: "sources",
    meaning: `Rank in the list of the source "${name}"; unknown where it did not name the article.`,
    unit: "rank from 1",
  },
  {
    name: `score_${name}`,
    family: "sources",
    meaning: `Score of the source "${name}", 0 where it says nothing of the article.`,
    unit: "score",
  },
]);

const signalDefinitions: readonly FeatureDefinition[] = SIGNALS.map(({ name, meaning }) => ({
  name: `signal_${name}`,
  family: "signals",
  meaning,
  unit: "score",
}));

/** Rows of one customer after another, column by column. */
export interface RowFiller {
  readonly definitions: readonly FeatureDefinition[];
  readonly generator: CandidateGenerator;
  /** `columns[f][i]`: feature `f` of candidate `i`, valid until the next `fill`. */
  readonly columns: readonly Float32Array[];
  /** Feature numbers by what a value belongs to; `pair` has the sources' columns too. */
  readonly grain: Readonly<Record<"pair" | "article" | "customer", readonly number[]>>;
  /** Generates a customer's candidates and fills their rows; returns their number. */
  fill(customer: number): number;
  /**
   * The same, but writes only the features of grain `pair`, into rows `at …` of `columns[f]`:
   * articles and customers have their values whatever the pair.
   */
  fillPairs(customer: number, columns: readonly Float32Array[], at: number): number;
}

/**
 * A row filler over prepared inputs; one per thread.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitCandidates } from "../candidates/candidates.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { rowFiller, rowInputs } from "./rows.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * const filler = rowFiller(rowInputs(fitCandidates(snapshot)));
 * assert.equal(filler.fill(0), 2);
 * const at = filler.definitions.findIndex(({ name }) => name === "times_bought");
 * assert.deepEqual([...filler.columns[at]!.subarray(0, 2)], [1, 0]);
 * ```
 */
export function rowFiller(inputs: RowInputs): RowFiller {
  const { candidates: model, customers, articles } = inputs;
  const generator = candidateGenerator(model);
  const pairs = pairFiller(model.snapshot, customers, articles);
  const definitions = [
    ...pairs.definitions,
    ...sourceDefinitions,
    ...signalDefinitions,
    ...ARTICLE_FEATURES,
    ...CUSTOMER_FEATURES,
  ];
  const columns = definitions.map(() => new Float32Array(model.maxCandidates));
  const sourceAt = pairs.definitions.length;
  const signalAt = sourceAt + sourceDefinitions.length;
  const articleAt = signalAt + signalDefinitions.length;
  const customerAt = articleAt + ARTICLE_FEATURES.length;

  const sources = SOURCE_COLUMNS.map((name) => SOURCES.indexOf(name));
  const between = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => from + i);
  const grain = {
    pair: between(0, articleAt),
    article: between(articleAt, customerAt),
    customer: between(customerAt, definitions.length),
  };

  function fillPairs(customer: number, into: readonly Float32Array[], at: number): number {
    const list = generator.generate(customer);
    const { size } = list;
    pairs.fill(customer, generator.history, list.article, size, into, at);
    for (let s = 0; s < sources.length; s++) {
      const listRank = list.rank[sources[s]!]!;
      const listScore = list.score[sources[s]!]!;
      const rank = into[sourceAt + 2 * s]!;
      const score = into[sourceAt + 2 * s + 1]!;
      for (let i = 0; i < size; i++) {
        rank[at + i] = listRank[i]! || NaN;
        score[at + i] = listScore[i]!;
      }
    }
    for (let k = 0; k < SIGNALS.length; k++) {
      const signal = list.signal[k]!;
      const column = into[signalAt + k]!;
      for (let i = 0; i < size; i++) column[at + i] = signal[i]!;
    }
    return size;
  }

  function fill(customer: number): number {
    const size = fillPairs(customer, columns, 0);
    const { article } = generator.candidates;
    for (let f = 0; f < articles.values.length; f++) {
      const values = articles.values[f]!;
      const column = columns[articleAt + f]!;
      for (let i = 0; i < size; i++) column[i] = values[article[i]!]!;
    }
    for (let f = 0; f < customers.values.length; f++) {
      columns[customerAt + f]!.fill(customers.values[f]![customer]!, 0, size);
    }
    return size;
  }

  return { definitions, generator, columns, grain, fill, fillPairs };
}
