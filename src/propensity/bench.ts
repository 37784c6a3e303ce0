/**
 * Measures who buys on a directory's own weeks:
 * `deno run -A src/propensity/bench.ts [DIRECTORY] [--cuts 2011-11-17,2011-11-24] [--horizon 7]`.
 * Without `--cuts`, the last three whole horizons are held out one after the other.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { benchShop, dayText, parseDays, SAMPLE } from "./bench_shop.ts";
import {
  evaluatePropensity,
  type PropensityEvaluation,
  type PropensityMethod,
} from "./evaluate.ts";

/** The folds on which the embedded sample is reported. */
const SAMPLE_CUTS = "2011-11-17,2011-11-24,2011-12-01";

/**
 * The figures as a table of text.
 *
 * @param figures Of {@linkcode evaluatePropensity}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { propensityTable } from "./bench.ts";
 * import { evaluatePropensity } from "./evaluate.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const shop = habitualShop({ customers: 12 });
 * const table = propensityTable(await evaluatePropensity(shop, [1100], { resamples: 20 }));
 * assert.ok(table.startsWith("method | AUC"));
 * ```
 */
export function propensityTable(figures: PropensityEvaluation): string {
  const methods = Object.keys(figures.mean) as PropensityMethod[];
  const lines = methods.map((m) => {
    const { auc, logLoss, calibrationError, lift } = figures.mean[m];
    const area = figures.intervals[m].auc;
    const interval = `[${area.low.toFixed(3)}, ${area.high.toFixed(3)}]`;
    const cells = [auc.toFixed(4), interval, logLoss.toFixed(4), calibrationError.toFixed(4)];
    return [m, ...cells, lift.toFixed(2)].join(" | ");
  });
  const folds = figures.folds.map((fold) =>
    `${dayText(fold.cut)}: ${fold.customers} customers, ${fold.buyers} bought, ` +
    `AUC ${fold.methods.model.auc.toFixed(4)}, log-loss ${
      fold.methods.model.logLoss.toFixed(4)
    }, ` +
    `orders ${fold.orders.expected.toFixed(0)} expected ${fold.orders.seen} seen, ` +
    `never seen ${fold.neverSeen.forecast.toFixed(3)} forecast ` +
    `${(fold.neverSeen.buyers / fold.neverSeen.customers).toFixed(3)} seen, ` +
    `${fold.kind}, ${fold.seconds.toFixed(1)} s`
  );
  return ["method | AUC | 95 % | log-loss | ECE | lift", ...lines, "", ...folds].join("\n");
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cuts: { type: "string" }, horizon: { type: "string", default: "7" } },
  });
  const directory = positionals[0] ?? SAMPLE;
  const horizon = Number(values.horizon);
  const shop = await benchShop(directory);
  const last = shop.lastDay + 1 - horizon;
  const text = values.cuts ?? (directory === SAMPLE ? SAMPLE_CUTS : undefined);
  const cuts = text ? parseDays(text) : [last - 2 * horizon, last - horizon, last];
  console.log(propensityTable(await evaluatePropensity(shop, cuts, { horizon })));
}
