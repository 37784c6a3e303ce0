/**
 * One customer's recommendations with the reasons for each.
 *
 * @module
 */
import { treeWalker } from "../lightgbm/mod.ts";
import { rowFiller, type RowInputs } from "../ranking/rows.ts";
import { listMaker } from "./list_maker.ts";
import { type ProbabilityModel, purchaseProbability } from "./probability.ts";
import { reasonsFor } from "./reasons.ts";

/** One recommended article. */
export interface PredictedArticle {
  readonly rank: number;
  /** Article code. */
  readonly article: number;
  readonly score: number;
  /** P(buys it within the horizon). */
  readonly purchaseProbability: number;
  /** Why, most important first; plain sentences. */
  readonly reasons: readonly string[];
}

/** Predicts one customer after another from a warm state. */
export interface Predictor {
  /** The customer's list; `null` explains nothing about how it was made. */
  predict(customer: number): PredictedArticle[];
}

/** What a predictor is made of. */
export interface PredictorInputs {
  readonly inputs: RowInputs;
  /** LightGBM's text; `null` for the rule that serves where no ranker could be trained. */
  readonly modelText: string | null;
  readonly probability: ProbabilityModel;
  /** P(buys anything) per customer code. */
  readonly propensity: ArrayLike<number>;
}

/** Options of {@linkcode predictor}. */
export interface PredictorOptions {
  /** Length of a list. @default {12} */
  k?: number;
}

/**
 * A predictor over prepared inputs: the same lists, scores and probabilities as the batch, with
 * reasons weighed by SHAP values where there is a model.
 */
export function predictor(
  { inputs, modelText, probability, propensity }: PredictorInputs,
  options: PredictorOptions = {},
): Predictor {
  const { k = 12 } = options;
  const maker = listMaker(inputs, modelText, k);
  const filler = rowFiller(inputs);
  const names = filler.definitions.map(({ name }) => name);
  const walker = modelText === null ? null : treeWalker(modelText);

  function predict(customer: number): PredictedArticle[] {
    const ranked = maker.list(customer);
    const articles = Array.from(ranked.article.subarray(0, ranked.size));
    const scores = Array.from(ranked.score.subarray(0, ranked.size));
    const rows = rowsOf(customer, articles);
    const weights = walker?.contributions(rows, articles.length);
    let most = 1;
    return articles.map((article, r) => {
      const stated = purchaseProbability(probability, scores[r]!, propensity[customer]!);
      most = Math.min(most, stated);
      const at = r * names.length;
      return {
        rank: r + 1,
        article,
        score: scores[r]!,
        purchaseProbability: most,
        reasons: reasonsFor(
          Object.fromEntries(names.map((name, f) => [name, rows[at + f]!])),
          weights === undefined
            ? null
            : Object.fromEntries(names.map((name, f) => [name, weights[at + r + f]!])),
        ),
      };
    });
  }

  function rowsOf(customer: number, articles: readonly number[]) {
    const size = filler.fill(customer);
    const candidates = filler.generator.candidates.article.subarray(0, size);
    const data = new Float32Array(articles.length * names.length).fill(NaN);
    articles.forEach((article, r) => {
      const i = candidates.indexOf(article);
      if (i < 0) return;
      for (let f = 0; f < names.length; f++) data[r * names.length + f] = filler.columns[f]![i]!;
    });
    return data;
  }

  return { predict };
}
