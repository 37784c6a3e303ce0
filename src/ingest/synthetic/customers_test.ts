import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createCustomers, fitCorrection } from "./customers.ts";
import { ACTIVITY } from "./model.ts";
import { AUDIENCES, CATEGORIES, CATEGORY_SHARES, CELLS } from "./taxonomy.ts";

const archetypes = createArchetypes(createCatalogue(600, 1), 1);

Deno.test("createCustomers() gives the same customer in any range", () => {
  const all = createCustomers({ first: 0, count: 50 }, archetypes, 1);
  const part = createCustomers({ first: 20, count: 10 }, archetypes, 1);
  assert.deepEqual(part.cells, all.cells.slice(20 * CELLS, 30 * CELLS));
  assert.deepEqual(part.hourMean, all.hourMean.slice(20, 30));
  assert.deepEqual(part.age, all.age.slice(20, 30));
});

Deno.test("createCustomers() keeps to the published rhythms and ages", () => {
  const { tier, age } = createCustomers({ first: 0, count: 20_000 }, archetypes, 1);
  ACTIVITY.tierShares.forEach((share, t) => {
    assert.ok(Math.abs(tier.filter((value) => value === t).length / 20_000 - share) < 0.012);
  });
  const sorted = age.slice().sort();
  const quartiles = [5000, 10_000, 15_000].map((at) => sorted[at]!);
  [24, 32, 49].forEach((known, q) =>
    assert.ok(Math.abs(quartiles[q]! - known) <= 3, `${quartiles}`)
  );
});

Deno.test("createCustomers() makes distributions over cells", () => {
  const { cells } = createCustomers({ first: 0, count: 100 }, archetypes, 1);
  for (let i = 0; i < 100; i++) {
    const own = cells.subarray(i * CELLS, (i + 1) * CELLS);
    assert.ok(own.every((value) => value >= 0));
    assert.ok(Math.abs(own.reduce((a, b) => a + b, 0) - 1) < 1e-5);
  }
});

Deno.test("fitCorrection() makes customers' picks have the shop's shares", () => {
  const seasons = Array.from({ length: 105 }, () => new Float64Array(CELLS).fill(1));
  const correction = fitCorrection(archetypes, 1, seasons);
  const people = createCustomers({ first: 0, count: 2000 }, archetypes, 1, correction);
  const byCategory = new Float64Array(CATEGORIES.length);
  const byAudience = new Float64Array(AUDIENCES.length);
  let total = 0;
  for (let i = 0; i < people.count; i++) {
    const picks = people.rate[i]! / (1 - people.growth[i]!);
    total += picks;
    for (let cell = 0; cell < CELLS; cell++) {
      const amount = picks * people.cells[i * CELLS + cell]!;
      byCategory[cell % CATEGORIES.length]! += amount;
      byAudience[Math.floor(cell / CATEGORIES.length)]! += amount;
    }
  }
  CATEGORY_SHARES.forEach((share, c) =>
    assert.ok(Math.abs(byCategory[c]! / total - share) < 0.003)
  );
  AUDIENCES.forEach(({ demand }, a) => assert.ok(Math.abs(byAudience[a]! / total - demand) < 0.01));
});
