import assert from "node:assert/strict";
import { TUNED, tuneHeader, tuneSource } from "./tuning.ts";

const DECLARED = "  inline int GetLeaf(const double* feature_values) const;\n";

const WALK = `    while (node >= 0) {
      node = NumericalDecision(feature_values[split_feature_[node]], node);
    }
  }
  return ~node;
}

inline int Tree::GetLeafByMap`;

Deno.test("tuneHeader() puts the other walk in the plain one's place, and nothing else", () => {
  const tuned = tuneHeader(`before\n${DECLARED}between\n${WALK}(after)`);
  assert.match(tuned, /^before\n {2}inline int GetLeaf\(const double\* feature_values\) const;\n/);
  assert.match(tuned, /\nbetween\n/);
  assert.match(tuned, /inline int Tree::GetLeafByMap\(after\)$/);
  assert.equal(tuned.match(/while \(node >= 0\)/g)!.length, 1);
  assert.ok(tuned.includes("inline void PredictFour"));
});

Deno.test("tuneHeader() and tuneSource() throw where a place to change is missing or doubled", () => {
  assert.throws(() => tuneHeader(WALK), /tree\.h to have 1 place to tune but found 0/);
  assert.throws(() => tuneHeader(DECLARED + WALK + WALK), /but found 2/);
  assert.throws(() => tuneSource(""), /gbdt_prediction\.cpp to have 1 place to tune but found 0/);
});

Deno.test("TUNED adds leaf values in the trees' order", () => {
  const order = [...TUNED.matchAll(/output\[(\d)\] = (\w)->leaf_value_/g)];
  assert.deepEqual(order.map(([, at, tree]) => `${at}${tree}`), ["0a", "1b", "2c", "3d"]);
});
