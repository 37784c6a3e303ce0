/// <reference lib="deno.worker" />
/**
 * A Worker of `fit_inputs.ts`: the candidate sources, or the feature tables.
 *
 * @module
 */
import { fitCandidates } from "../candidates/candidates.ts";
import type { FitJob } from "./fit_inputs.ts";
import { featureTables } from "./rows.ts";

self.onmessage = ({ data: { snapshot, candidates } }: MessageEvent<FitJob>) => {
  self.postMessage(
    candidates === null ? featureTables(snapshot) : fitCandidates(snapshot, candidates),
  );
};
