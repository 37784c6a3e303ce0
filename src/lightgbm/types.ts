/**
 * The typed interface of LightGBM that both engines (native library and WebAssembly module) keep.
 *
 * @module
 */

/** Which engine runs: the native library through FFI, or the WebAssembly module. */
export type EngineKind = "native" | "wasm";

/** A dense feature matrix; NaN means "missing". */
export interface Matrix {
  /** `rows * columns` values; over a `SharedArrayBuffer` they reach a Worker without a copy. */
  readonly data: Float32Array | Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Row after row, or column after column. @default {"row"} */
  readonly layout?: "row" | "column";
}

/** What a data set is made of; every array has one entry per row unless it says otherwise. */
export interface DatasetInput {
  readonly features: Matrix;
  /** Target: relevance grade, 0/1, class number or value, by the objective. */
  readonly label: ArrayLike<number>;
  /** Rows per query, in the rows' order, for ranking; the sum is the number of rows. */
  readonly group?: ArrayLike<number>;
  /** Weight per row. */
  readonly weight?: ArrayLike<number>;
  /** Place at which the row was shown, for unbiased ranking. */
  readonly position?: ArrayLike<number>;
  /** Score to start from: one per row, or `rows * classes` class after class. */
  readonly initScore?: ArrayLike<number>;
  /** One name per column. @default {Column_0, Column_1, …} */
  readonly featureNames?: readonly string[];
  /** Categorical columns by position or by name; values are codes from 0. */
  readonly categorical?: readonly (number | string)[];
}

/** A value that LightGBM's `name=value` parameter text can carry. */
export type ParamValue = string | number | boolean | readonly (string | number)[] | undefined;

/**
 * LightGBM's parameters under LightGBM's own names; those people use are typed, every other of the
 * manual's is accepted too. Unless given: `deterministic=true`, `force_row_wise=true`,
 * `verbosity=-1` and the engine's thread count.
 *
 * Source: https://lightgbm.readthedocs.io/en/latest/Parameters.html
 */
export interface Params {
  objective?:
    | "lambdarank"
    | "rank_xendcg"
    | "binary"
    | "cross_entropy"
    | "multiclass"
    | "multiclassova"
    | "regression"
    | "regression_l1"
    | "huber"
    | "quantile"
    | "poisson"
    | "tweedie"
    | (string & Record<never, never>);
  boosting?: "gbdt" | "rf" | "dart";
  data_sample_strategy?: "bagging" | "goss";
  metric?: string | readonly string[];
  learning_rate?: number;
  num_leaves?: number;
  max_depth?: number;
  max_bin?: number;
  min_data_in_leaf?: number;
  min_sum_hessian_in_leaf?: number;
  min_gain_to_split?: number;
  bagging_fraction?: number;
  bagging_freq?: number;
  feature_fraction?: number;
  feature_fraction_bynode?: number;
  lambda_l1?: number;
  lambda_l2?: number;
  cat_smooth?: number;
  cat_l2?: number;
  max_cat_threshold?: number;
  num_class?: number;
  is_unbalance?: boolean;
  scale_pos_weight?: number;
  eval_at?: readonly number[];
  label_gain?: readonly number[];
  lambdarank_truncation_level?: number;
  lambdarank_norm?: boolean;
  monotone_constraints?: readonly number[];
  seed?: number;
  deterministic?: boolean;
  num_threads?: number;
  verbosity?: number;
  [name: string]: ParamValue;
}

/** When training stops before its last iteration. */
export interface EarlyStopping {
  /** Iterations without an improvement of any watched metric on any watched set. */
  rounds: number;
  /** Smallest change that counts as an improvement. @default {0} */
  minDelta?: number;
  /** Only this metric is watched (e.g. `ndcg@12`). @default {all} */
  metric?: string;
  /** Only the first metric is watched. @default {false} */
  firstMetricOnly?: boolean;
  /** Only this validation set is watched. @default {all} */
  validation?: string;
}

/** A validation set and its name. */
export interface Validation {
  readonly name: string;
  readonly data: DatasetInput;
}

/** All that a training run needs; can be sent to a Worker. */
export interface TrainSpec {
  readonly params: Params;
  readonly train: DatasetInput;
  /** Most iterations. @default {params.num_iterations, else 100} */
  readonly iterations?: number;
  /** @default {none} */
  readonly validation?: readonly Validation[];
  /** Needs a validation set. @default {params.early_stopping_round, else none} */
  readonly earlyStopping?: EarlyStopping;
  /** Evaluates the training set too, under the name `training`. @default {false} */
  readonly evaluateTraining?: boolean;
  /** Evaluates after every n-th iteration. @default {1} */
  readonly evaluateEvery?: number;
}

/** One metric of one set after one iteration. */
export interface Evaluation {
  readonly data: string;
  readonly metric: string;
  readonly value: number;
  /** Whether more is better. */
  readonly higherIsBetter: boolean;
}

/** What the per-iteration callback gets. */
export interface IterationReport {
  /** Iterations done so far, from 1. */
  readonly iteration: number;
  /** Most iterations there can be. */
  readonly iterations: number;
  /** Empty where this iteration was not evaluated. */
  readonly evaluations: readonly Evaluation[];
}

/** Evaluations of one metric on one set, oldest first. */
export interface EvaluationHistory {
  readonly data: string;
  readonly metric: string;
  readonly higherIsBetter: boolean;
  /** Iteration numbers, from 1. */
  readonly iterations: number[];
  readonly values: number[];
}

/** Importance per feature: total gain of its splits, and their number. */
export interface Importance {
  readonly gain: Float64Array;
  readonly split: Float64Array;
}

/** What a training run leaves behind. */
export interface TrainOutcome {
  /** The model up to its best iteration, as LightGBM's text. */
  readonly modelText: string;
  /** Best iteration from 1; the last one where nothing was watched. */
  readonly bestIteration: number;
  readonly evals: EvaluationHistory[];
  readonly importance: Importance;
  readonly featureNames: string[];
}

/** Options of {@linkcode Engine.train}. */
export interface TrainOptions {
  /** Called after every iteration; returning `false` ends training there. */
  onIteration?: (report: IterationReport) => void | boolean;
}

/** Which iterations of a model take part in a prediction. */
export interface IterationRange {
  /** First iteration, from 0. @default {0} */
  startIteration?: number;
  /** Number of iterations. @default {all} */
  iterations?: number;
}

/** Options of {@linkcode Booster.predict}. */
export interface PredictOptions extends IterationRange {
  /** Sums of leaf values instead of the objective's probability or value. @default {false} */
  raw?: boolean;
}

/** A data set in the engine's memory; `using` frees it. */
export interface Dataset extends Disposable {
  readonly rows: number;
  readonly columns: number;
}

/** A data set that is filled part by part, for data that should not lie in memory twice. */
export interface DatasetStream extends Disposable {
  /** Rows pushed so far. */
  readonly pushed: number;
  /** Adds the next rows. @throws {RangeError} If they are more than were announced. */
  push(part: Matrix): void;
  /** Ends the stream with the row-wise fields; the stream itself is spent. */
  finish(fields: Omit<DatasetInput, "features" | "featureNames" | "categorical">): Dataset;
}

/** What {@linkcode Engine.datasetStream} needs to know before the first row. */
export interface DatasetStreamInput {
  readonly rows: number;
  readonly columns: number;
  /**
   * The rows from which bins are made, best those that {@linkcode Engine.sampleRows} names: then the
   * data set is the very one that {@linkcode Engine.dataset} makes of the whole matrix.
   * Not read where there is a reference.
   */
  readonly sample?: Matrix;
  readonly featureNames?: readonly string[];
  readonly categorical?: readonly (number | string)[];
}

/** Options of the data-set constructors. */
export interface DatasetOptions {
  /** Parameters that concern data sets, e.g. `max_bin`. @default {none} */
  params?: Params;
  /** Training set whose bins a validation set takes over. @default {own bins} */
  reference?: Dataset;
}

/** A model in the engine's memory; `using` frees it. */
export interface Booster extends Disposable {
  readonly columns: number;
  readonly featureNames: string[];
  /** 1 unless the objective is multi-class. */
  readonly classes: number;
  /** Iterations done. */
  readonly iterations: number;
  /** `rows * classes` values, row after row. */
  predict(features: Matrix, options?: PredictOptions): Float64Array;
  /**
   * Prediction of one row with the least overhead, `classes` values. The array is overwritten by the
   * next call.
   */
  predictRow(row: ArrayLike<number>, options?: PredictOptions): Float64Array;
  /** Leaf number per tree, `rows * trees`, row after row. */
  leafIndex(features: Matrix, options?: IterationRange): Int32Array;
  /** SHAP values, `rows * classes * (columns + 1)`; the last of a class is the expected value. */
  contributions(features: Matrix, options?: IterationRange): Float64Array;
  /** Importance per feature. @default {"gain"} */
  importance(kind?: "gain" | "split", options?: { iterations?: number }): Float64Array;
  /** The model as LightGBM's text. */
  save(options?: IterationRange): string;
}

/** A model under training, one step at a time. */
export interface TrainableBooster extends Booster {
  /** Adds a validation set made with the training set as its reference. */
  addValidation(data: Dataset, name: string): void;
  /** One more iteration. Returns `false` when no tree can be split any further. */
  update(): boolean;
  /** Metrics of the training set (on request) and of every validation set. */
  evaluate(options?: { training?: boolean }): Evaluation[];
}

/** LightGBM, ready to work; all calls are synchronous. `using` frees what it holds. */
export interface Engine extends Disposable {
  readonly kind: EngineKind;
  readonly version: string;
  /** Threads that training and bulk prediction use; 1 on the WebAssembly engine. */
  readonly threads: number;
  /** A data set from typed arrays. */
  dataset(input: DatasetInput, options?: DatasetOptions): Dataset;
  /** Row numbers from which LightGBM makes bins, ascending. */
  sampleRows(rows: number, options?: { params?: Params }): Int32Array;
  /** A data set that is filled part by part. */
  datasetStream(input: DatasetStreamInput, options?: DatasetOptions): DatasetStream;
  /** A model to train step by step. */
  booster(train: Dataset, params: Params): TrainableBooster;
  /** Trains from beginning to end. */
  train(spec: TrainSpec, options?: TrainOptions): TrainOutcome;
  /** A model from its text. @throws {LightGBMError} If the text is broken. */
  loadModel(text: string): Booster;
}
