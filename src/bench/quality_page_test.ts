import assert from "node:assert/strict";
import { meanFigure, type QualityTable } from "./quality_figures.ts";
import { qualityPage } from "./quality_page.ts";

const [theirs, own] = [[Float64Array.of(0.2, 0.2)], [Float64Array.of(0.1, 0.1)]];
const what: QualityTable & { buyers: number[] } = {
  figures: ["map_at_12"],
  buyers: [2],
  rows: [
    { name: "this project", settings: null, figures: { map_at_12: meanFigure(own, null, 1) } },
    { name: "a rule", settings: "14 days", figures: { map_at_12: meanFigure(theirs, own, 1) } },
  ],
};

Deno.test("qualityPage() shows the settings, the intervals and a system that is ahead of this one", () => {
  const page = qualityPage({
    data: "a shop",
    horizonDays: 7,
    cutoffs: ["2011-12-01"],
    whenCut: "2011-11-12",
    heldOutDays: 28,
    at: "2026-01-01T00:00Z",
    seconds: 61.2,
    threads: 2,
    load: 0.5,
    what,
    who: null,
    when: null,
  });
  const row = "| a rule (14 days) | 0.2000 [0.2000, 0.2000] | −0.1000 [−0.1000, −0.1000] |";
  assert.ok(page.includes(row), page);
  assert.ok(page.includes("| this project | 0.1000 [0.1000, 0.1000] |  |"));
  assert.ok(!page.includes("### Who"));
  const widths = page.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").length);
  assert.ok(widths.every((width) => width === widths[0]), `${widths}`);
});
