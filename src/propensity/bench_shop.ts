/**
 * What the benches of who and when share: a shop from a directory, dates on the command line.
 *
 * @module
 */
import { ingest } from "../ingest/ingest.ts";
import { loadShop } from "../ingest/load.ts";
import type { Shop } from "../ingest/shop.ts";
import { openWorkspace } from "../workspace.ts";

/** The embedded real sample. */
export const SAMPLE: string = new URL("../../data/samples/online-retail", import.meta.url).pathname;

/**
 * Ingests a directory in the Kaggle layout into a passing workspace and loads the shop.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { benchShop, SAMPLE } from "./bench_shop.ts";
 *
 * const shop = await benchShop(SAMPLE);
 * assert.equal(shop.orders.customers, 4335);
 * ```
 */
export async function benchShop(directory: string): Promise<Shop> {
  const root = await Deno.makeTempDir();
  try {
    const workspace = openWorkspace(root);
    await ingest(directory, workspace);
    return loadShop(workspace);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/**
 * Days since 1970-01-01 of comma-separated dates.
 *
 * @throws {SyntaxError} If one of them is not written YYYY-MM-DD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseDays } from "./bench_shop.ts";
 *
 * assert.deepEqual(parseDays("1970-01-02,1970-02-01"), [1, 31]);
 * ```
 */
export function parseDays(text: string): number[] {
  return text.split(",").map((date) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / 864e5 : NaN;
    if (Number.isNaN(day)) throw new SyntaxError(`Expected YYYY-MM-DD but found '${date}'`);
    return day;
  });
}

/**
 * A day since 1970-01-01 as YYYY-MM-DD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dayText } from "./bench_shop.ts";
 *
 * assert.equal(dayText(31), "1970-02-01");
 * ```
 */
export function dayText(day: number): string {
  return new Date(day * 864e5).toISOString().slice(0, 10);
}
