/**
 * The options that every stage shares, checked once at the door.
 *
 * @module
 */
import { z } from "zod";
import type { EpochDay } from "../ingest/shop.ts";
import { OUTPUT_FORMATS } from "../serving/outputs.ts";

/** Options as a person writes them, on the command line or in a notebook. */
export interface StageOptionsInput {
  /**
   * `online-retail`, `synthetic[:customers]` or a directory.
   * @default {what the workspace's store was made from; "online-retail" where it has none}
   */
  data?: string;
  /** Folder of the workspace. @default {the project} */
  workspace?: string;
  /** `YYYY-MM-DD`; rows of that day and later are invisible. @default {day after the last row} */
  asOf?: string;
  /** @default {7} */
  horizonDays?: number | string;
  /** @default {12} */
  topK?: number | string;
  /** @default {one per core} */
  threads?: number | string;
  /** E.g. `8GB`. @default {"8GB"} */
  memory?: string;
  /** @default {1} */
  seed?: number | string;
  /** LightGBM engine: `native`, `wasm` or `auto`. @default {"auto"} */
  engine?: string;
  /** Formats of the two output tables, with commas. @default {"parquet"} */
  format?: string;
  /** Test weeks of the evaluation. @default {3} */
  folds?: number | string;
  /** Whether the evaluation trains once more without each feature family. @default {true} */
  ablation?: boolean;
  /** Keeps only so many features. @default {all} */
  selectFeatures?: number | string;
  /** JSON file of a recipe, e.g. the one that `tune` left. @default {the default recipe} */
  recipe?: string;
  /** Whether a generated shop has times of day. @default {false} */
  hours?: boolean;
  /** `i/n`: ranks one shard of the customers only. @default {all customers, and the tables} */
  shard?: string;
  /** Messages that may be sent: makes the push list. @default {no list} */
  budget?: number | string;
  /** Share of a file's rows that may be set aside, 0 to 1. @default {0.05} */
  maxRejects?: number | string;
  /** Personas of the simulation, at most. @default {2000; 100 where a language model answers} */
  personas?: number | string;
  /** Language model that plays the virtual customers. @default {"llama3"} */
  model?: string;
  /** Whether every persona answers both arms. @default {false} */
  paired?: boolean;
}

/** Options that have passed the check. */
export interface StageOptions {
  /** `undefined` where the workspace says. */
  readonly data: string | undefined;
  readonly workspace: string | undefined;
  readonly asOf: EpochDay | undefined;
  readonly horizonDays: number;
  readonly topK: number;
  readonly threads: number;
  /** Bytes. */
  readonly memory: number;
  readonly seed: number;
  readonly engine: "native" | "wasm" | "auto";
  readonly formats: readonly ("parquet" | "csv" | "sqlite")[];
  readonly folds: number;
  readonly ablation: boolean;
  readonly selectFeatures: number | undefined;
  /** Path of a recipe's file. */
  readonly recipe: string | undefined;
  readonly hours: boolean;
  readonly shard: { readonly index: number; readonly of: number } | undefined;
  readonly budget: number | undefined;
  readonly maxRejects: number;
  readonly personas: number | undefined;
  readonly model: string | undefined;
  readonly paired: boolean;
}

const whole = <F extends number | undefined>(
  name: string,
  low: number,
  high: number,
  fallback: F,
) =>
  z.union([z.string(), z.number()]).optional().transform((given, context) => {
    if (given === undefined) return fallback;
    const value = typeof given === "string" && given.trim() === "" ? NaN : Number(given);
    if (!Number.isInteger(value) || value < low || value > high) {
      context.addIssue(
        `Expected ${name} to be an integer from ${low} to ${high} but found ${given}`,
      );
      return z.NEVER;
    }
    return value;
  });

const schema = z.object({
  data: z.string().optional().transform((text) => text?.replace(/(?<=.)\/+$/, "")),
  workspace: z.string().optional(),
  asOf: z.string().optional().transform((text, context) => {
    if (text === undefined) return undefined;
    const day = parseDay(text);
    if (day !== null) return day;
    context.addIssue(`Expected --as-of to be a date YYYY-MM-DD but found ${text}`);
    return z.NEVER;
  }),
  horizonDays: whole("--horizon-days", 1, 365, 7),
  topK: whole("--top-k", 1, 100, 12),
  threads: whole(
    "--threads",
    1,
    Math.max(64, navigator.hardwareConcurrency),
    navigator.hardwareConcurrency,
  ),
  memory: z.string().default("8GB").transform((text, context) => {
    const bytes = parseMemory(text);
    if (bytes !== null) return bytes;
    context.addIssue(
      `Expected --memory to be like 8GB or 800MB, 500MB at least, but found ${text}`,
    );
    return z.NEVER;
  }),
  seed: whole("--seed", 0, 2 ** 31 - 1, 1),
  engine: z.enum(["native", "wasm", "auto"], {
    error: ({ input }) => `Expected --engine to be native, wasm or auto but found ${input}`,
  }).default("auto"),
  format: z.string().default("parquet").transform((text, context) => {
    const formats = text.split(",").map((part) => part.trim());
    const unknown = formats.find((part) => !(OUTPUT_FORMATS as string[]).includes(part));
    if (unknown === undefined) return formats as StageOptions["formats"];
    context.addIssue(
      `Expected --format to be of ${OUTPUT_FORMATS.join(", ")} but found ${unknown}`,
    );
    return z.NEVER;
  }),
  folds: whole("--folds", 1, 52, 3),
  ablation: z.boolean().default(true),
  selectFeatures: whole("--select-features", 1, 10_000, undefined),
  recipe: z.string().min(1).optional(),
  hours: z.boolean().default(false),
  shard: z.string().optional().transform((text, context) => {
    if (text === undefined) return undefined;
    const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
    if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
    context.addIssue(`Expected --shard to be like 1/8, from 1/n to n/n, but found ${text}`);
    return z.NEVER;
  }),
  budget: whole("--budget", 1, 1_000_000_000, undefined),
  maxRejects: z.union([z.string(), z.number()]).default(0.05).transform((given, context) => {
    const value = Number(given);
    if (value >= 0 && value <= 1) return value;
    context.addIssue(`Expected --max-rejects to be from 0 to 1 but found ${given}`);
    return z.NEVER;
  }),
  personas: whole("--personas", 4, 1_000_000, 0).transform((count) => count || undefined),
  model: z.string().min(1).optional(),
  paired: z.boolean().default(false),
});

/**
 * Checks options.
 *
 * @throws {RangeError} If one is out of its range; the message names it and the value found.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stageOptions } from "./options.ts";
 *
 * assert.equal(stageOptions({ asOf: "1970-01-11" }).asOf, 10);
 * assert.throws(() => stageOptions({ topK: 0 }), /--top-k.*found 0/);
 * ```
 */
export function stageOptions(input: StageOptionsInput = {}): StageOptions {
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  );
  const result = schema.safeParse(given);
  if (!result.success) throw new RangeError(result.error.issues[0]!.message);
  const { data, format, workspace, model, recipe, ...rest } = result.data;
  return { ...rest, data, workspace, model, recipe, formats: format };
}

/**
 * The day of a `YYYY-MM-DD` text; `null` where it is no date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseDay } from "./options.ts";
 *
 * assert.equal(parseDay("1970-01-02"), 1);
 * assert.equal(parseDay("2011-02-30"), null);
 * ```
 */
export function parseDay(text: string): EpochDay | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || dayText(time / 86_400_000) !== text ? null : time / 86_400_000;
}

/**
 * A day as `YYYY-MM-DD`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dayText } from "./options.ts";
 *
 * assert.equal(dayText(0), "1970-01-01");
 * ```
 */
export function dayText(day: EpochDay): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

const UNITS: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

function parseMemory(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?B)$/i.exec(text.trim());
  if (!match) return null;
  const bytes = Math.round(Number(match[1]) * UNITS[match[2]!.toUpperCase()]!);
  return bytes >= 500e6 ? bytes : null;
}
