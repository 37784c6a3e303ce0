import assert from "node:assert/strict";
import { TUNED, tuneHeader } from "./tuning.ts";

const PLAIN = `    while (node >= 0) {
      node = NumericalDecision(feature_values[split_feature_[node]], node);
    }
  }
  return ~node;
}

inline int Tree::GetLeafByMap`;

Deno.test("tuneHeader() puts the other loop in the plain one's place, and nothing else", () => {
  assert.equal(tuneHeader(`before\n${PLAIN}(after)`), `before\n${TUNED}(after)`);
});

Deno.test("tuneHeader() throws on a header without the loop", () => {
  assert.throws(() => tuneHeader("inline int Tree::GetLeaf"), /to have 1 loop to tune but found 0/);
  assert.throws(() => tuneHeader(PLAIN + PLAIN), /but found 2/);
});
