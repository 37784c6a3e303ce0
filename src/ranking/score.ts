/**
 * Ranks customers' candidates with a trained model, through the compiled scorer.
 *
 * @module
 */
import { type TopK, topK } from "../candidates/top_k.ts";
import type { FeatureTable } from "../features/catalogue.ts";
import {
  BLOCK_ROWS,
  type CompiledModel,
  compileModel,
  recordFormat,
  VALUE_STRIDE,
} from "../lightgbm/compiled/mod.ts";
import { type RowFiller, rowFiller, type RowInputs } from "./rows.ts";

/** One customer's ranked candidates, best first; valid until the next call. */
export interface RankedList {
  size: number;
  readonly article: Uint32Array;
  readonly score: Float64Array;
}

/** Ranks customers; one per thread. */
export interface RankScorer {
  /** The customer's `k` best candidates; equal scores in order of article. */
  rank(customer: number): RankedList;
  /**
   * The same for many customers, several to a block of rows: `visit` gets each one's list and its
   * place in `customers`, in that order.
   */
  rankAll(customers: Uint32Array, visit: (list: RankedList, at: number) => void): void;
  /** The scores of all of a customer's candidates, in the candidates' order. */
  scoreCandidates(
    customer: number,
  ): { readonly article: Uint32Array; readonly score: Float64Array };
}

/**
 * A scorer over prepared inputs. Articles' features are turned into the model's codes once, here;
 * customers' once per chunk; only what depends on both is computed per pair.
 *
 * @param modelText LightGBM's text model whose features are those of the row filler.
 * @throws {TypeError} If the model was trained on other features, or is of a kind that ranking
 * never trains (categorical splits, several classes).
 * @throws {RangeError} If a customer may have more candidates than a block has rows.
 */
export function rankScorer(inputs: RowInputs, modelText: string, k: number): RankScorer {
  const filler = rowFiller(inputs);
  requireSameFeatures(modelText, filler);
  const block = rowBlock(inputs, filler, compiledRanker(modelText));
  const best: TopK = topK(k);
  const ranked: RankedList = { size: 0, article: new Uint32Array(k), score: new Float64Array(k) };
  const one = new Uint32Array(1);

  function bestOf(begin: number, end: number) {
    best.clear();
    for (let row = begin; row < end; row++) best.offer(block.article[row]!, block.score[row]!);
    ranked.size = best.drainInto(ranked.article, ranked.score, 0);
    return ranked;
  }

  function rankAll(customers: Uint32Array, visit: (list: RankedList, at: number) => void) {
    block.each(customers, (at, begin, end) => visit(bestOf(begin, end), at));
  }

  return {
    rankAll,
    rank(customer) {
      one[0] = customer;
      rankAll(one, () => {});
      return ranked;
    },
    scoreCandidates(customer) {
      one[0] = customer;
      let size = 0;
      block.each(one, (_at, _begin, end) => size = end);
      return { article: block.article.slice(0, size), score: block.score.slice(0, size) };
    },
  };
}

/** One customer's candidates with each model's scores; valid until the next call. */
export interface RowsScores {
  readonly size: number;
  readonly article: Uint32Array;
  readonly scores: readonly Float64Array[];
}

/**
 * Scores a customer's candidates by several models, the rows filled once.
 *
 * @throws As {@linkcode rankScorer}.
 */
export function rowsScorer(
  inputs: RowInputs,
  modelTexts: readonly string[],
): (customer: number) => RowsScores {
  const filler = rowFiller(inputs);
  const width = filler.definitions.length;
  const models = modelTexts.map((text) => {
    requireSameFeatures(text, filler);
    return compiledRanker(text).instantiate();
  });
  const { maxCandidates } = inputs.candidates;
  const rows = new Float32Array(maxCandidates * width);
  const scores = models.map(() => new Float64Array(maxCandidates));
  return (customer) => {
    const size = filler.fill(customer);
    filler.columns.forEach((column, f) => {
      for (let i = 0; i < size; i++) rows[i * width + f] = column[i]!;
    });
    models.forEach((model, m) => model.scoreRows(rows, size, scores[m]!));
    return { size, article: filler.generator.candidates.article, scores };
  };
}

function compiledRanker(modelText: string): CompiledModel {
  const compiled = compileModel(modelText);
  if ("reason" in compiled) {
    throw new TypeError(
      `Expected a ranking model that can be compiled but found: ${compiled.reason}`,
    );
  }
  return compiled;
}

/** Customers whose codes are in the block's table at a time. */
const CHUNK = 1024;

/** A block of rows: several customers' candidates one after another. */
interface RowBlock {
  /** Article per row. */
  readonly article: Uint32Array;
  /** Score per row. */
  readonly score: Float64Array;
  /** Scores the customers' candidates; `visit` gets the rows of each while they are there. */
  each(
    customers: Uint32Array,
    visit: (at: number, begin: number, end: number) => void,
  ): void;
}

function rowBlock(inputs: RowInputs, filler: RowFiller, model: CompiledModel): RowBlock {
  const most = inputs.candidates.maxCandidates;
  if (most > BLOCK_ROWS) {
    throw new RangeError(
      `Expected at most ${BLOCK_ROWS} candidates per customer but found ${most}`,
    );
  }
  const customerFormat = recordFormat(model, filler.grain.customer);
  const articleFormat = recordFormat(model, filler.grain.article);
  const scorer = model.instantiate({
    tables: [
      { columns: customerFormat.columns, capacity: CHUNK },
      { columns: articleFormat.columns, capacity: inputs.articles.rows },
    ],
  });
  const [customerTable, articleTable] = [scorer.tables[0]!, scorer.tables[1]!];
  articleFormat.write(inputs.articles.values, articleTable.records);
  const customerValues = chunkReader(inputs.customers);
  const values = filler.definitions.map((_, f) =>
    scorer.values.subarray(f * VALUE_STRIDE, f * VALUE_STRIDE + BLOCK_ROWS)
  );
  const pairFeatures = filler.grain.pair.filter((f) => model.quantiser(f).columns.length > 0);
  const article = new Uint32Array(BLOCK_ROWS);
  const score = new Float64Array(BLOCK_ROWS);
  const firstRow = new Uint32Array(BLOCK_ROWS + 1);
  const candidates = filler.generator.candidates;

  /** Fills as many of the chunk's customers as fit and returns how many. */
  function fill(customers: Uint32Array, from: number): number {
    let rows = 0;
    let n = 0;
    while (from + n < customers.length && rows + most <= BLOCK_ROWS && n < BLOCK_ROWS) {
      const size = filler.fillPairs(customers[from + n]!, values, rows);
      for (let i = 0; i < size; i++) article[rows + i] = candidates.article[i]!;
      customerTable.broadcast(from + n, rows, rows + size);
      rows += size;
      firstRow[++n] = rows;
    }
    articleTable.gather(article.subarray(0, rows), 0);
    for (const f of pairFeatures) scorer.quantise(f, rows);
    scorer.scoreBlock(rows, score);
    return n;
  }

  function each(customers: Uint32Array, visit: (at: number, begin: number, end: number) => void) {
    for (let first = 0; first < customers.length; first += CHUNK) {
      const chunk = customers.subarray(first, first + CHUNK);
      customerFormat.write(customerValues(chunk), customerTable.records);
      for (let at = 0; at < chunk.length;) {
        const n = fill(chunk, at);
        for (let i = 0; i < n; i++) visit(first + at + i, firstRow[i]!, firstRow[i + 1]!);
        at += n;
      }
    }
  }

  return { article, score, each };
}

/** Gathers the values of a chunk's customers into reused arrays, one per feature. */
function chunkReader(table: FeatureTable): (codes: Uint32Array) => Float32Array[] {
  const columns = table.values.map(() => new Float32Array(CHUNK));
  return (codes) =>
    columns.map((column, f) => {
      const values = table.values[f]!;
      for (let i = 0; i < codes.length; i++) column[i] = values[codes[i]!]!;
      return column.subarray(0, codes.length);
    });
}

function requireSameFeatures(modelText: string, filler: RowFiller) {
  const line = modelText.match(/^feature_names=(.*)$/m)?.[1];
  const expected = filler.definitions.map(({ name }) => name).join(" ");
  if (line !== expected) {
    throw new TypeError(
      `Expected a model trained on the features "${expected.slice(0, 60)}…" ` +
        `but found "${(line ?? "").slice(0, 60)}…"`,
    );
  }
}
