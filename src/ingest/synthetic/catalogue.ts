/**
 * The assortment: every article's hidden qualities (style, appeal, launch, fading, price).
 *
 * @module
 */

import { ASSORTMENT, CHOICE } from "./model.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import { LAST_WEEK } from "./scale.ts";
import {
  AUDIENCES,
  CATEGORIES,
  CATEGORY_SHARES,
  CELLS,
  COLOURS,
  PATTERNS,
  PRODUCT_NAMES,
  PRODUCT_TYPES,
} from "./taxonomy.ts";

/** Dimensions of style. */
const STYLES = 3;

/** Articles in order of their ids; colours of a product lie side by side. */
export interface Catalogue {
  count: number;
  products: number;
  /** Product per article. */
  product: Uint32Array;
  /** First article of each product; length `products + 1`. */
  productStart: Uint32Array;
  /** Six-digit product code, per product. */
  productCode: Uint32Array;
  /** Number of the colour within its product, from 1, per article. */
  variant: Uint16Array;
  /** Index into PRODUCT_NAMES, per product. */
  name: Uint8Array;
  /** Index into PRODUCT_TYPES, per product. */
  type: Uint8Array;
  /** Audience × category, per product. */
  cell: Uint8Array;
  /** Visible style cluster 0–3 (the section), per product. */
  cluster: Uint8Array;
  /** Index into PATTERNS and COLOURS, per article. */
  pattern: Uint8Array;
  colour: Uint8Array;
  /** Hidden style, three numbers per product. */
  style: Float32Array;
  /** Full price in cents, and how dear it is for its type (standard normal), per product. */
  cents: Uint16Array;
  dearness: Float32Array;
  /** Appeal, per article. */
  appeal: Float64Array;
  /** First week on sale, weeks on sale and fading time in weeks, per article. */
  launch: Int16Array;
  life: Uint16Array;
  fade: Float32Array;
  /** Price drop late in life (0 for none), and in sales, per article. */
  markdown: Float32Array;
  sale: Float32Array;
}

/**
 * The assortment of a shop of this seed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createCatalogue } from "./catalogue.ts";
 *
 * assert.equal(createCatalogue(1000, 1).count, 1000);
 * ```
 */
export function createCatalogue(count: number, seed: number): Catalogue {
  const random = createRandom(seed);
  const catalogue = layOut(count, random);
  for (let product = 0; product < catalogue.products; product++) {
    random.open(STREAM.catalogue, product, 1);
    describeProduct(catalogue, product, random);
  }
  setAppeal(catalogue, random);
  return catalogue;
}

function layOut(count: number, random: Random): Catalogue {
  random.open(STREAM.catalogue, 0, 0);
  const products = Math.max(1, Math.round(count / ASSORTMENT.variantsPerProduct));
  const size = new Uint32Array(products).fill(1);
  for (let extra = count - products; extra > 0; extra--) {
    // Squaring lets few products have many colours.
    size[Math.floor(random.uniform() ** 2 * products)]! += 1;
  }
  for (let i = products - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [size[i], size[j]] = [size[j]!, size[i]!];
  }
  const productStart = new Uint32Array(products + 1);
  const product = new Uint32Array(count);
  const variant = new Uint16Array(count);
  for (let p = 0, at = 0; p < products; p++) {
    for (let v = 1; v <= size[p]!; v++, at++) {
      product[at] = p;
      variant[at] = v;
    }
    productStart[p + 1] = at;
  }
  return { count, products, product, productStart, variant, ...emptyColumns(count, products) };
}

function emptyColumns(count: number, products: number) {
  return {
    productCode: new Uint32Array(products),
    name: new Uint8Array(products),
    type: new Uint8Array(products),
    cell: new Uint8Array(products),
    cluster: new Uint8Array(products),
    pattern: new Uint8Array(count),
    colour: new Uint8Array(count),
    style: new Float32Array(products * STYLES),
    cents: new Uint16Array(products),
    dearness: new Float32Array(products),
    appeal: new Float64Array(count),
    launch: new Int16Array(count),
    life: new Uint16Array(count),
    fade: new Float32Array(count),
    markdown: new Float32Array(count),
    sale: new Float32Array(count),
  };
}

/** Demand aimed at by cell: audience × category, sums to 1. */
export const CELL_DEMAND: Float64Array = cellDemand();

function cellDemand(): Float64Array {
  const demand = new Float64Array(CELLS);
  AUDIENCES.forEach((audience, a) =>
    audience.categories.forEach((factor, c) => {
      demand[a * CATEGORIES.length + c] = audience.demand * factor * CATEGORY_SHARES[c]!;
    })
  );
  const sum = demand.reduce((x, y) => x + y);
  return demand.map((value) => value / sum);
}

// Small cells get more articles than their demand: H&M's accessories are 11 % of articles.
const CELL_SUPPLY = CELL_DEMAND.map((demand) => demand ** 0.7);

/**
 * An index drawn with probability proportional to its weight.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pickWeighted } from "./catalogue.ts";
 *
 * assert.equal(pickWeighted([1, 0, 3], 0.5), 2);
 * ```
 */
export function pickWeighted(weights: ArrayLike<number>, uniform: number): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  let rest = uniform * sum;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! > 0) last = i;
    rest -= weights[i]!;
    if (rest < 0) return i;
  }
  return last;
}

function describeProduct(catalogue: Catalogue, p: number, random: Random): void {
  const cell = pickWeighted(CELL_SUPPLY, random.uniform());
  const audience = Math.floor(cell / CATEGORIES.length);
  const category = cell % CATEGORIES.length;
  const weights = PRODUCT_TYPES.map((type) =>
    type.category === category && type.audiences.includes(audience) ? type.weight : 0
  );
  const type = pickWeighted(weights, random.uniform());
  catalogue.cell[p] = cell;
  catalogue.type[p] = type;
  catalogue.name[p] = random.below(PRODUCT_NAMES.length);
  for (let i = 0; i < STYLES; i++) catalogue.style[STYLES * p + i] = random.normal();
  const [x, y] = catalogue.style.subarray(STYLES * p);
  // The section shows two of the three dimensions of style, and is wrong at times.
  const cluster = random.uniform() < 0.15 ? random.below(4) : (x! > 0 ? 1 : 0) + (y! > 0 ? 2 : 0);
  catalogue.cluster[p] = cluster;
  const dearness = random.normal();
  catalogue.dearness[p] = dearness;
  const euros = 0.8 * PRODUCT_TYPES[type]!.price * Math.exp(0.38 * dearness);
  catalogue.cents[p] = Math.max(2, Math.min(500, Math.round(euros))) * 100 - 1;
  const span = 850_000 / catalogue.products;
  catalogue.productCode[p] = 108_775 + Math.floor((p + 0.9 * random.uniform()) * span);
  describeArticles(catalogue, p, random);
}

function describeArticles(catalogue: Catalogue, p: number, random: Random): void {
  const { basics, fashionFade, fashionFadeSpread, lives } = ASSORTMENT;
  const isBasic = random.uniform() < basics;
  const longest = fashionFade * lives * 2;
  // Codes grow with time, so the product's place among the codes sets its launch, roughly.
  const place = Math.min(1, Math.max(0, p / catalogue.products + 0.06 * random.normal()));
  const launch = Math.round(-longest + place * (LAST_WEEK + 1 + longest)) - (isBasic ? 60 : 0);
  const spread = Math.exp(fashionFadeSpread * random.normal());
  const fade = isBasic ? ASSORTMENT.basicsFade : fashionFade * spread;
  const z = catalogue.style[STYLES * p + 2]!;
  const colours = COLOURS.map(({ weight, family }) => weight * Math.exp(0.5 * z * (family - 1)));
  const patterns = PATTERNS.map((pattern) => pattern[2][catalogue.cluster[p]!]!);
  for (let a = catalogue.productStart[p]!; a < catalogue.productStart[p + 1]!; a++) {
    const colour = pickWeighted(colours, random.uniform());
    colours[colour]! *= 0.1;
    catalogue.colour[a] = colour;
    catalogue.pattern[a] = pickWeighted(patterns, random.uniform());
    const life = Math.max(3, Math.round(fade * lives));
    const week = launch + Math.floor(random.uniform() ** 3 * 16);
    // 99 % of H&M's articles are sold within the data: on sale in its second week or later.
    catalogue.launch[a] = Math.min(LAST_WEEK - 1, Math.max(week, 2 - life));
    catalogue.fade[a] = fade;
    catalogue.life[a] = life;
    catalogue.markdown[a] = random.uniform() < 0.55 ? 0.2 + 0.1 * random.below(4) : 0;
    catalogue.sale[a] = random.uniform() < 0.35 ? 0.15 + 0.1 * random.below(3) : 0;
  }
}

function setAppeal(catalogue: Catalogue, random: Random): void {
  const { exponent, shift, onSale, variantSpread } = ASSORTMENT;
  const size = new Float64Array(CELLS);
  for (let a = 0; a < catalogue.count; a++) size[catalogue.cell[catalogue.product[a]!]!]! += 1;
  for (let p = 0; p < catalogue.products; p++) {
    random.open(STREAM.catalogue, p, 2);
    const rank = random.uniform() * size[catalogue.cell[p]!]! * onSale;
    for (let a = catalogue.productStart[p]!; a < catalogue.productStart[p + 1]!; a++) {
      catalogue.appeal[a] = (rank + shift) ** -exponent *
        Math.exp(variantSpread * random.normal());
    }
  }
}

/** Tastes that customers are mixed of. */
export interface Archetypes {
  count: number;
  /** Liking of archetype `s` for article `a` at `s × articles + a`; 1 for archetype 0. */
  liking: Float32Array;
  /** Age in years around which each is most common. */
  age: Float32Array;
  /** Response to price drops, 1 on average. */
  thrift: Float32Array;
}

/**
 * The archetypes of taste and what they like.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * assert.equal(archetypes.liking[0], 1);
 * ```
 */
export function createArchetypes(catalogue: Catalogue, seed: number): Archetypes {
  const random = createRandom(seed);
  const count = CHOICE.archetypes;
  const liking = new Float32Array(count * catalogue.count).fill(1);
  const age = new Float32Array(count);
  const thrift = new Float32Array(count).fill(1);
  for (let s = 1; s < count; s++) {
    random.open(STREAM.archetype, s, 0);
    age[s] = 17 + 50 * ((s - 0.5) / (count - 1));
    thrift[s] = 0.6 + 0.8 * random.uniform();
    const style = Array.from({ length: STYLES }, () => 1.1 * random.normal());
    const price = random.normal();
    const colour = Array.from({ length: 3 }, () => random.normal());
    for (let a = 0; a < catalogue.count; a++) {
      liking[s * catalogue.count + a] = likingOf(catalogue, a, { style, price, colour });
    }
  }
  return { count, liking, age, thrift };
}

function likingOf(
  catalogue: Catalogue,
  a: number,
  taste: { style: number[]; price: number; colour: number[] },
): number {
  const p = catalogue.product[a]!;
  let distance = 0;
  for (let i = 0; i < STYLES; i++) {
    distance += (catalogue.style[STYLES * p + i]! - taste.style[i]!) ** 2;
  }
  return Math.exp(
    -0.5 * CHOICE.styleSharpness * distance +
      CHOICE.priceSharpness * taste.price * Math.max(-2, Math.min(2, catalogue.dearness[p]!)) +
      CHOICE.colourSharpness * taste.colour[COLOURS[catalogue.colour[a]!]!.family]!,
  );
}
