/**
 * A training as a reader looks at it: what it was taught, how it learned, what it looks at.
 *
 * @module
 */
import type { FeatureDefinition } from "../../features/catalogue.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "../../ranking/recipe.ts";
import type { Ranker } from "../../ranking/train.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { dayText } from "../../stages/options.ts";

/** What this room needs of a training; a trained ranker or the train stage's summary. */
export type TrainingFacts =
  & Pick<Ranker, "windows" | "curves" | "leaves" | "trees" | "importance">
  & {
    readonly features: readonly string[];
  };

/** A small training for experiments: three label weeks, one model, few trees. */
export const QUICK_RECIPE: RankerRecipe = {
  ...DEFAULT_RECIPE,
  labelWindows: 3,
  maxTrees: 60,
  models: DEFAULT_RECIPE.models.slice(0, 1),
};

const OBJECTIVES: Readonly<Record<string, string>> = {
  lambdarank: "pairs of candidates, weighed by what swapping them changes in NDCG",
  rank_xendcg: "the order of the whole list (cross-entropy against NDCG)",
  binary: "whether each candidate is bought",
};

/** The models that are averaged: what each learns, and how many trees were found for it. */
export function modelRows(
  { leaves, trees }: Pick<TrainingFacts, "leaves" | "trees">,
  recipe: Pick<RankerRecipe, "models"> = DEFAULT_RECIPE,
): Record<string, unknown>[] {
  return trees.map((count, i) => {
    const params = recipe.models[i % recipe.models.length]!;
    const objective = String(params.objective);
    return {
      objective,
      "what it learns": OBJECTIVES[objective] ?? objective,
      trees: count,
      leaves: leaves[i],
      "learning rate": params.learning_rate,
    };
  });
}

/** The label weeks, newest first. */
export function windowRows({ windows }: Pick<TrainingFacts, "windows">): Record<string, unknown>[] {
  return windows.map(({ from, buyers, queries, rows, positives }) => ({
    "week from": dayText(from),
    buyers,
    "taught from": queries,
    rows,
    bought: positives,
    "share bought": positives / rows,
  }));
}

/** NDCG on the held-out week tree by tree, one line per averaged model. */
export function learningFigure(facts: TrainingFacts): Figure | string {
  const curves = facts.curves.flatMap((histories, model) =>
    histories.filter(({ metric, values }) => /^ndcg/i.test(metric) && values.length > 1)
      .map((history) => ({ ...history, model }))
  );
  if (curves.length === 0) return "There is no ranker, so there is nothing that learned.";
  const [first] = curves;
  const best = Math.max(...first!.values);
  const at = first!.iterations[first!.values.indexOf(best)]!;
  return figure({
    title: `The first ${at} trees learn what there is to learn: ` +
      `${first!.metric.toUpperCase()} ${best.toFixed(3)} on the held-out week`,
    subtitle: "among the candidates of buyers who bought one of them",
    x: { label: "trees", format: "integer" },
    y: { label: first!.metric.toUpperCase(), format: "decimal" },
    marks: curves.map(({ iterations, values, model }) => ({
      mark: "line" as const,
      x: iterations,
      y: values,
      ...(curves.length > 1 ? { name: `model ${model + 1}` } : {}),
    })),
    references: [{ axis: "x", at, label: "kept" }],
  });
}

/** One feature's part of a ranker. */
export interface ImportanceRow {
  readonly feature: string;
  readonly family: string;
  /** Share of the gain of all splits. */
  readonly gain: number;
  readonly splits: number;
  readonly meaning: string;
}

/** Every feature's part, largest gain first. */
export function importanceRows(
  { features, importance }: TrainingFacts,
  catalogue: readonly FeatureDefinition[],
): ImportanceRow[] {
  const known = new Map(catalogue.map((definition) => [definition.name, definition]));
  const total = importance.gain.reduce((sum, gain) => sum + gain, 0) || 1;
  return features.map((feature, f) => ({
    feature,
    family: known.get(feature)?.family ?? "other",
    gain: importance.gain[f]! / total,
    splits: importance.split[f]!,
    meaning: known.get(feature)?.meaning ?? "",
  })).sort((a, b) => b.gain - a.gain || (a.feature < b.feature ? -1 : 1));
}

/** The largest parts feature by feature. */
export function importanceFigure(rows: readonly ImportanceRow[], limit = 15): Figure | string {
  const shown = rows.slice(0, limit);
  if (shown.length === 0) return "There is no ranker, so no feature has a part in it.";
  const half = rows.findIndex((_, i) => partOf(rows.slice(0, i + 1)) >= 0.5) + 1;
  return figure({
    title: `${half} of ${rows.length} features make half of the gain, ` +
      `"${shown[0]!.feature}" before all others`,
    subtitle: "share of the gain of all splits",
    x: { label: "share of gain", format: "percent" },
    y: { label: "feature", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: shown.map((row) => row.gain),
      y: shown.map((row) => row.feature),
    }],
  });
}

/** The parts by family. */
export function familyFigure(rows: readonly ImportanceRow[]): Figure | string {
  const families = [...new Set(rows.map((row) => row.family))]
    .map((family) => ({ family, gain: partOf(rows.filter((row) => row.family === family)) }))
    .sort((a, b) => b.gain - a.gain);
  if (families.length === 0) return "There is no ranker, so no family has a part in it.";
  return figure({
    title: `Of the feature families "${families[0]!.family}" weighs most`,
    subtitle: "share of the gain of all splits; gain is not what would be lost without it",
    x: { label: "share of gain", format: "percent" },
    y: { label: "family", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: families.map((row) => row.gain),
      y: families.map((row) => row.family),
    }],
  });
}

/** Two trainings side by side on the held-out week. */
export function comparisonRows(
  trainings: Readonly<Record<string, Pick<TrainingFacts, "curves" | "trees">>>,
): Record<string, unknown>[] {
  return Object.entries(trainings).map(([training, { curves, trees }]) => {
    const values = curves.flatMap((histories) =>
      histories.filter(({ metric }) => /^ndcg/i.test(metric)).map((history) =>
        Math.max(...history.values)
      )
    );
    const best = values.length === 0
      ? NaN
      : values.reduce((sum, value) => sum + value, 0) / values.length;
    return { training, trees: trees.join(" + "), "NDCG@12, held-out week": best };
  });
}

function partOf(rows: readonly ImportanceRow[]): number {
  return rows.reduce((sum, row) => sum + row.gain, 0);
}
