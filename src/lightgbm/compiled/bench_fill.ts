/**
 * What filling rows costs: customers × 100 candidates, with features of customers, of articles and
 * of pairs, in three styles.
 *
 * @module
 */
import { type CompiledModel, recordFormat, type Scorer } from "./mod.ts";
import { CODE_STRIDE, VALUE_STRIDE } from "./memory.ts";
import { featureRows, uniform } from "./trial_data.ts";

const CANDIDATES = 100;
/** Ten customers fill 1,000 of a block's 1,024 rows. */
const CUSTOMERS_PER_BLOCK = 10;
const ARTICLES = 105_542;

/** How the rows of a block come about. */
export type FillStyle = "floats" | "codes" | "tables";

/** Made-up customers, articles and candidates for one model. */
export interface FillTask {
  readonly customers: number;
  /** Feature indices of each group. */
  readonly groups: {
    readonly customer: readonly number[];
    readonly article: readonly number[];
    readonly pair: readonly number[];
  };
  /** One array per customer feature, a value per customer. */
  readonly customerValues: readonly Float32Array[];
  readonly articleValues: readonly Float32Array[];
  /** One array per pair feature, a value per customer and candidate. */
  readonly pairValues: readonly Float32Array[];
  /** 100 article codes per customer. */
  readonly candidates: Uint32Array;
}

/**
 * Two fifths of a model's features belong to customers, two fifths to articles, the rest to pairs.
 * Popular articles are candidates more often.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillTask } from "./bench_fill.ts";
 *
 * assert.deepEqual(fillTask(10, 5).groups.pair, [4, 9]);
 * ```
 */
export function fillTask(features: number, customers: number, missing = 0): FillTask {
  const random = uniform(11);
  const all = Array.from({ length: features }, (_, f) => f);
  const groups = {
    customer: all.filter((f) => f % 5 < 2),
    article: all.filter((f) => f % 5 === 2 || f % 5 === 3),
    pair: all.filter((f) => f % 5 === 4),
  };
  const columns = (rows: number, group: readonly number[]) => {
    const data = featureRows(random, rows, features, { missing });
    return group.map((f) => Float32Array.from({ length: rows }, (_, r) => data[r * features + f]!));
  };
  return {
    customers,
    groups,
    customerValues: columns(customers, groups.customer),
    articleValues: columns(ARTICLES, groups.article),
    pairValues: columns(customers * CANDIDATES, groups.pair),
    candidates: Uint32Array.from(
      { length: customers * CANDIDATES },
      () => Math.floor(ARTICLES * random() ** 3),
    ),
  };
}

/** Fills the rows of `count` customers from `first` on, as a style does it. */
export type BlockFiller = (first: number, count: number) => void;

/** A style made ready: everything that is done once, and what is done per block. */
export interface PreparedFill {
  readonly fill: BlockFiller;
  /** Scores the filled block. */
  readonly score: (rows: number, out: Float64Array, at: number) => void;
}

/**
 * Makes a style ready: quantises customers and articles once, where it works on codes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillTask, prepareFill, runFill } from "./bench_fill.ts";
 * import { compileModel } from "./mod.ts";
 * import { randomModelText } from "./testing.ts";
 *
 * let draws = 0;
 * const model = compileModel(randomModelText(() => (draws += 0.137) % 1));
 * assert.ok(!("reason" in model));
 * const task = fillTask(model.features, 12);
 * const [a, b] = (["floats", "tables"] as const).map((style) =>
 *   runFill(task, prepareFill(model, task, style))
 * );
 * assert.deepEqual(a, b);
 * ```
 */
export function prepareFill(
  model: CompiledModel,
  task: FillTask,
  style: FillStyle,
): PreparedFill {
  if (style === "floats") return floatFill(model, task);
  return style === "codes" ? codeFill(model, task) : tableFill(model, task);
}

/**
 * Fills, and scores unless told otherwise, every customer's candidates block by block.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillTask, prepareFill, runFill } from "./bench_fill.ts";
 * import { compileModel } from "./mod.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = compileModel(stumpText());
 * assert.ok(!("reason" in model));
 * const task = fillTask(model.features, 2);
 * assert.equal(runFill(task, prepareFill(model, task, "codes")).length, 200);
 * ```
 */
export function runFill(task: FillTask, prepared: PreparedFill, score = true): Float64Array {
  const out = new Float64Array(task.customers * CANDIDATES);
  for (let first = 0; first < task.customers; first += CUSTOMERS_PER_BLOCK) {
    const count = Math.min(CUSTOMERS_PER_BLOCK, task.customers - first);
    prepared.fill(first, count);
    if (score) prepared.score(count * CANDIDATES, out, first * CANDIDATES);
  }
  return out;
}

function floatFill(model: CompiledModel, task: FillTask): PreparedFill {
  const scorer = model.instantiate();
  const { features } = model;
  const rows = new Float32Array(CUSTOMERS_PER_BLOCK * CANDIDATES * features);
  const { groups, candidates, customerValues, articleValues, pairValues } = task;
  return {
    fill: (first, count) => {
      for (let r = 0; r < count * CANDIDATES; r++) {
        const pair = first * CANDIDATES + r;
        const customer = Math.floor(pair / CANDIDATES);
        const article = candidates[pair]!;
        const at = r * features;
        groups.customer.forEach((f, i) => rows[at + f] = customerValues[i]![customer]!);
        groups.article.forEach((f, i) => rows[at + f] = articleValues[i]![article]!);
        groups.pair.forEach((f, i) => rows[at + f] = pairValues[i]![pair]!);
      }
    },
    score: (count, out, at) => scorer.scoreRows(rows, count, out.subarray(at)),
  };
}

/** `fill` for customers, a gather per column for articles. */
function codeFill(model: CompiledModel, task: FillTask): PreparedFill {
  const scorer = model.instantiate();
  const { codes } = scorer;
  const quantised = (features: readonly number[], values: readonly Float32Array[]) =>
    features.flatMap((feature, i) => {
      const quantiser = model.quantiser(feature);
      const found = quantiser.quantiseColumn(values[i]!);
      return quantiser.columns.map((column, j) => ({ column, codes: found[j]! }));
    });
  const customers = quantised(task.groups.customer, task.customerValues);
  const articles = quantised(task.groups.article, task.articleValues);
  return {
    fill: (first, count) => {
      for (const { column, codes: own } of customers) {
        for (let c = 0; c < count; c++) {
          const row = column * CODE_STRIDE + c * CANDIDATES;
          codes.fill(own[first + c]!, row, row + CANDIDATES);
        }
      }
      const pair = first * CANDIDATES;
      for (const { column, codes: own } of articles) {
        gatherColumn(codes, column * CODE_STRIDE, own, task.candidates, pair, count * CANDIDATES);
      }
      fillPairs(scorer, task, pair, count * CANDIDATES);
    },
    score: (count, out, at) => scorer.scoreBlock(count, out, at),
  };
}

function gatherColumn(
  codes: Uint8Array,
  to: number,
  own: Uint8Array,
  ids: Uint32Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) codes[to + i] = own[ids[from + i]!]!;
}

/** Records in the scorer's memory: broadcast for customers, transposing gather for articles. */
function tableFill(model: CompiledModel, task: FillTask): PreparedFill {
  const formats = [
    recordFormat(model, task.groups.customer),
    recordFormat(model, task.groups.article),
  ] as const;
  const scorer = model.instantiate({
    tables: [
      { columns: formats[0].columns, capacity: task.customers },
      { columns: formats[1].columns, capacity: ARTICLES },
    ],
  });
  const [customers, articles] = [scorer.tables[0]!, scorer.tables[1]!];
  formats[0].write(task.customerValues, customers.records);
  formats[1].write(task.articleValues, articles.records);
  return {
    fill: (first, count) => {
      const pair = first * CANDIDATES;
      for (let c = 0; c < count; c++) {
        customers.broadcast(first + c, c * CANDIDATES, (c + 1) * CANDIDATES);
      }
      articles.gather(task.candidates.subarray(pair, pair + count * CANDIDATES), 0);
      fillPairs(scorer, task, pair, count * CANDIDATES);
    },
    score: (count, out, at) => scorer.scoreBlock(count, out, at),
  };
}

function fillPairs(scorer: Scorer, task: FillTask, from: number, count: number): void {
  for (const [i, feature] of task.groups.pair.entries()) {
    scorer.values.set(
      task.pairValues[i]!.subarray(from, from + count),
      feature * VALUE_STRIDE,
    );
    scorer.quantise(feature, count);
  }
}
