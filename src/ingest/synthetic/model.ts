/**
 * Every number that the synthetic shop's behaviour follows from, with where it comes from.
 *
 * @module
 */

/** How customers come, buy and go. */
export const ACTIVITY = {
  /** Customers by rhythm: occasionally, monthly, weekly (the published tiers). */
  tierShares: [0.25, 0.53, 0.22],
  /** Mean days between baskets while active, by rhythm. */
  tierGapDays: [77, 31.5, 10.4],
  /** Spread (log-normal sigma) of the personal rate around its rhythm. */
  rateSpread: 0.5,
  /** Median length in days of an active season, by rhythm. */
  seasonDays: [35, 8, 9],
  /** Spread of the season's length. */
  seasonSpread: 2.35,
  /** Median length in days of a pause, and its spread. */
  pauseDays: 300,
  pauseSpread: 1,
  /** Rate during a pause, relative to an active season. */
  pauseRate: 0.06,
  /** Share of customers whose first season began before the data, up to so many days. */
  earlierShare: 0.66,
  earlierDays: 350,
  /** Share of customers who have not come before the last week, and their daily rate in it. */
  unbornShare: 0.012,
  unbornRate: 0.06,
  /** Fall of demand per member over the two years (natural logarithm). */
  demandFall: 0.55,
  /** Mean distinct picks per basket (H&M: 3.5 lines per customer and day, 9.4 % repeats). */
  basketMean: 3.2,
  basketSpread: 0.45,
  /** Chance that a pick is taken once more, as an equal line. */
  extraLine: 0.092,
};

/** What customers pick. */
export const CHOICE = {
  /** Number of archetypes of taste (0 is everybody's taste: plain popularity). */
  archetypes: 25,
  /** How sharply an archetype prefers its style; its price level; its colours. */
  styleSharpness: 0.75,
  priceSharpness: 0.8,
  colourSharpness: 0.7,
  /** Share of picks by the first and second archetype; the rest follows popularity. */
  firstShare: 0.6,
  secondShare: 0.2,
  /** Spread of personal category and audience preferences. */
  categorySpread: 0.7,
  audienceSpread: 0.8,
  /** Upper limit of the chance to pick an article again, its spread, the memory in weeks. */
  repurchase: 0.1,
  repurchaseSpread: 0.5,
  repurchaseWeeks: 1.3,
  /** The same for another colour of a bought product. */
  variant: 0.05,
  variantWeeks: 6,
  /** Picks that are remembered. */
  memory: 24,
};

/** How articles come, sell and fade. */
export const ASSORTMENT = {
  /** Articles per product (H&M: 105,542 / 47,224). */
  variantsPerProduct: 105_542 / 47_224,
  /** Zipf–Mandelbrot law of popularity within a cell: (rank + shift)^-exponent. */
  exponent: 1.6,
  shift: 110,
  /** Share of articles on sale in a week that the law's ranks refer to. */
  onSale: 0.18,
  /** Spread among the colours of a product. */
  variantSpread: 0.5,
  /** Weekly autocorrelation and spread of popularity. */
  persistence: 0.85,
  noise: 0.35,
  /** Share of basics, which stay; fading time in weeks of basics and of fashion. */
  basics: 0.12,
  basicsFade: 70,
  fashionFade: 7,
  fashionFadeSpread: 0.5,
  /** An article is taken out after so many fading times. */
  lives: 3,
  /** Log of the lift in demand that a full price drop would give. */
  promotionLift: 1.6,
  /** Strength of articles' own seasons. */
  season: 0.8,
};

/** Price that one unit of the `price` column stands for, euros (2.999 / 0.0508305…). */
export const EUROS_PER_UNIT = 590;
