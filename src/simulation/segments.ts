/**
 * How personas are put into segments: by price tier, age and frequency, and by what else the source
 * says of customers, such as income.
 *
 * @module
 */
import { AGE_BANDS, FREQUENCY_TIERS, type Persona, PRICE_TIERS } from "./personas.ts";

/** One way to split personas. */
export interface Segmentation {
  readonly by: string;
  /** Names of the segments, in their natural order. */
  readonly labels: readonly string[];
  /** Place of a persona's segment in `labels`; −1 where the source says nothing of it. */
  of(persona: Persona): number;
}

/** Columns of the source with more different values split too finely. */
const MOST_VALUES = 20;

/**
 * The ways to split personas. A column of the source counts where it has two to twenty values;
 * bands such as `15-24K` come in the order of their numbers.
 *
 * @param columns Known values by column of the source.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { segmentations } from "./segments.ts";
 *
 * const income = segmentations(new Map([["income", ["50-74K", "Under 15K"]]])).at(-1)!;
 * assert.equal(income.by, "income");
 * assert.deepEqual(income.labels, ["Under 15K", "50-74K"]);
 * ```
 */
export function segmentations(columns: ReadonlyMap<string, readonly string[]>): Segmentation[] {
  return [
    { by: "price tier", labels: PRICE_TIERS, of: ({ priceTier }) => priceTier },
    { by: "age", labels: AGE_BANDS, of: ({ ageBand }) => ageBand },
    { by: "frequency", labels: FREQUENCY_TIERS, of: ({ frequencyTier }) => frequencyTier },
    ...[...columns]
      .filter(([, values]) => values.length > 1 && values.length <= MOST_VALUES)
      .map(([name, values]) => byColumn(name, values)),
  ];
}

/**
 * What the source says of some personas: the different values by column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnValues } from "./segments.ts";
 *
 * const people = [{ attributes: { income: "High" } }, { attributes: { income: "High" } }];
 * assert.deepEqual(columnValues(people), new Map([["income", ["High"]]]));
 * ```
 */
export function columnValues(
  personas: Iterable<Pick<Persona, "attributes">>,
): Map<string, readonly string[]> {
  const columns = new Map<string, Set<string>>();
  for (const { attributes } of personas) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!columns.has(name)) columns.set(name, new Set());
      columns.get(name)!.add(value);
    }
  }
  return new Map([...columns].map(([name, values]) => [name, [...values]]));
}

function byColumn(name: string, values: readonly string[]): Segmentation {
  const labels = values.toSorted(inOrder);
  const place = new Map(labels.map((label, i) => [label, i]));
  return {
    by: name.replaceAll("_", " "),
    labels,
    of: ({ attributes }) => place.get(attributes[name] ?? "") ?? -1,
  };
}

/** By the first number where both have one ("under" it comes before it), else by the alphabet. */
function inOrder(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => {
    const number = parseFloat(/\d+(\.\d+)?/.exec(text)?.[0] ?? "NaN");
    return /^(under|less|below|<)/i.test(text) ? number - 0.5 : number;
  });
  const difference = x! - y!;
  return difference !== 0 && !Number.isNaN(difference) ? difference : a < b ? -1 : a > b ? 1 : 0;
}
