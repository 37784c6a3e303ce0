/**
 * Where the train stage leaves what, by path in the workspace.
 *
 * @module
 */

/** Files that the stage leaves; no ranker files where none could be trained. */
export const MODEL_FILES = {
  ranker: "models/ranker.txt",
  heldOut: "models/ranker_held_out.txt",
  card: "models/ranker.json",
  probability: "models/probability.json",
  propensity: "data/propensity/propensity.f64",
  propensityModel: "models/propensity.json",
} as const;

/** Says which version the files above are of. */
export const SERVED_FILE = "models/served.json";

/** What makes predictions and names a version by its content, and what is kept along. */
export const VERSION_FILES = {
  hashed: [
    MODEL_FILES.ranker,
    MODEL_FILES.heldOut,
    MODEL_FILES.probability,
    MODEL_FILES.propensity,
  ],
  kept: [MODEL_FILES.card, MODEL_FILES.propensityModel],
} as const;

/** Follows from the model alone; the propensities belong to a day and its customers. */
export const SERVING_FILES = [
  MODEL_FILES.ranker,
  MODEL_FILES.heldOut,
  MODEL_FILES.probability,
  MODEL_FILES.card,
] as const;
