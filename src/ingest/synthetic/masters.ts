/**
 * The two master files as text: `customers.csv` and `articles.csv` with all of Kaggle's columns.
 *
 * @module
 */

import type { Catalogue } from "./catalogue.ts";
import type { Customers } from "./customers.ts";
import {
  ARTICLE_ID_LENGTH,
  articleIds,
  CUSTOMER_ID_LENGTH,
  customerIds,
  writeRandomHex,
} from "./identifiers.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import {
  AUDIENCES,
  CATEGORIES,
  COLOURS,
  PATTERNS,
  PRODUCT_NAMES,
  PRODUCT_TYPES,
} from "./taxonomy.ts";

/** Columns of `customers.csv`. */
export const CUSTOMER_COLUMNS = [
  "customer_id",
  "FN",
  "Active",
  "club_member_status",
  "fashion_news_frequency",
  "age",
  "postal_code",
];

/** Columns of `articles.csv`. */
export const ARTICLE_COLUMNS = [
  "article_id",
  "product_code",
  "prod_name",
  "product_type_no",
  "product_type_name",
  "product_group_name",
  "graphical_appearance_no",
  "graphical_appearance_name",
  "colour_group_code",
  "colour_group_name",
  "perceived_colour_value_id",
  "perceived_colour_value_name",
  "perceived_colour_master_id",
  "perceived_colour_master_name",
  "department_no",
  "department_name",
  "index_code",
  "index_name",
  "index_group_no",
  "index_group_name",
  "section_no",
  "section_name",
  "garment_group_no",
  "garment_group_name",
  "detail_desc",
];

/**
 * Rows of `customers.csv` for a range of customers, without the header. Blanks as in H&M's file:
 * age 1.2 %, `FN` 65 %, `Active` 66 %, club status 0.4 %, news frequency 1.2 %.
 *
 * @param shop Number of customers in the whole shop, which their identifiers depend on.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { customerRows } from "./masters.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const customers = createCustomers({ first: 0, count: 2 }, archetypes, 1);
 * const text = new TextDecoder().decode(customerRows(customers, { first: 0, count: 2 }, 100, 1));
 * assert.equal(text.split("\n")[0]!.split(",").length, 7);
 * ```
 */
export function customerRows(
  customers: Customers,
  range: { first: number; count: number },
  shop: number,
  seed: number,
): Uint8Array {
  const random = createRandom(seed);
  const customerId = customerIds(shop, seed);
  const encoder = new TextEncoder();
  const out = new Uint8Array(192 * range.count);
  let at = 0;
  for (let customer = range.first; customer < range.first + range.count; customer++) {
    customerId(customer, out, at);
    at += CUSTOMER_ID_LENGTH;
    random.open(STREAM.profile, customer, 0);
    const fields = profileOf(customers.age[customer - customers.first]!, random);
    at += encoder.encodeInto(fields, out.subarray(at)).written;
    writePostalCode(random, shop, out, at);
    at += 64;
    out[at++] = 10;
  }
  return out.subarray(0, at);
}

function profileOf(age: number, random: Random): string {
  const reads = random.uniform() < 0.348;
  const active = reads && random.uniform() < 0.972;
  const draw = random.uniform();
  const isBlank = draw < 0.0044;
  const status = isBlank
    ? ""
    : draw < 0.072
    ? "PRE-CREATE"
    : draw < 0.0724
    ? "LEFT CLUB"
    : "ACTIVE";
  const news = random.uniform();
  const frequency = isBlank || news < 0.0073
    ? ""
    : reads
    ? news < 0.0095 ? "Monthly" : "Regularly"
    : "NONE";
  const shown = random.uniform() < 0.01156 ? "" : `${age}.0`;
  return `,${reads ? "1.0" : ""},${active ? "1.0" : ""},${status},${frequency},${shown},`;
}

/** One code stands for 8.8 % of customers, the others for about 3.5 each. */
function writePostalCode(random: Random, shop: number, out: Uint8Array, at: number): void {
  const codes = Math.ceil(shop * 0.27);
  const code = random.uniform() < 0.088 ? 0 : 1 + random.below(codes);
  random.open(STREAM.postalCode, code, 0);
  writeRandomHex(random, 8, out, at);
}

/**
 * The whole `articles.csv`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createCatalogue } from "./catalogue.ts";
 * import { articlesText } from "./masters.ts";
 *
 * assert.equal(articlesText(createCatalogue(1000, 1)).trim().split("\n").length, 1001);
 * ```
 */
export function articlesText(catalogue: Catalogue): string {
  const ids = new TextDecoder().decode(articleIds(catalogue));
  const rows = [ARTICLE_COLUMNS.join(",")];
  for (let a = 0; a < catalogue.count; a++) {
    const id = ids.slice(ARTICLE_ID_LENGTH * a, ARTICLE_ID_LENGTH * (a + 1));
    rows.push(articleFields(catalogue, a, id).map(quote).join(","));
  }
  return rows.join("\n") + "\n";
}

function articleFields(catalogue: Catalogue, a: number, id: string): (string | number)[] {
  const p = catalogue.product[a]!;
  const type = PRODUCT_TYPES[catalogue.type[p]!]!;
  const audience = AUDIENCES[Math.floor(catalogue.cell[p]! / CATEGORIES.length)]!;
  const category = catalogue.cell[p]! % CATEGORIES.length;
  const [sectionNo, section] = audience.sections[catalogue.cluster[p]!]!;
  const index = audience.indices.find((one) => one.categories.includes(category)) ??
    audience.indices.find((one) => one.categories.length === 0)!;
  const pattern = PATTERNS[catalogue.pattern[a]!]!;
  const colour = COLOURS[catalogue.colour[a]!]!;
  const name = `${PRODUCT_NAMES[catalogue.name[p]!]!} ${type.name.toLowerCase()}`;
  const department = `${type.garmentGroup} ${audience.indexGroup}`;
  return [
    ...[id, id.slice(0, 7), name, type.no, type.name, type.group, pattern[0], pattern[1]],
    ...[
      String(colour.code).padStart(2, "0"),
      colour.name,
      colour.valueId,
      colour.value,
      colour.masterId,
      colour.master,
    ],
    ...[1000 + 200 * audience.indexGroupNo + type.garmentGroupNo % 100, department],
    ...[index.code, index.name, audience.indexGroupNo, audience.indexGroup, sectionNo, section],
    ...[type.garmentGroupNo, type.garmentGroup, describe(catalogue, p, type.name)],
  ];
}

/** A description per product; 0.4 % are blank, as H&M's. */
function describe(catalogue: Catalogue, p: number, type: string): string {
  const code = catalogue.productCode[p]!;
  if (code % 251 === 0) return "";
  const cloth = ["soft jersey", "airy woven fabric", "fine-knit fabric", "a cotton blend", "satin"];
  const detail = ["a round neckline", "a relaxed fit", "side pockets", "a narrow cut", "ribbing"];
  const fit = (catalogue.dearness[p]! > 0.7) ? "Premium quality" : "Everyday quality";
  return `${type} in ${cloth[code % 5]}, with ${detail[(code >> 3) % 5]}. ${fit}.`;
}

function quote(field: string | number): string {
  const text = String(field);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
