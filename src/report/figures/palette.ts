/**
 * The colours of every figure: Okabe and Ito's palette, which stays apart for all common kinds of
 * colour blindness, and cividis for amounts.
 *
 * Sources: Okabe & Ito 2008, "Color Universal Design"; Nuñez, Anderton & Renslow 2018, "Optimizing
 * colormaps with consideration for color vision deficiency" (cividis).
 *
 * @module
 */

/** Names of the colours that marks may have. */
export type Colour = keyof typeof COLOURS;

/** Okabe–Ito by name; `grey` is for what is only there to compare with. */
export const COLOURS = {
  blue: "#0072B2",
  orange: "#E69F00",
  green: "#009E73",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  sky: "#56B4E9",
  yellow: "#F0E442",
  grey: "#8C8C8C",
} as const;

/** The order in which marks without a colour of their own take one. */
export const COLOUR_ORDER: readonly Colour[] = [
  "blue",
  "orange",
  "green",
  "vermillion",
  "purple",
  "sky",
  "yellow",
  "grey",
];

/** Cividis in eleven steps, dark (low) to light (high). */
export const AMOUNTS: readonly string[] = [
  "#00224E",
  "#083370",
  "#35456C",
  "#4F576C",
  "#666970",
  "#7D7C78",
  "#948E77",
  "#AEA371",
  "#C8B866",
  "#E5CF52",
  "#FEE838",
];

/** Text, lines and ground of a figure on light and on dark pages. */
export const THEMES = {
  light: { ink: "#1f2328", soft: "#59636e", grid: "#dfe3e8" },
  dark: { ink: "#e6edf3", soft: "#9aa4af", grid: "#343b43" },
  /** Readable on both, for where the page is not known. */
  either: { ink: "#767676", soft: "#767676", grid: "#80808040" },
} as const;

/**
 * The colour of an amount between 0 (lowest) and 1 (highest), as `#rrggbb`; outside values are
 * clamped.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { amountColour } from "./palette.ts";
 *
 * assert.equal(amountColour(0), "#00224e");
 * assert.equal(amountColour(1), "#fee838");
 * ```
 */
export function amountColour(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (AMOUNTS.length - 1);
  const low = Math.min(AMOUNTS.length - 2, Math.floor(at));
  const [from, to] = [channels(AMOUNTS[low]!), channels(AMOUNTS[low + 1]!)];
  const mixed = from.map((value, i) => Math.round(value + (at - low) * (to[i]! - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Black or white, whichever reads better on a ground (WCAG 2 relative luminance).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inkOn } from "./palette.ts";
 *
 * assert.deepEqual([inkOn("#00224e"), inkOn("#fee838")], ["#ffffff", "#000000"]);
 * ```
 */
export function inkOn(ground: string): string {
  const [red, green, blue] = channels(ground).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
