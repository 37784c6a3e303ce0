/**
 * Context of a snapshot: where in the week and the year its day lies.
 *
 * @module
 */
import type { EpochDay } from "../ingest/shop.ts";
import type { FeatureDefinition } from "./catalogue.ts";

const define = (name: string, meaning: string, unit: string): FeatureDefinition => ({
  family: "context",
  name,
  meaning,
  unit,
});

/** The context features. They are constant within a customer's list, so they cannot rank it. */
export const CONTEXT_FEATURES: readonly FeatureDefinition[] = [
  define("day_of_week", "Day of the week of the snapshot's day, 1 Monday – 7 Sunday.", "day"),
  define("week_of_year", "ISO week of the year.", "week"),
  define("season", "1 December–February, 2 March–May, 3 June–August, 4 the rest.", "season"),
];

/**
 * Values of {@linkcode CONTEXT_FEATURES} on a day.
 *
 * Source for weeks: ISO 8601.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contextFeatures } from "./context.ts";
 *
 * // 1970-01-01 was a Thursday of week 1 in winter.
 * assert.deepEqual(contextFeatures(0), [4, 1, 1]);
 * ```
 */
export function contextFeatures(day: EpochDay): number[] {
  const dayOfWeek = (day + 3) % 7 + 1;
  const thursday = new Date((day - dayOfWeek + 4) * 86_400_000);
  const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - newYear) / (7 * 86_400_000));
  const month = new Date(day * 86_400_000).getUTCMonth();
  return [dayOfWeek, week, 1 + Math.floor((month + 1) % 12 / 3)];
}
