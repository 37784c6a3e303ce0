/// <reference lib="deno.worker" />
/**
 * The Worker of `explain.ts`: a warm predictor over the history that the models were made from.
 *
 * @module
 */
import { fitCandidates } from "../candidates/candidates.ts";
import { loadSnapshot } from "../ingest/load.ts";
import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
import { rowInputs } from "../ranking/rows.ts";
import { type Predictor, predictor } from "../serving/predict.ts";
import { parseDay } from "../stages/options.ts";
import { loadModels } from "../stages/train.ts";
import { openWorkspace } from "../workspace.ts";
import type { ExplainAnswer, ExplainRequest } from "./explain.ts";

const answer = (message: ExplainAnswer) => self.postMessage(message);
let opened: Predictor | undefined;

function open(root: string, asOf: string, k: number): Predictor {
  const workspace = openWorkspace(root);
  const day = parseDay(asOf);
  if (day === null) throw new Error("Expected outputs to explain but found none");
  const inputs = rowInputs(fitCandidates(loadSnapshot(workspace, day), DEFAULT_RECIPE.candidates));
  const { ranker, probability, propensity } = loadModels(workspace);
  answer({ kind: "ready", similarity: inputs.candidates.similar });
  return predictor(
    { inputs, modelText: ranker, probability, propensity },
    { k },
  );
}

self.onmessage = ({ data }: MessageEvent<ExplainRequest>) => {
  const id = data.kind === "explain" ? data.id : null;
  try {
    if (data.kind === "open") {
      opened = open(data.root, data.asOf, data.k);
      return;
    }
    if (opened === undefined) throw new Error("Expected opened models but found none");
    const list = opened.predict(data.customer);
    const articles = list.map(({ article, reasons }) => ({ article, reasons }));
    answer({ kind: "explained", id: data.id, articles });
  } catch (error) {
    answer({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
};
