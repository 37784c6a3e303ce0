/**
 * The feature catalogue as a table for people, and the script that writes it into this room's
 * README: `deno run -A src/features/catalogue_page.ts`.
 *
 * @module
 */
import { affinityDefinitions } from "./affinity.ts";
import { ARTICLE_FEATURES } from "./article.ts";
import type { FeatureDefinition } from "./catalogue.ts";
import { CUSTOMER_FEATURES } from "./customer.ts";
import { PAIR_FEATURES } from "./pair.ts";
import { UNITS_FEATURES } from "./pair_units.ts";
import { tasteDefinitions } from "./taste.ts";

const BEGIN = "<!-- catalogue -->";
const END = "<!-- end of catalogue -->";

/**
 * The features of this room, by what one value belongs to.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { catalogueSections } from "./catalogue_page.ts";
 *
 * assert.deepEqual(catalogueSections().map(([title]) => title), [
 *   "Customer × article",
 *   "Article",
 *   "Customer",
 * ]);
 * ```
 */
export function catalogueSections(): [string, readonly FeatureDefinition[]][] {
  return [
    ["Customer × article", [
      ...PAIR_FEATURES,
      ...UNITS_FEATURES,
      ...affinityDefinitions("…"),
      ...tasteDefinitions(["…"]),
    ]],
    ["Article", ARTICLE_FEATURES],
    ["Customer", CUSTOMER_FEATURES],
  ];
}

/**
 * Markdown tables, one per section.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cataloguePage } from "./catalogue_page.ts";
 *
 * const definition = { name: "age", family: "person", meaning: "Age.", unit: "years" };
 * assert.match(cataloguePage([["Customer", [definition]]]), /\| `age` \| person \| Age\. \| years \| all \|/);
 * ```
 */
export function cataloguePage(
  sections: readonly (readonly [string, readonly FeatureDefinition[]])[],
): string {
  return sections.map(([title, definitions]) =>
    [
      `### ${title} (${definitions.length})`,
      "",
      "| feature | family | meaning | unit | days |",
      "| --- | --- | --- | --- | --- |",
      ...definitions.map(({ name, family, meaning, unit, windowDays }) =>
        `| \`${name}\` | ${family} | ${meaning} | ${unit} | ${windowDays ?? "all"} |`
      ),
    ].join("\n")
  ).join("\n\n");
}

/**
 * A page with the text between the catalogue's two marks replaced.
 *
 * @throws {SyntaxError} If the page lacks a mark.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { withCatalogue } from "./catalogue_page.ts";
 *
 * const page = "A\n<!-- catalogue -->\nold\n<!-- end of catalogue -->\nB";
 * assert.equal(
 *   withCatalogue(page, "new"),
 *   "A\n<!-- catalogue -->\n\nnew\n\n<!-- end of catalogue -->\nB",
 * );
 * ```
 */
export function withCatalogue(page: string, tables: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new SyntaxError(`Expected a page with "${BEGIN}" and "${END}" but found none`);
  }
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${page.slice(end)}`;
}

if (import.meta.main) {
  const path = new URL("README.md", import.meta.url);
  const page = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, withCatalogue(page, cataloguePage(catalogueSections())));
}
