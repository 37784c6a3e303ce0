import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { planExperiment } from "./design.ts";
import { fitChoiceModel } from "./fit_choice.ts";
import { simulate } from "./simulate.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";
import { TooLittle } from "./too_little.ts";

Deno.test("TooLittle tells a shop with too little from something that is wrong", async () => {
  const shop = tastefulShop({ customers: 20 });
  assert.throws(() => fitChoiceModel(shop, FIRST_DAY + 1), TooLittle);
  assert.throws(() => planExperiment(3, "paired", new Float64Array(9)), TooLittle);
  const customers = Uint32Array.from({ length: 20 }, (_, c) => c);
  await assert.rejects(
    simulate(snapshotAt(shop, FIRST_DAY + 60), customers, new Map(), String),
    (error) => error instanceof RangeError && !(error instanceof TooLittle), // no recommendations
  );
});
