/**
 * A ranker's recipe from a file, e.g. the one that tuning left.
 *
 * @module
 */
import { z } from "zod";
import { DataError } from "../errors.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "../ranking/recipe.ts";

const whole = z.int().min(1);
const schema = z.strictObject({
  labelWindows: whole,
  spacingDays: whole,
  maxQueries: whole,
  negatives: whole,
  maxRows: whole,
  maxTrees: whole,
  seeds: whole,
  rowsOfModels: whole,
  models: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).min(1),
}).partial();

/**
 * The default recipe with what a JSON file says otherwise. Candidates are not a recipe's matter: all
 * models of a shop rank the same ones.
 *
 * @throws {DataError} If there is no such file, or it is no recipe; names the field.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRecipe } from "./recipe.ts";
 *
 * const file = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(file, `{ "maxTrees": 40 }`);
 * assert.equal(readRecipe(file).maxTrees, 40);
 * Deno.removeSync(file);
 * ```
 */
export function readRecipe(path: string): RankerRecipe {
  let given: unknown;
  try {
    given = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    const found = error instanceof Deno.errors.NotFound ? "none" : (error as Error).message;
    throw new DataError(`Expected a recipe as JSON but found ${found}`, { place: { file: path } });
  }
  const result = schema.safeParse(given);
  if (!result.success) {
    const { path: at, message } = result.error.issues[0]!;
    throw new DataError(`Expected a recipe but found ${at.join(".")}: ${message}`, {
      place: { file: path },
      hint: "deno task helix tune writes one; models/ranker.json shows the default one.",
    });
  }
  const said = Object.entries(result.data).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_RECIPE, ...Object.fromEntries(said) };
}
