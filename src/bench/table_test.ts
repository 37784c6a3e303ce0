import assert from "node:assert/strict";
import { growthExponent, runTable, type StageFigures } from "./table.ts";

const figures = (stage: string, seconds: number): StageFigures => ({
  stage,
  wallSeconds: seconds,
  cpuSeconds: 2 * seconds,
  peakResidentBytes: 1e9,
  peakDiskBytes: 2e9,
  unit: "customers",
  rows: 1000,
  summary: null,
});

Deno.test("runTable() sums the path's stages and no others", () => {
  const stages = [figures("ingest", 1), figures("train", 2), figures("recommend", 3)];
  const text = runTable({
    at: "now",
    threads: 2,
    machine: "m",
    load: 0,
    sizes: [{ size: 1, customers: 50, lines: 1, stages: [...stages, figures("predict", 90)] }],
  });
  assert.match(text, /\*\*CSV to both tables\*\* \| \*\*6.0\*\* \| \*\*12.0\*\* \| 1.00 \| 2.00/);
});

Deno.test("growthExponent() finds the power whatever the order of the sizes", () => {
  const points = [100, 1, 10].map((customers) => ({ customers, cpuSeconds: customers ** 1.5 }));
  assert.ok(Math.abs(growthExponent(points)! - 1.5) < 1e-12);
});
