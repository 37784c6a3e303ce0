/**
 * Command line of the synthetic shop:
 * `--customers N --out DIR [--seed N] [--hours] [--format csv|parquet] [--threads N]`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { generateSynthetic, type SyntheticOptions } from "./generate.ts";

/**
 * Reads the command's arguments.
 *
 * @throws {TypeError} If one is unknown, missing or malformed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseCommand } from "./main.ts";
 *
 * const { out, options } = parseCommand(["--customers", "100", "--out", "shop", "--hours"]);
 * assert.equal(out, "shop");
 * assert.deepEqual(options, { customers: 100, hours: true });
 * ```
 */
export function parseCommand(args: string[]): { out: string; options: SyntheticOptions } {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      customers: { type: "string" },
      out: { type: "string" },
      seed: { type: "string" },
      hours: { type: "boolean" },
      format: { type: "string" },
      threads: { type: "string" },
    },
  });
  const { out, format, hours } = values;
  if (out === undefined || values.customers === undefined) {
    throw new TypeError("Expected --customers N and --out DIR to be given");
  }
  if (format !== undefined && format !== "csv" && format !== "parquet") {
    throw new TypeError(`Expected --format to be csv or parquet but found ${format}`);
  }
  return {
    out,
    options: {
      customers: wholeNumber("customers", values.customers),
      ...(values.seed === undefined ? {} : { seed: wholeNumber("seed", values.seed) }),
      ...(hours === undefined ? {} : { hours }),
      ...(format === undefined ? {} : { format }),
      ...(values.threads === undefined ? {} : { threads: wholeNumber("threads", values.threads) }),
    },
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new TypeError(`Expected --${name} to be a whole number but found ${text}`);
  }
  return Number(text);
}

if (import.meta.main) {
  try {
    const { out, options } = parseCommand(Deno.args);
    const start = performance.now();
    const summary = await generateSynthetic(out, options);
    const seconds = Math.round(performance.now() - start) / 1000;
    console.log(JSON.stringify({ ...summary, seconds }));
  } catch (error) {
    console.error(`Generating the synthetic shop: ${(error as Error).message}`);
    Deno.exit(error instanceof TypeError || error instanceof RangeError ? 2 : 1);
  }
}
