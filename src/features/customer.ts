/**
 * Customer features as of a snapshot, one value per customer.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import {
  defineFeature as define,
  emptyTable,
  type FeatureDefinition,
  type FeatureTable,
} from "./catalogue.ts";
import { circularMean, meanOf, spreadOf } from "./moments.ts";

/** The customer features, in column order. */
export const CUSTOMER_FEATURES: readonly FeatureDefinition[] = [
  define("recency", "recency_days", "Days since the last order.", "days"),
  define("recency", "tenure_days", "Days since the first order.", "days"),
  define("frequency", "orders_7d", "Orders (distinct times of purchase).", "orders", 7),
  define("frequency", "orders_28d", "Orders.", "orders", 28),
  define("frequency", "orders_90d", "Orders.", "orders", 90),
  define("frequency", "orders_total", "Orders.", "orders"),
  define("frequency", "lines_28d", "Order lines.", "lines", 28),
  define("frequency", "lines_total", "Order lines.", "lines"),
  define("gaps", "gap_mean_days", "Mean gap between days with a purchase.", "days"),
  define("gaps", "gap_spread_days", "Standard deviation of that gap.", "days"),
  define("gaps", "gap_due", "Days since the last order over the mean gap.", "ratio"),
  define("basket", "basket_size_mean", "Mean order lines per order.", "lines"),
  define("basket", "last_basket_size", "Lines of the last order.", "lines"),
  define("basket", "distinct_articles", "Distinct articles bought.", "articles"),
  define(
    "basket",
    "repurchase_share",
    "Share of order lines whose article the customer had bought in an earlier order.",
    "share",
  ),
  define("price", "price_mean", "Mean price of the lines.", "shop's unit"),
  define("price", "price_spread", "Standard deviation of the lines' price.", "shop's unit"),
  define("units", "units_usual", "Usual pieces per line: their geometric mean.", "pieces"),
  define("units", "units_spread", "Standard deviation of log2 pieces.", "log2 pieces"),
  define(
    "units",
    "order_value",
    "Mean of an order's prices times pieces; unknown prices count 0.",
    "shop's unit",
  ),
  define("channel", "channel_2_share", "Share of lines in sales channel 2.", "share"),
  define(
    "time",
    "favourite_day_of_week",
    "Day of the week with most orders (1 Monday – 7 Sunday; ties to the earlier).",
    "day",
  ),
  define(
    "time",
    "avg_purchase_hour",
    "Circular mean of the orders' hour; unknown for sources with dates only.",
    "hour 0–24",
  ),
  define("person", "age", "Age, where the source has it.", "years"),
];

/**
 * Computes {@linkcode CUSTOMER_FEATURES}; unknown values are NaN. One pass over the lines.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { columnOf } from "./catalogue.ts";
 * import { customerFeatures } from "./customer.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 10 },
 *   { customer: 0, article: 0, day: 16 },
 * ]);
 * const table = customerFeatures(snapshotAt(shop, 20));
 * assert.equal(columnOf(table, "recency_days")[0], 4);
 * assert.equal(columnOf(table, "gap_mean_days")[0], 6);
 * ```
 */
export function customerFeatures(snapshot: Snapshot): FeatureTable {
  const { orders, customers } = snapshot;
  const table = emptyTable(orders.customers, CUSTOMER_FEATURES);
  const put = Object.fromEntries(
    CUSTOMER_FEATURES.map((definition, f) => [definition.name, table.values[f]!]),
  );
  const state = customerState(orders.articles);
  for (let c = 0; c < orders.customers; c++) {
    put.age![c] = customers.age[c]!;
    scanCustomer(snapshot, c, state);
    writeCustomer(snapshot, c, state, put);
  }
  return table;
}

function customerState(articles: number) {
  return {
    lines: 0,
    orders: 0,
    firstDay: 0,
    lastDay: 0,
    ordersIn: new Float64Array(3),
    lines28: 0,
    lastBasket: 0,
    distinct: 0,
    repurchased: 0,
    channel2: 0,
    price: new Float64Array(3),
    logUnits: new Float64Array(3),
    value: 0,
    gap: new Float64Array(3),
    dayOfWeek: new Uint32Array(7),
    hour: new Float64Array(2),
    timed: 0,
    firstOrderOf: new Int32Array(articles).fill(-1),
    ownerOf: new Int32Array(articles).fill(-1),
  };
}

type CustomerState = ReturnType<typeof customerState>;

const WINDOWS = [7, 28, 90];

function scanCustomer(snapshot: Snapshot, c: number, state: CustomerState) {
  const { orders: { offsets, day, minute, article, price, channel, units }, asOf } = snapshot;
  const begin = offsets[c]!;
  const end = offsets[c + 1]!;
  resetState(state, end - begin);
  for (let i = begin; i < end; i++) {
    const newDay = i === begin || day[i] !== day[i - 1];
    const newOrder = newDay || (minute !== null && minute[i] !== minute[i - 1]);
    if (newDay) startDay(state, day[i]!, i === begin);
    if (newOrder) startOrder(state, day[i]!, minute?.[i], asOf);
    state.lastBasket++;
    if (asOf - day[i]! <= 28) state.lines28++;
    if (channel[i] === 2) state.channel2++;
    addMoment(state.price, price[i]!);
    if (units !== null) addMoment(state.logUnits, Math.log2(units[i]!));
    if (price[i]! >= 0) state.value += price[i]! * (units?.[i] ?? 1);
    const a = article[i]!;
    if (state.ownerOf[a] !== c) {
      state.ownerOf[a] = c;
      state.firstOrderOf[a] = state.orders;
      state.distinct++;
    } else if (state.firstOrderOf[a] !== state.orders) state.repurchased++;
  }
}

function resetState(state: CustomerState, lines: number) {
  state.lines = lines;
  state.orders = state.lines28 = state.lastBasket = 0;
  state.distinct = state.repurchased = state.channel2 = 0;
  state.ordersIn.fill(0);
  state.price.fill(0);
  state.logUnits.fill(0);
  state.value = 0;
  state.gap.fill(0);
  state.dayOfWeek.fill(0);
  state.hour.fill(0);
  state.timed = 0;
}

function startDay(state: CustomerState, day: number, first: boolean) {
  if (first) state.firstDay = day;
  else addMoment(state.gap, day - state.lastDay);
  state.lastDay = day;
}

function startOrder(state: CustomerState, day: number, minute: number | undefined, asOf: number) {
  state.orders++;
  state.lastBasket = 0;
  for (let w = 0; w < WINDOWS.length; w++) {
    if (asOf - day <= WINDOWS[w]!) state.ordersIn[w]! += 1;
  }
  state.dayOfWeek[(day + 3) % 7]! += 1;
  if (minute === undefined || minute < 0) return;
  state.timed++;
  const angle = minute / 1440 * 2 * Math.PI;
  state.hour[0]! += Math.cos(angle);
  state.hour[1]! += Math.sin(angle);
}

function addMoment(sums: Float64Array, value: number) {
  if (Number.isNaN(value)) return;
  sums[0]! += 1;
  sums[1]! += value;
  sums[2]! += value * value;
}

function writeCustomer(
  snapshot: Snapshot,
  c: number,
  state: CustomerState,
  put: Record<string, Float32Array>,
) {
  const counts = {
    orders_7d: state.ordersIn[0]!,
    orders_28d: state.ordersIn[1]!,
    orders_90d: state.ordersIn[2]!,
    orders_total: state.orders,
    lines_28d: state.lines28,
    lines_total: state.lines,
    distinct_articles: state.distinct,
  };
  for (const [name, value] of Object.entries(counts)) put[name]![c] = value;
  if (state.lines === 0) return;
  const recency = snapshot.asOf - state.lastDay;
  const gap = meanOf(state.gap);
  put.recency_days![c] = recency;
  put.tenure_days![c] = snapshot.asOf - state.firstDay;
  put.gap_mean_days![c] = gap;
  put.gap_spread_days![c] = spreadOf(state.gap);
  put.gap_due![c] = recency / gap;
  put.basket_size_mean![c] = state.lines / state.orders;
  put.last_basket_size![c] = state.lastBasket;
  put.repurchase_share![c] = state.repurchased / state.lines;
  put.price_mean![c] = meanOf(state.price);
  put.price_spread![c] = spreadOf(state.price);
  put.units_usual![c] = 2 ** meanOf(state.logUnits);
  put.units_spread![c] = spreadOf(state.logUnits);
  put.order_value![c] = state.price[0]! > 0 ? state.value / state.orders : NaN;
  put.channel_2_share![c] = state.channel2 / state.lines;
  put.favourite_day_of_week![c] = 1 + indexOfMax(state.dayOfWeek);
  if (state.timed > 0) {
    put.avg_purchase_hour![c] = circularMean(state.hour[0]!, state.hour[1]!, 24);
  }
}

function indexOfMax(values: Uint32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
