import assert from "node:assert/strict";
import { customerFeatures } from "../../features/customer.ts";
import { columnOf } from "../../features/catalogue.ts";
import { snapshotAt } from "../../ingest/shop.ts";
import { type RowFiller, rowFiller, type RowInputs } from "../../ranking/rows.ts";
import { rowsOf } from "./scenario.ts";
import { changedRows, priceOf, type Settings, slidersFor, UNCHANGED } from "./sliders.ts";
import { AS_OF, dataOf, inputsOf, linesWithHours, shopOf, tinyData } from "./testing.ts";

/** Whoever has a history of at least two weeks' rest. */
const CUSTOMERS = [1, 2, 3, 4, 5];
const DAYS_OF_SHOP = 1000;

const lines = linesWithHours();
const inputs = inputsOf(shopOf(lines));
const names = rowFiller(inputs).definitions.map(({ name }) => name);
const data = dataOf(
  inputs,
  `tree\nfeature_names=${names.join(" ")}\ntree_sizes=\n\nend of trees\n`,
  CUSTOMERS,
);

/** The same shop and sources, but with other lines of the customers. */
function inputsWith(changed: typeof lines): RowInputs {
  const snapshot = snapshotAt(shopOf(changed), AS_OF);
  return {
    ...inputs,
    candidates: { ...inputs.candidates, snapshot },
    customers: customerFeatures(snapshot),
  };
}

/** A customer's rows by article, all columns. */
function filled(filler: RowFiller, customer: number): Map<number, number[]> {
  const size = filler.fill(customer);
  const { article } = filler.generator.candidates;
  return new Map(
    Array.from({ length: size }, (_, i) => [article[i]!, filler.columns.map((c) => c[i]!)]),
  );
}

/**
 * Compares every column of the changed rows with what the row filler makes of the changed shop;
 * returns the columns that moved.
 */
function compare(settings: Settings, other: RowInputs, customers = CUSTOMERS): Set<string> {
  const moved = new Set<string>();
  const [before, after] = [rowFiller(inputs), rowFiller(other)];
  for (const customer of customers) {
    const at = CUSTOMERS.indexOf(customer);
    const codes = [...filled(before, customer).keys()];
    const rows = rowsOf(data, at);
    const change = { features: data.features, customer: data.customers[at]!, settings };
    const changed = changedRows(rows, change);
    const truth = filled(after, customer);
    assert.deepEqual([...truth.keys()].sort(), [...codes].sort());
    codes.forEach((code, row) => {
      names.forEach((name, f) => {
        const [found, expected] = [changed[row * names.length + f]!, truth.get(code)![f]!];
        const same = Object.is(found, expected) ||
          Math.abs(found - expected) <= 2e-6 * Math.abs(expected) + 1e-7;
        assert.ok(same, `${name} of customer ${customer}: ${found} instead of ${expected}`);
        if (!Object.is(found, rows[row * names.length + f])) moved.add(name);
      });
    });
  }
  return moved;
}

const columnsOf = (slider: string) =>
  slidersFor(data.features).find(({ name }) => name === slider)!.changes
    .map(({ column }) => column);

for (const recency of [7, 28, 91, -7]) {
  Deno.test(`changedRows() of recency ${recency} is what rows say when orders lie there`, () => {
    const rest = columnOf(inputs.customers, "recency_days");
    const tenure = columnOf(inputs.customers, "tenure_days");
    const customers = CUSTOMERS.filter((c) =>
      rest[c]! + recency >= 1 && tenure[c]! + recency <= AS_OF - DAYS_OF_SHOP + 91
    );
    assert.ok(customers.length > 0);
    const shifted = lines.map((line) =>
      customers.includes(line.customer) ? { ...line, day: line.day - recency } : line
    );
    const moved = compare({ ...UNCHANGED, recency }, inputsWith(shifted), customers);
    const listed = new Set(columnsOf("recency"));
    assert.deepEqual([...moved].filter((name) => !listed.has(name)), []);
    if (recency === 91) {
      const counts = ["orders_7d", "orders_since_launch", "share_since_launch"];
      const still = [...listed].filter((name) => !moved.has(name) && !counts.includes(name));
      assert.deepEqual(still, []);
    }
  });
}

Deno.test("changedRows() of the hour is what rows say when all orders have that hour", () => {
  const late = lines.map((line) =>
    CUSTOMERS.includes(line.customer) ? { ...line, minute: 21 * 60 } : line
  );
  const moved = compare({ ...UNCHANGED, hour: 21 }, inputsWith(late));
  assert.deepEqual([...moved], ["avg_purchase_hour"]);
});

Deno.test("changedRows() of the price is what rows say when articles have that price", () => {
  const values = inputs.articles.values.map((column, f) => {
    const { name } = inputs.articles.definitions[f]!;
    return name === "price" || name === "price_change" ? column.map((v) => v * 0.5) : column;
  });
  const other = { ...inputs, articles: { ...inputs.articles, values } };
  const moved = compare({ ...UNCHANGED, price: { all: 0.5, own: {} } }, other);
  assert.deepEqual([...moved].sort(), columnsOf("price").sort());
});

Deno.test("changedRows() changes nothing when the sliders stand where they stood", () => {
  const rows = rowsOf(tinyData(), 0);
  const { features, customers } = tinyData();
  const change = { features, customer: customers[0]!, settings: UNCHANGED };
  assert.deepEqual(changedRows(rows, change), rows);
});

Deno.test("priceOf() prefers a row's own price", () => {
  const settings = { price: { all: 0.8, own: { 3: 1.2 } } };
  assert.deepEqual([2, 3].map((row) => priceOf(settings, row)), [0.8, 1.2]);
});

Deno.test("slidersFor() has no column twice, and no slider without a column", () => {
  const columns = slidersFor(data.features).flatMap(({ changes }) =>
    changes.map(({ column }) => column)
  );
  assert.equal(new Set(columns).size, columns.length);
  assert.ok(columns.every((name) => names.includes(name)));
  const dated = data.features.filter(({ name }) => name !== "avg_purchase_hour");
  assert.deepEqual(slidersFor(dated).map(({ name }) => name), ["price", "recency"]);
});
