/**
 * Propensity fits that several parts of a stage ask for, made once and ahead of time.
 *
 * @module
 */
import { type EpochDay, type Shop, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { fitPropensity, type FitPropensityOptions } from "../propensity/fit.ts";
import type { PropensityModel } from "../propensity/model.ts";
import { askWorker } from "../ranking/ask_worker.ts";

/** Fits of one shop, horizon and seed by day. */
export type PropensityMemory = Map<EpochDay, ReturnType<typeof fitPropensity>>;

/** Order lines from which on a Worker is worth its start. */
const WORKER_WORTH = 1_000_000;

/** What a Worker is asked to fit. */
export interface PropensityJob {
  readonly snapshot: Snapshot;
  readonly options: FitPropensityOptions;
}

/**
 * Fits once per day: the folds' cutoffs and held-out weeks ask for the same ones. A large shop is
 * fitted in a Worker, as half a minute of work here would keep the others from being given theirs.
 *
 * @param workersFrom Order lines from which on a Worker is worth its start.
 */
export function rememberedFits(
  fits: PropensityMemory = new Map(),
  workersFrom: number = WORKER_WORTH,
): typeof fitPropensity {
  return (snapshot, options = {}) => {
    const inWorker = snapshot.orders.article.length >= workersFrom;
    const known = fits.get(snapshot.asOf) ??
      (inWorker ? fitInWorker({ snapshot, options }) : fitPropensity(snapshot, options));
    fits.set(snapshot.asOf, known);
    return known;
  };
}

async function fitInWorker({ snapshot, options }: PropensityJob): Promise<PropensityModel> {
  // functions, such as a progress bar's, cannot be sent
  const plain = Object.entries(options).filter(([, value]) => !hasFunctions(value));
  const job = { snapshot, options: Object.fromEntries(plain) };
  const url = new URL("./propensity_worker.ts", import.meta.url);
  const answer = await askWorker<PropensityModel | { error: string }>(url, job);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}

function hasFunctions(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    Object.values(value).some((entry) => typeof entry === "function");
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
