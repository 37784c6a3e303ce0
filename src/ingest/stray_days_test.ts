import assert from "node:assert/strict";
import fc from "fast-check";
import { strayDays } from "./stray_days.ts";

function byDay(lines: Record<number, number>): Uint32Array {
  const days = Object.keys(lines).map(Number);
  const out = new Uint32Array(1 + Math.max(...days));
  for (const day of days) out[day] = lines[day]!;
  return out;
}

Deno.test("strayDays() finds the first of several far days", () => {
  const shop = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [18_000 + i, 10]));
  assert.equal(strayDays(byDay(shop)), null);
  assert.deepEqual(strayDays(byDay({ ...shop, 20_000: 1, 40_000: 2, 65_000: 1 })), {
    before: 18_099,
    from: 20_000,
    lines: 4,
  });
});

Deno.test("strayDays() leaves pauses, small shops and shops with as much behind the gap alone", () => {
  assert.equal(strayDays(byDay({ 100: 1, 5000: 1 })), null, "two orders are no shop");
  assert.equal(strayDays(byDay({ 100: 20, 460: 1 })), null, "less than a year");
  assert.equal(
    strayDays(byDay({ 100: 50, 900: 50, 1500: 1 })),
    null,
    "shorter than the life before",
  );
  assert.equal(strayDays(byDay({ 100: 100, 900: 3 })), null, "three in a hundred");
  assert.deepEqual(strayDays(byDay({ 100: 28, 900: 1 })), { before: 100, from: 900, lines: 1 });
});

Deno.test("strayDays() never takes more than a hundredth of the lines, or one", () => {
  const lines = fc.dictionary(fc.nat(60_000).map(String), fc.integer({ min: 1, max: 50 }), {
    minKeys: 1,
  });
  fc.assert(fc.property(lines, (found) => {
    const days = byDay(found);
    const stray = strayDays(days);
    if (stray === null) return;
    const total = days.reduce((sum, n) => sum + n, 0);
    const behind = days.slice(stray.from).reduce((sum, n) => sum + n, 0);
    assert.equal(behind, stray.lines);
    assert.ok(behind <= Math.max(1, total / 100) && stray.from - stray.before > 365);
  }));
});
