/**
 * The one LightGBM version that both engines are made of.
 *
 * @module
 */

/** LightGBM's version. */
export const LIGHTGBM_VERSION = "4.7.0";
