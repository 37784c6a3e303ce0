/**
 * The one place where LightGBM's source is written differently for WebAssembly: the walk down trees.
 *
 * LightGBM walks one tree after the other and looks at the kind of missing value at every node, which
 * WebAssembly compilers turn into a jump table per node; and every step waits for the one before.
 * Here a node is one comparison without a branch that the processor could mispredict, and four trees
 * are walked in step, so that the processor works on four nodes at a time. Leaf values are added in
 * the trees' order, so the result is the same to the last bit for every value. Trees with categorical
 * splits, linear leaves or no split, and predictions that may stop early, go LightGBM's own way.
 *
 * @module
 */

import { LightGBMError } from "../errors.ts";

/** A replacement of text that a source file has exactly once. */
interface Edit {
  readonly from: string;
  readonly to: string;
}

/** The only source file that is compiled with the other text, and the header that goes with it. */
export const TUNED_FILE = "src/boosting/gbdt_prediction.cpp";
export const TUNED_HEADER = "include/LightGBM/tree.h";

const DECLARATION: Edit = {
  from: `  inline int GetLeaf(const double* feature_values) const;
`,
  to: `  inline int GetLeaf(const double* feature_values) const;
  inline int Step(const double* feature_values, int node) const;
  inline bool IsPlain() const { return num_cat_ == 0 && !is_linear_ && num_leaves_ > 1; }
  friend void PredictFour(const std::unique_ptr<Tree>* trees, const double* feature_values,
                          double* output);
`,
};

const WALK: Edit = {
  from: `    while (node >= 0) {
      node = NumericalDecision(feature_values[split_feature_[node]], node);
    }
  }
  return ~node;
}

inline int Tree::GetLeafByMap`,
  to: `    while (node >= 0) node = Step(feature_values, node);
  }
  return ~node;
}

inline int Tree::Step(const double* feature_values, int node) const {
  const double value = feature_values[split_feature_[node]];
  const int left = left_child_[node];
  const int right = right_child_[node];
  if (std::fabs(value) > kZeroThreshold) {
    return right ^ ((left ^ right) & -static_cast<int>(value <= threshold_[node]));
  }
  // zero, tiny values and NaN
  const int type = decision_type_[node];
  const int missing = (type >> 2) & 3;
  const int unknown = value != value;
  const int fallback = (missing == MissingType::Zero) | ((missing == MissingType::NaN) & unknown);
  const int less = (unknown ? 0.0 : value) <= threshold_[node];
  const int to_left = fallback ? (type & kDefaultLeftMask) != 0 : less;
  return right ^ ((left ^ right) & -to_left);
}

inline void PredictFour(const std::unique_ptr<Tree>* trees, const double* feature_values,
                        double* output) {
  const Tree* a = trees[0].get();
  const Tree* b = trees[1].get();
  const Tree* c = trees[2].get();
  const Tree* d = trees[3].get();
  if (!(a->IsPlain() && b->IsPlain() && c->IsPlain() && d->IsPlain())) {
    for (int i = 0; i < 4; ++i) output[i] = trees[i]->Predict(feature_values);
    return;
  }
  int i = 0, j = 0, k = 0, l = 0;
  do {
    i = a->Step(feature_values, i);
    j = b->Step(feature_values, j);
    k = c->Step(feature_values, k);
    l = d->Step(feature_values, l);
  } while ((i | j | k | l) >= 0);
  while (i >= 0) i = a->Step(feature_values, i);
  while (j >= 0) j = b->Step(feature_values, j);
  while (k >= 0) k = c->Step(feature_values, k);
  while (l >= 0) l = d->Step(feature_values, l);
  output[0] = a->leaf_value_[~i];
  output[1] = b->leaf_value_[~j];
  output[2] = c->leaf_value_[~k];
  output[3] = d->leaf_value_[~l];
}

inline int Tree::GetLeafByMap`,
};

const SUM: Edit = {
  from:
    `void GBDT::PredictRaw(const double* features, double* output, const PredictionEarlyStopInstance* early_stop) const {
  int early_stop_round_counter = 0;
  // set zero
  std::memset(output, 0, sizeof(double) * num_tree_per_iteration_);
`,
  to:
    `void GBDT::PredictRaw(const double* features, double* output, const PredictionEarlyStopInstance* early_stop) const {
  int early_stop_round_counter = 0;
  // set zero
  std::memset(output, 0, sizeof(double) * num_tree_per_iteration_);
  if (early_stop->round_period > num_iteration_for_pred_) {
    const auto* trees = models_.data() + start_iteration_for_pred_ * num_tree_per_iteration_;
    const int count = num_iteration_for_pred_ * num_tree_per_iteration_;
    int tree = 0;
    int k = 0;
    double four[4];
    for (; tree + 4 <= count; tree += 4) {
      PredictFour(trees + tree, features, four);
      for (int i = 0; i < 4; ++i) {
        output[k] += four[i];
        if (++k == num_tree_per_iteration_) k = 0;
      }
    }
    for (; tree < count; ++tree) {
      output[k] += trees[tree]->Predict(features);
      if (++k == num_tree_per_iteration_) k = 0;
    }
    return;
  }
`,
};

/** All that is put in LightGBM's place; names the module together with the flags. */
export const TUNED: string = [DECLARATION, WALK, SUM].map(({ to }) => to).join("\n");

/**
 * LightGBM's header with the other walk.
 *
 * @throws {LightGBMError} If the header has not exactly one of each place to change.
 */
export function tuneHeader(header: string): string {
  return edited(header, TUNED_HEADER, [DECLARATION, WALK]);
}

/**
 * LightGBM's prediction with the other sum.
 *
 * @throws {LightGBMError} If the source has not exactly one place to change.
 */
export function tuneSource(source: string): string {
  return edited(source, TUNED_FILE, [SUM]);
}

function edited(text: string, file: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { from, to }) => {
    const parts = text.split(from);
    if (parts.length !== 2) {
      throw new LightGBMError(
        "build its WebAssembly module",
        `Expected ${file} to have 1 place to tune but found ${parts.length - 1}`,
      );
    }
    return parts.join(to);
  }, text);
}
