/**
 * Propensity fits that several parts of a stage ask for, made once and ahead of time.
 *
 * @module
 */
import { type EpochDay, type Shop, snapshotAt } from "../ingest/shop.ts";
import { fitPropensity } from "../propensity/fit.ts";

/** Fits of one shop, horizon and seed by day. */
export type PropensityMemory = Map<EpochDay, ReturnType<typeof fitPropensity>>;

/** Fits once per day: the folds' cutoffs and held-out weeks ask for the same ones. */
export function rememberedFits(fits: PropensityMemory = new Map()): typeof fitPropensity {
  return (snapshot, options) => {
    const known = fits.get(snapshot.asOf) ?? fitPropensity(snapshot, options);
    fits.set(snapshot.asOf, known);
    return known;
  };
}

/**
 * Fits one day after the other in the background, so that a core that a training leaves idle has
 * work. Errors are told to whoever asks for the fit.
 */
export async function fitAhead(
  fit: typeof fitPropensity,
  shop: Shop,
  days: readonly EpochDay[],
  options: Parameters<typeof fitPropensity>[1],
): Promise<void> {
  for (const day of new Set(days)) {
    if (day > shop.firstDay) await fit(snapshotAt(shop, day), options).catch(() => {});
  }
}
