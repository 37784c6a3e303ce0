/**
 * The command that builds the WebAssembly module: `deno task lightgbm:wasm [--link fast|full]`.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { LightGBMError } from "../errors.ts";
import { ensureWasm } from "./build.ts";
import type { LinkMode } from "./recipe.ts";

/**
 * The command line's choice of link.
 *
 * @throws {RangeError} If there is no such link mode.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { linkOf } from "./main.ts";
 *
 * assert.equal(linkOf(["--link", "fast"]), "fast");
 * assert.equal(linkOf([]), "full");
 * ```
 */
export function linkOf(args: string[]): LinkMode {
  const { values } = parseArgs({ args, options: { link: { type: "string", default: "full" } } });
  if (values.link === "full" || values.link === "fast") return values.link;
  throw new RangeError(`Expected --link to be full or fast but found ${values.link}`);
}

if (import.meta.main) {
  try {
    const link = linkOf(Deno.args);
    const path = await ensureWasm({ link, note: (message) => console.error(message) });
    console.log(path);
  } catch (error) {
    if (
      !(error instanceof LightGBMError || error instanceof TypeError || error instanceof RangeError)
    ) {
      throw error;
    }
    console.error(error.message);
    Deno.exit(error instanceof LightGBMError ? 1 : 2);
  }
}
