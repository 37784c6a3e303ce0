/// <reference lib="deno.worker" />
/**
 * A Worker of `propensity_fits.ts`: one day's fit.
 *
 * @module
 */
import { fitPropensity } from "../propensity/fit.ts";
import type { PropensityJob } from "./propensity_fits.ts";

self.onmessage = async ({ data: { snapshot, options } }: MessageEvent<PropensityJob>) => {
  try {
    self.postMessage(await fitPropensity(snapshot, options));
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
