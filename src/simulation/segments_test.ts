import assert from "node:assert/strict";
import type { Persona } from "./personas.ts";
import { columnValues, segmentations } from "./segments.ts";

function persona(attributes: Record<string, string>): Persona {
  return { attributes, priceTier: 1, ageBand: 2, frequencyTier: 3 } as unknown as Persona;
}

Deno.test("segmentations() puts income bands in the order of money, and leaves the unknown out", () => {
  const bands = ["100-124K", "15-24K", "250K+", "Under 15K", "35-49K"];
  const people = [...bands.map((income) => persona({ income })), persona({})];
  const income = segmentations(columnValues(people)).find(({ by }) => by === "income")!;
  assert.deepEqual(income.labels, [
    "Under 15K",
    "15-24K",
    "35-49K",
    "100-124K",
    "250K+",
  ]);
  assert.deepEqual(people.map((one) => income.of(one)), [3, 1, 4, 0, 2, -1]);
});

Deno.test("segmentations() leaves out columns that name everybody or nobody in particular", () => {
  const people = Array.from(
    { length: 50 },
    (_, i) => persona({ postcode: `P${i}`, country: "UK", household_size: String(1 + i % 3) }),
  );
  const names = segmentations(columnValues(people)).map(({ by }) => by);
  assert.deepEqual(names, ["price tier", "age", "frequency", "household size"]);
});
