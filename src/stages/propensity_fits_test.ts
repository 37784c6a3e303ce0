import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { fitPropensity } from "../propensity/fit.ts";
import { habitualShop } from "../propensity/testing.ts";
import { silent } from "../progress.ts";
import { fitAhead, rememberedFits } from "./propensity_fits.ts";

const shop = habitualShop({ customers: 12 });
const snapshot = snapshotAt(shop, 1100);
const options = { horizon: 7, trees: 5, progress: silent };

Deno.test("rememberedFits() fits a day once, in a Worker as here", async () => {
  const fits = new Map();
  const fit = rememberedFits(fits, 0);
  await fitAhead(fit, shop, [1100, 1100], options);
  const made = fits.get(1100);
  assert.equal(fit(snapshot, options), made);
  assert.deepEqual(await made, await fitPropensity(snapshot, options));
});

Deno.test("rememberedFits() tells a Worker's error to whoever asks for the fit", async () => {
  const fit = rememberedFits(new Map(), 0);
  await fitAhead(fit, shop, [1100], { horizon: 0.5 });
  await assert.rejects(fit(snapshot, { horizon: 0.5 }), /Expected horizon.*found 0.5/);
});
