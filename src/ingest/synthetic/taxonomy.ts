/**
 * The words of the assortment: product types, colours, patterns, sections, in H&M's manner.
 *
 * @module
 */

/** The six categories that shares are published for, in the order of {@linkcode CATEGORY_SHARES}. */
export const CATEGORIES = ["bottoms", "tops", "dresses", "outerwear", "accessories", "shoes"];

/** Share of order lines by category. */
export const CATEGORY_SHARES = [0.339, 0.334, 0.204, 0.069, 0.034, 0.02];

/** Who an article is made for: H&M's five index groups. */
export interface Audience {
  indexGroupNo: number;
  indexGroup: string;
  /** Share of demand aimed at; H&M's lines are roughly 65, 22, 6, 3 and 4 %. */
  demand: number;
  /** Indices: code, name, and the categories they serve (empty: every other). */
  indices: readonly { code: string; name: string; categories: readonly number[] }[];
  /** Sections by style cluster (four each): number and name. */
  sections: readonly (readonly [number, string])[];
  /** Factor on the shop's demand by category. */
  categories: readonly number[];
}

/** The five audiences. */
export const AUDIENCES: readonly Audience[] = [
  {
    indexGroupNo: 1,
    indexGroup: "Ladieswear",
    demand: 0.65,
    indices: [
      { code: "A", name: "Ladieswear", categories: [] },
      { code: "C", name: "Ladies Accessories", categories: [4, 5] },
    ],
    sections: [
      [15, "Womens Everyday Collection"],
      [16, "Womens Everyday Basics"],
      [11, "Womens Tailoring"],
      [18, "Womens Trend"],
    ],
    categories: [1, 1, 1.15, 1, 1, 1],
  },
  {
    indexGroupNo: 2,
    indexGroup: "Divided",
    demand: 0.22,
    indices: [{ code: "D", name: "Divided", categories: [] }],
    sections: [
      [53, "Divided Collection"],
      [51, "Divided Basics"],
      [50, "Divided Projects"],
      [52, "Divided Selected"],
    ],
    categories: [1, 1, 0.95, 0.9, 1, 1],
  },
  {
    indexGroupNo: 3,
    indexGroup: "Menswear",
    demand: 0.06,
    indices: [{ code: "F", name: "Menswear", categories: [] }],
    sections: [
      [21, "Contemporary Casual"],
      [26, "Men Underwear"],
      [20, "Contemporary Smart"],
      [55, "Contemporary Street"],
    ],
    categories: [1.1, 1.3, 0, 1.3, 0.7, 1],
  },
  {
    indexGroupNo: 4,
    indexGroup: "Baby/Children",
    demand: 0.03,
    indices: [
      { code: "G", name: "Baby Sizes 50-98", categories: [2] },
      { code: "H", name: "Children Sizes 92-140", categories: [] },
      { code: "J", name: "Children Accessories, Swimwear", categories: [4, 5] },
    ],
    sections: [
      [46, "Kids Girl"],
      [44, "Baby Essentials & Complements"],
      [47, "Kids Boy"],
      [77, "Young Girl"],
    ],
    categories: [1.1, 1.2, 0.6, 1.1, 1, 1],
  },
  {
    indexGroupNo: 26,
    indexGroup: "Sport",
    demand: 0.04,
    indices: [{ code: "S", name: "Sport", categories: [] }],
    sections: [
      [5, "Ladies H&M Sport"],
      [4, "Ladies H&M Sport Basics"],
      [24, "Men H&M Sport"],
      [79, "Girls H&M Sport"],
    ],
    categories: [1.6, 1.2, 0, 1, 0.4, 0.6],
  },
];

/** Cells of the market: audience × category. */
export const CELLS = AUDIENCES.length * CATEGORIES.length;

/** A product type. */
export interface ProductType {
  no: number;
  name: string;
  group: string;
  category: number;
  /** Audiences (indices into {@linkcode AUDIENCES}) that it is made for. */
  audiences: readonly number[];
  /** Relative number of products. */
  weight: number;
  /** Usual price, euros. */
  price: number;
  /** Season: 1 summer, −1 winter, 0 all year. */
  season: number;
  garmentGroupNo: number;
  garmentGroup: string;
}

const ALL = [0, 1, 2, 3, 4];
const WOMEN = [0, 1, 3];
const GARMENTS: Record<number, string> = {
  1001: "Unknown",
  1002: "Jersey Basic",
  1003: "Knitwear",
  1005: "Jersey Fancy",
  1006: "Woven/Jersey/Knitted mix Baby",
  1007: "Outdoor",
  1008: "Dressed",
  1009: "Trousers",
  1010: "Blouses",
  1011: "Shirts",
  1012: "Skirts",
  1013: "Dresses Ladies",
  1016: "Trousers Denim",
  1017: "Under-, Nightwear",
  1018: "Swimwear",
  1019: "Accessories",
  1020: "Shoes",
  1021: "Socks and Tights",
  1025: "Shorts",
};

type Row = [number, string, string, number, number[], number, number, number, number];
const LOWER = "Garment Lower body";
const UPPER = "Garment Upper body";
const FULL = "Garment Full body";
const ROWS: Row[] = [
  [272, "Trousers", LOWER, 0, ALL, 34, 24, 0, 1009],
  [270, "Jeans", LOWER, 0, [0, 1, 2, 3], 14, 30, 0, 1016],
  [273, "Leggings/Tights", LOWER, 0, [0, 1, 3, 4], 9, 13, 0, 1002],
  [274, "Shorts", LOWER, 0, ALL, 10, 17, 1, 1025],
  [275, "Skirt", LOWER, 0, WOMEN, 11, 18, 0, 1012],
  [286, "Underwear bottom", "Underwear", 0, ALL, 8, 8, 0, 1017],
  [59, "Swimwear bottom", "Swimwear", 0, ALL, 8, 12, 1, 1018],
  [304, "Underwear Tights", "Socks & Tights", 0, WOMEN, 3, 8, -1, 1021],
  [302, "Socks", "Socks & Tights", 0, ALL, 3, 6, 0, 1021],
  [255, "T-shirt", UPPER, 1, ALL, 22, 10, 0, 1002],
  [254, "Top", UPPER, 1, ALL, 18, 13, 0, 1005],
  [252, "Sweater", UPPER, 1, ALL, 18, 23, -1, 1003],
  [258, "Blouse", UPPER, 1, [0, 1, 3], 14, 20, 0, 1010],
  [259, "Shirt", UPPER, 1, [0, 1, 2, 3], 9, 20, 0, 1011],
  [253, "Vest top", UPPER, 1, ALL, 10, 9, 1, 1002],
  [245, "Cardigan", UPPER, 1, [0, 1, 2, 3], 6, 24, -1, 1003],
  [308, "Hoodie", UPPER, 1, ALL, 6, 24, 0, 1005],
  [256, "Polo shirt", UPPER, 1, [2, 3], 2, 15, 1, 1002],
  [306, "Bra", "Underwear", 1, [0, 1, 4], 8, 17, 0, 1017],
  [298, "Bikini top", "Swimwear", 1, [0, 1, 4], 7, 15, 1, 1018],
  [265, "Dress", FULL, 2, WOMEN, 34, 25, 0.5, 1013],
  [267, "Jumpsuit/Playsuit", FULL, 2, WOMEN, 6, 27, 0.5, 1013],
  [57, "Swimsuit", "Swimwear", 2, WOMEN, 4, 24, 1, 1018],
  [296, "Pyjama set", "Nightwear", 2, WOMEN, 3, 22, -0.5, 1017],
  [331, "Night gown", "Nightwear", 2, [0, 3], 1, 17, 0, 1017],
  [262, "Jacket", UPPER, 3, ALL, 16, 42, -0.7, 1007],
  [263, "Coat", UPPER, 3, [0, 1, 2, 3], 6, 62, -1, 1007],
  [264, "Blazer", UPPER, 3, [0, 1, 2], 8, 40, 0, 1008],
  [284, "Outdoor trousers", LOWER, 3, [3, 4], 1, 32, -1, 1007],
  [66, "Bag", "Accessories", 4, [0, 1, 2, 3, 4], 8, 19, 0, 1019],
  [67, "Belt", "Accessories", 4, [0, 1, 2], 6, 11, 0, 1019],
  [70, "Earring", "Accessories", 4, [0, 1], 9, 7, 0, 1019],
  [74, "Necklace", "Accessories", 4, [0, 1], 6, 8, 0, 1019],
  [75, "Hair/alice band", "Accessories", 4, [0, 1, 3], 6, 6, 0, 1019],
  [68, "Scarf", "Accessories", 4, [0, 2, 3], 4, 14, -1, 1019],
  [69, "Hat/beanie", "Accessories", 4, [0, 1, 2, 3], 4, 11, -1, 1019],
  [73, "Sunglasses", "Accessories", 4, [0, 1, 2], 4, 10, 1, 1019],
  [80, "Gloves", "Accessories", 4, [0, 2, 3], 2, 13, -1, 1019],
  [94, "Sneakers", "Shoes", 5, ALL, 7, 29, 0, 1020],
  [87, "Boots", "Shoes", 5, [0, 1, 2, 3], 6, 39, -1, 1020],
  [91, "Sandals", "Shoes", 5, [0, 1, 2, 3], 6, 24, 1, 1020],
  [85, "Ballerinas", "Shoes", 5, [0, 1, 3], 3, 18, 0, 1020],
  [88, "Pumps", "Shoes", 5, [0, 1], 3, 27, 0, 1020],
];

/** Every product type. */
export const PRODUCT_TYPES: readonly ProductType[] = ROWS.map((row) => ({
  no: row[0],
  name: row[1],
  group: row[2],
  category: row[3],
  audiences: row[4],
  weight: row[5],
  price: row[6],
  season: row[7],
  garmentGroupNo: row[8],
  garmentGroup: GARMENTS[row[8]]!,
}));

/**
 * The category (index into {@linkcode CATEGORIES}) of a product type name, or −1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CATEGORIES, categoryOf } from "./taxonomy.ts";
 *
 * assert.equal(CATEGORIES[categoryOf("Trousers")], "bottoms");
 * ```
 */
export function categoryOf(productTypeName: string): number {
  return PRODUCT_TYPES.find((type) => type.name === productTypeName)?.category ?? -1;
}

/** Colours: group code and name, perceived value and master, family 0–2, relative frequency. */
export const COLOURS: readonly {
  code: number;
  name: string;
  valueId: number;
  value: string;
  masterId: number;
  master: string;
  /** 0 dark and neutral, 1 light and pastel, 2 vivid. */
  family: number;
  weight: number;
}[] = ([
  [9, "Black", 4, "Dark", 5, "Black", 0, 215],
  [73, "Dark Blue", 4, "Dark", 2, "Blue", 0, 115],
  [8, "Dark Grey", 4, "Dark", 12, "Grey", 0, 26],
  [7, "Grey", 1, "Dusty Light", 12, "Grey", 0, 43],
  [93, "Dark Green", 4, "Dark", 19, "Green", 0, 20],
  [14, "Dark Beige", 2, "Medium Dusty", 11, "Beige", 0, 22],
  [17, "Yellowish Brown", 2, "Medium Dusty", 13, "Brown", 0, 18],
  [43, "Dark Red", 4, "Dark", 18, "Red", 0, 26],
  [19, "Greenish Khaki", 2, "Medium Dusty", 20, "Khaki green", 0, 28],
  [10, "White", 3, "Light", 9, "White", 1, 94],
  [11, "Off White", 1, "Dusty Light", 9, "White", 1, 28],
  [12, "Light Beige", 1, "Dusty Light", 11, "Beige", 1, 33],
  [13, "Beige", 2, "Medium Dusty", 11, "Beige", 1, 28],
  [51, "Light Pink", 1, "Dusty Light", 4, "Pink", 1, 58],
  [71, "Light Blue", 3, "Light", 2, "Blue", 1, 30],
  [6, "Light Grey", 3, "Light", 12, "Grey", 1, 20],
  [31, "Light Orange", 1, "Dusty Light", 3, "Orange", 1, 15],
  [21, "Light Yellow", 3, "Light", 8, "Yellow", 1, 10],
  [91, "Light Green", 3, "Light", 19, "Green", 1, 8],
  [72, "Blue", 6, "Medium", 2, "Blue", 2, 33],
  [42, "Red", 5, "Bright", 18, "Red", 2, 30],
  [52, "Pink", 5, "Bright", 4, "Pink", 2, 23],
  [53, "Dark Pink", 6, "Medium", 4, "Pink", 2, 9],
  [22, "Yellow", 5, "Bright", 8, "Yellow", 2, 19],
  [32, "Orange", 5, "Bright", 3, "Orange", 2, 14],
  [92, "Green", 6, "Medium", 19, "Green", 2, 9],
  [61, "Light Purple", 1, "Dusty Light", 7, "Lilac Purple", 2, 7],
  [83, "Dark Turquoise", 4, "Dark", 6, "Turquoise", 2, 8],
  [5, "Gold", 7, "Undefined", 15, "Metal", 2, 12],
  [4, "Silver", 7, "Undefined", 15, "Metal", 2, 7],
] as [number, string, number, string, number, string, number, number][]).map((row) => ({
  code: row[0],
  name: row[1],
  valueId: row[2],
  value: row[3],
  masterId: row[4],
  master: row[5],
  family: row[6],
  weight: row[7],
}));

/** Patterns (graphical appearance) by style cluster: number, name, relative frequency in each. */
export const PATTERNS: readonly (readonly [number, string, readonly number[]])[] = [
  [1010016, "Solid", [40, 70, 55, 25]],
  [1010001, "All over pattern", [22, 3, 8, 28]],
  [1010010, "Melange", [5, 14, 6, 2]],
  [1010017, "Stripe", [8, 6, 8, 3]],
  [1010023, "Denim", [6, 4, 5, 5]],
  [1010014, "Placement print", [4, 1, 1, 14]],
  [1010004, "Check", [3, 0.5, 9, 4]],
  [1010008, "Front print", [3, 0.5, 0.5, 9]],
  [1010021, "Lace", [4, 0.5, 4, 3]],
  [1010006, "Dot", [4, 0.5, 3, 3]],
  [1010005, "Colour blocking", [1, 0, 0.5, 4]],
];

/** Names that products are given. */
export const PRODUCT_NAMES =
  ("Jade Tilda Sara Perrie Gyda Skye Luna Bea Cora Dina Edda Fiona Greta Hanna Ines Julia Kim " +
    "Lazer Mariette Nora Olga Pluto Queen Rosie Simple Timeless Una Vega Wanda Yuki Zora Alma " +
    "Basic Charlie Delta Echo Florence Gloria Heaven Indigo Jolly Kiwi Lemon Mango Nova Opal " +
    "Piper Quill River Shake Tulip Umbra Velvet Willow Xenia Yarrow Zebra Atlas Brio Cleo Dune " +
    "Ember Fern Gold Haze").split(" ");
