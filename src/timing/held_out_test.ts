import assert from "node:assert/strict";
import { circularDistance, judgeHeldOut } from "./held_out.ts";
import { rhythmicShop } from "./testing.ts";

const judged = judgeHeldOut(rhythmicShop(), 116, { heldOutDays: 14 });
const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;

Deno.test("judgeHeldOut() has one finite loss per first order", () => {
  const { customer, dayLoss, hourLoss } = judged;
  for (const losses of [...Object.values(dayLoss), ...Object.values(hourLoss!)]) {
    assert.equal(losses.length, customer.length);
    assert.ok(losses.every((loss) => loss >= 0 && Number.isFinite(loss)));
  }
});

Deno.test("judgeHeldOut() finds personal curves better where customers have rhythms", () => {
  const { hourLoss, dayLoss, within } = judged;
  assert.ok(mean(hourLoss!.customer) < mean(hourLoss!.shrunk));
  assert.ok(mean(hourLoss!.shrunk) < mean(hourLoss!.global));
  assert.ok(mean(dayLoss.customer) < mean(dayLoss.global));
  assert.ok(mean(within!.proposed) > mean(within!.noon));
});

Deno.test("judgeHeldOut() judges days alone for a source with dates only", () => {
  const dated = judgeHeldOut(rhythmicShop({ times: false }), 116);
  assert.deepEqual([dated.hourLoss, dated.within], [null, null]);
});

Deno.test("circularDistance() is symmetric and at most 12", () => {
  for (let a = 0; a < 24; a++) {
    for (let b = 0; b < 24; b++) {
      assert.equal(circularDistance(a, b), circularDistance(b, a));
      assert.ok(circularDistance(a, b) <= 12);
    }
  }
});
