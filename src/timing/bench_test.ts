import assert from "node:assert/strict";
import { timingTable } from "./bench.ts";
import { evaluateTiming } from "./evaluate.ts";
import { rhythmicShop } from "./testing.ts";

Deno.test("timingTable() has a block per group, without hours for a source with dates only", () => {
  const timed = evaluateTiming(rhythmicShop(), 116, { resamples: 20 });
  const table = timingTable(timed);
  assert.equal(table.split("\n\n").length, 2 + timed.byHistory.length);
  assert.ok(table.includes(`customer ${timed.all.hourLoss!.customer.mean.toFixed(4)}`));
  const dated = timingTable(evaluateTiming(rhythmicShop({ times: false }), 116, { resamples: 20 }));
  assert.ok(!dated.includes("hour log-loss"));
});
