import assert from "node:assert/strict";
import { stageOptions } from "./options.ts";
import { STAGES } from "./all.ts";

Deno.test("the simulate stage stands between send times and report", () => {
  const names = Object.keys(STAGES);
  assert.equal(names[names.indexOf("simulate") - 1], "send-time");
  assert.equal(names[names.indexOf("simulate") + 1], "report");
});

Deno.test("stageOptions() reads the simulation's options, and refuses too few personas", () => {
  const { personas, model, paired } = stageOptions({ personas: "500", model: "m", paired: true });
  assert.deepEqual([personas, model, paired], [500, "m", true]);
  assert.equal(stageOptions().personas, undefined);
  assert.throws(() => stageOptions({ personas: 3 }), /--personas/);
});
