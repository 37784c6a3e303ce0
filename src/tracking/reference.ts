/**
 * What a model's rows looked like when it was trained: a sample that later days are compared with.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { rowFiller, type RowInputs } from "../ranking/rows.ts";
import { createRandom, shuffle } from "../statistics/random.ts";
import { readJson, writeAtomically } from "../workspace.ts";
import { versionPath } from "./versions.ts";

/** Feature rows of sampled customers, one candidate each, so that rows are independent. */
export interface RowSample {
  readonly features: readonly string[];
  readonly rows: number;
  /** Row-major, `rows × features.length`. */
  readonly data: Float32Array;
  /** The model's raw score of each row, as a float32; none without a model. */
  readonly score: Float64Array;
}

/** Options of {@linkcode sampleRows}. */
export interface SampleRowsOptions {
  /** Customers, at most. @default {2000} */
  customers?: number;
  /** @default {1} */
  seed?: number;
}

/**
 * One random candidate of each of some random customers with an order, with its features and score.
 *
 * @param modelText The ranker; `null` where there is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitCandidates } from "../candidates/candidates.ts";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { rowInputs } from "../ranking/rows.ts";
 * import { trialShop } from "../ranking/trial_shop.ts";
 * import { sampleRows } from "./reference.ts";
 *
 * const inputs = rowInputs(fitCandidates(snapshotAt(trialShop(), 1100)));
 * const sample = sampleRows(inputs, null, { customers: 50 });
 * assert.equal(sample.rows, 50);
 * assert.equal(sample.data.length, 50 * sample.features.length);
 * ```
 */
export function sampleRows(
  inputs: RowInputs,
  modelText: string | null,
  options: SampleRowsOptions = {},
): RowSample {
  const { customers: most = 2000, seed = 1 } = options;
  const random = createRandom(seed);
  const filler = rowFiller(inputs);
  const features = filler.definitions.map(({ name }) => name);
  const width = features.length;
  const chosen = shuffle(customersWithOrders(inputs), random);
  const data = new Float32Array(Math.min(most, chosen.length) * width);
  let rows = 0;
  for (let i = 0; i < chosen.length && rows < most; i++) {
    const size = filler.fill(chosen[i]!);
    if (size === 0) continue;
    const candidate = random.integer(size);
    for (let f = 0; f < width; f++) data[rows * width + f] = filler.columns[f]![candidate]!;
    rows++;
  }
  const kept = data.subarray(0, rows * width);
  return { features, rows, data: kept, score: scoresOf(modelText, kept, rows, width) };
}

function customersWithOrders({ candidates }: RowInputs): Uint32Array {
  const { offsets, customers } = candidates.snapshot.orders;
  return Uint32Array.from({ length: customers }, (_, c) => c)
    .filter((c) => offsets[c + 1]! > offsets[c]!);
}

function scoresOf(
  modelText: string | null,
  data: Float32Array,
  rows: number,
  width: number,
): Float64Array {
  if (modelText === null) return new Float64Array(0);
  const model = compileModel(modelText);
  if ("reason" in model) return new Float64Array(0);
  return Float64Array.from(
    { length: rows },
    (_, r) => Math.fround(model.scoreRow(data, r * width)),
  );
}

/** Names of the two files within a version's folder. */
const FILES = { about: "reference.json", values: "reference.f32" } as const;

/** `reference.json`. */
interface About {
  readonly features: readonly string[];
  readonly rows: number;
  /** Scores after the rows. */
  readonly score: number;
  /** SHA-256 of `reference.f32`. */
  readonly sha256: string;
}

/** Keeps a sample with a version: `reference.f32` has the rows, then the scores. */
export async function keepReference(root: string, version: string, sample: RowSample) {
  const { features, rows, data, score } = sample;
  const values = new Float32Array(data.length + score.length);
  values.set(data);
  values.set(score, data.length);
  const bytes = new Uint8Array(values.buffer);
  await writeAtomically(
    versionPath(root, version, FILES.values),
    (path) => Deno.writeFileSync(path, bytes),
  );
  const about: About = { features, rows, score: score.length, sha256: sha256Of(bytes) };
  await writeAtomically(
    versionPath(root, version, FILES.about),
    (path) => Deno.writeTextFileSync(path, JSON.stringify(about)),
  );
}

/** The sample that was kept with a version; `null` where there is none, or a damaged one. */
export function readReference(root: string, version: string): RowSample | null {
  const about = readJson<About>(versionPath(root, version, FILES.about));
  if (about === null) return null;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Deno.readFileSync(versionPath(root, version, FILES.values));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return null;
    }
    throw error;
  }
  if (sha256Of(bytes) !== about.sha256) return null;
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const split = about.rows * about.features.length;
  return {
    features: about.features,
    rows: about.rows,
    data: values.slice(0, split),
    score: Float64Array.from(values.subarray(split)),
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
