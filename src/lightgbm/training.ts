/**
 * Training from beginning to end: validation sets, early stopping, progress.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import { normalizeParams } from "./params.ts";
import type {
  Dataset,
  DatasetInput,
  EarlyStopping,
  Engine,
  Evaluation,
  EvaluationHistory,
  Params,
  TrainableBooster,
  TrainOptions,
  TrainOutcome,
  TrainSpec,
} from "./types.ts";

interface Plan {
  params: Params;
  iterations: number;
  stopping: EarlyStopping | undefined;
}

/** Iterations and early stopping are this room's business; the library gets the rest. */
function planOf(spec: TrainSpec): Plan {
  const {
    num_iterations,
    early_stopping_round,
    early_stopping_min_delta,
    first_metric_only,
    ...params
  } = normalizeParams(spec.params);
  const iterations = spec.iterations ?? Number(num_iterations ?? 100);
  if (!Number.isInteger(iterations) || iterations < 1) {
    throw new RangeError(
      `Expected iterations to be an integer greater than 0 but found ${iterations}`,
    );
  }
  const rounds = Number(early_stopping_round ?? 0);
  const asParams: EarlyStopping = {
    rounds,
    minDelta: Number(early_stopping_min_delta ?? 0),
    firstMetricOnly: String(first_metric_only ?? false) === "true",
  };
  const stopping = spec.earlyStopping ?? (rounds > 0 ? asParams : undefined);
  if (stopping && !spec.validation?.length) {
    throw new TypeError("Expected early stopping to have a validation set but found none");
  }
  return { params, iterations, stopping };
}

/** Trains on an engine; see {@linkcode Engine.train}. */
export function train(engine: Engine, spec: TrainSpec, options: TrainOptions = {}): TrainOutcome {
  const plan = planOf(spec);
  using data = engine.dataset(spec.train, { params: plan.params });
  using booster = engine.booster(data, plan.params);
  using _validation = addValidation(engine, booster, data, spec, plan.params);
  const history = new Map<string, EvaluationHistory>();
  const watch = plan.stopping ? watchFor(plan.stopping) : undefined;
  const every = spec.evaluateEvery ?? 1;
  const evaluates = (spec.validation?.length ?? 0) > 0 || spec.evaluateTraining === true;
  for (let iteration = 1; iteration <= plan.iterations; iteration++) {
    const grew = booster.update();
    const due = evaluates && (iteration % every === 0 || iteration === plan.iterations || !grew);
    const evaluations = due ? booster.evaluate({ training: spec.evaluateTraining === true }) : [];
    for (const evaluation of evaluations) remember(history, iteration, evaluation);
    const stop = watch?.see(iteration, evaluations) ?? false;
    const report = { iteration, iterations: plan.iterations, evaluations };
    const wanted = options.onIteration?.(report) !== false;
    if (stop || !grew || !wanted) break;
  }
  return outcome(booster, watch?.best() ?? booster.iterations, [...history.values()]);
}

function addValidation(
  engine: Engine,
  booster: TrainableBooster,
  reference: Dataset,
  spec: TrainSpec,
  params: Params,
): DisposableStack {
  const stack = new DisposableStack();
  try {
    for (const { name, data } of spec.validation ?? []) {
      const set = stack.use(engine.dataset(asTraining(data, spec.train), { params, reference }));
      booster.addValidation(set, name);
    }
    return stack;
  } catch (error) {
    stack.dispose();
    throw error;
  }
}

/** Names and categorical columns are the training set's. */
function asTraining(data: DatasetInput, training: DatasetInput): DatasetInput {
  const { featureNames, categorical } = training;
  return {
    ...data,
    ...(featureNames ? { featureNames } : {}),
    ...(categorical ? { categorical } : {}),
  };
}

function outcome(
  booster: TrainableBooster,
  bestIteration: number,
  evals: EvaluationHistory[],
): TrainOutcome {
  const iterations = bestIteration;
  return {
    modelText: booster.save({ iterations }),
    bestIteration,
    evals,
    importance: {
      gain: booster.importance("gain", { iterations }),
      split: booster.importance("split", { iterations }),
    },
    featureNames: booster.featureNames,
  };
}

function remember(
  history: Map<string, EvaluationHistory>,
  iteration: number,
  evaluation: Evaluation,
): void {
  const { data, metric, higherIsBetter, value } = evaluation;
  const key = `${data}\n${metric}`;
  let entry = history.get(key);
  if (!entry) {
    history.set(key, entry = { data, metric, higherIsBetter, iterations: [], values: [] });
  }
  entry.iterations.push(iteration);
  entry.values.push(value);
}

/** Watches evaluations for the end of improvement. */
export interface Watch {
  /** Takes an iteration's evaluations; `true` when training should stop. */
  see(iteration: number, evaluations: readonly Evaluation[]): boolean;
  /** Best iteration so far of the metric that ended training, else of the first watched one. */
  best(): number | undefined;
}

/**
 * Early stopping as in LightGBM's Python package: any watched metric of any watched validation set
 * that has not improved for `rounds` iterations ends training. The training set is never watched.
 *
 * @throws {RangeError} If `rounds` is not a positive integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { watchFor } from "./training.ts";
 *
 * const watch = watchFor({ rounds: 2 });
 * const at = (value: number) => [{ data: "last week", metric: "l2", value, higherIsBetter: false }];
 * assert.deepEqual([3, 1, 2, 2].map((value, i) => watch.see(i + 1, at(value))), [
 *   false,
 *   false,
 *   false,
 *   true,
 * ]);
 * assert.equal(watch.best(), 2);
 * ```
 */
export function watchFor(stopping: EarlyStopping): Watch {
  const { rounds, minDelta = 0, metric, validation, firstMetricOnly = false } = stopping;
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`Expected rounds to be an integer greater than 0 but found ${rounds}`);
  }
  const best = new Map<string, { value: number; iteration: number }>();
  let ended: number | undefined;
  return {
    see(iteration, evaluations) {
      const watched = evaluations.filter((e) =>
        e.data !== "training" && (metric === undefined || e.metric === metric) &&
        (!firstMetricOnly || e.metric === evaluations[0]!.metric) &&
        (validation === undefined || e.data === validation)
      );
      if (evaluations.length > 0 && watched.length === 0) {
        throw new LightGBMError(
          "stop early",
          `Expected metric ${metric ?? "(any)"} on ${validation ?? "(any set)"} ` +
            `but found ${evaluations.map((e) => `${e.metric} on ${e.data}`).join(", ")}`,
        );
      }
      for (const e of watched) {
        const key = `${e.data}\n${e.metric}`;
        const seen = best.get(key);
        const gain = seen ? (e.value - seen.value) * (e.higherIsBetter ? 1 : -1) : Infinity;
        if (gain > minDelta) best.set(key, { value: e.value, iteration });
        else if (iteration - seen!.iteration >= rounds) ended ??= seen!.iteration;
      }
      return ended !== undefined;
    },
    best: () => ended ?? best.values().next().value?.iteration,
  };
}
