/**
 * A small shop with hours for this folder's tests: its data, and a model trained on its rows.
 *
 * @module
 */
import { fitCandidates } from "../../candidates/candidates.ts";
import { type LineInput, type Shop, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { loadEngine } from "../../lightgbm/mod.ts";
import { rowFiller, type RowInputs, rowInputs } from "../../ranking/rows.ts";
import { trialShop } from "../../ranking/trial_shop.ts";
import { whatIfData } from "./payload.ts";
import type { WhatIfData } from "./scenario.ts";

/** Day of the run: the morning after the shop's last day. */
export const AS_OF = 1120;

/** Lines of a trial shop, with times of day. */
export function linesWithHours(customers = 60): LineInput[] {
  const { orders } = trialShop({ customers });
  const lines: LineInput[] = [];
  for (let customer = 0; customer < orders.customers; customer++) {
    for (let i = orders.offsets[customer]!; i < orders.offsets[customer + 1]!; i++) {
      const [article, day] = [orders.article[i]!, orders.day[i]!];
      const minute = 60 * (8 + (customer + day) % 12);
      lines.push({ customer, article, day, minute, price: orders.price[i]!, channel: 1 });
    }
  }
  return lines;
}

/** The shop of these lines with a trial shop's attributes. */
export function shopOf(lines: readonly LineInput[], customers = 60): Shop {
  const { articles: table } = trialShop({ customers });
  const attributes = [...table.attributes].map(([name, { codes, labels }]) =>
    [name, [...codes].map((code) => labels[code]!)] as const
  );
  return shopFromLines(lines, {
    customers,
    articles: table.count,
    articleAttributes: Object.fromEntries(attributes),
  });
}

/** Row inputs of a shop, with few candidates per customer. */
export function inputsOf(shop: Shop): RowInputs {
  return rowInputs(fitCandidates(snapshotAt(shop, AS_OF), { maxCandidates: 50 }));
}

/** A model that has looked at every column of these rows. */
export async function trialModel(inputs: RowInputs): Promise<string> {
  const filler = rowFiller(inputs);
  const width = filler.definitions.length;
  const rows: number[] = [];
  const label: number[] = [];
  for (let customer = 0; customer < inputs.customers.rows; customer++) {
    const size = filler.fill(customer);
    for (let i = 0; i < size; i++) {
      const values = filler.columns.map((column) => column[i]!);
      rows.push(...values);
      label.push(values.reduce((sum, value, f) => sum + Math.sin(f + (value || 0)), 0));
    }
  }
  const data = Float32Array.from(rows);
  using engine = await loadEngine({ threads: 1 });
  const { modelText } = engine.train({
    params: {
      objective: "regression",
      num_leaves: 15,
      min_data_in_leaf: 5,
      feature_fraction: 0.4,
      seed: 1,
    },
    train: {
      features: { data, rows: label.length, columns: width },
      label,
      featureNames: filler.definitions.map(({ name }) => name),
    },
    iterations: 60,
  });
  return modelText;
}

let trial: Promise<{ data: WhatIfData; modelText: string }> | undefined;

/** Data and model of the small shop; made once. */
export function trialPage(): Promise<{ data: WhatIfData; modelText: string }> {
  return trial ??= (async () => {
    const inputs = inputsOf(shopOf(linesWithHours()));
    const modelText = await trialModel(inputs);
    return { modelText, data: dataOf(inputs, modelText) };
  })();
}

/** Data of some customers of the small shop. */
export function dataOf(
  inputs: RowInputs,
  modelText: string,
  customers: readonly number[] = [1, 2, 3, 4, 5],
): WhatIfData {
  return whatIfData({
    shop: "trial",
    asOf: "1973-01-25",
    inputs,
    modelText,
    customers,
    articleName: (article) => `Thing <${article}> & "co"`,
  });
}

let tiny: WhatIfData | undefined;

/** The same data without a trained model. */
export function tinyData(): WhatIfData {
  if (tiny === undefined) {
    const inputs = inputsOf(shopOf(linesWithHours()));
    const names = rowFiller(inputs).definitions.map(({ name }) => name);
    tiny = dataOf(inputs, emptyModel(names));
  }
  return tiny;
}

/** LightGBM's text of a model without trees. */
function emptyModel(names: readonly string[]): string {
  return `tree\nfeature_names=${names.join(" ")}\ntree_sizes=\n\nend of trees\n`;
}
