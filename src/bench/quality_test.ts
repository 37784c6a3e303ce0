import assert from "node:assert/strict";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { popularityBaseline } from "../evaluation/baselines/rules.ts";
import { AGGREGATES, type Setting } from "../evaluation/baselines/tuned.ts";
import { TRIAL_RECIPE, writeTrialShop } from "../ranking/trial_shop.ts";
import { benchQuality, parseQualityCommand } from "./quality.ts";
import type { QualityRun } from "./quality_page.ts";

const recipe = { ...TRIAL_RECIPE, labelWindows: 2, maxTrees: 4, seeds: 1 };
const settings: Record<string, readonly Setting[]> = {
  rule: [{ words: "7 days", make: (known) => popularityBaseline(known, { days: 7 }) }],
};

Deno.test("benchQuality() measures all three tables and keeps earlier runs of other windows", async () => {
  const folder = Deno.makeTempDirSync();
  const data = join(folder, "shop");
  writeTrialShop(data);
  const options = {
    data,
    folds: 2,
    resamples: 20,
    reports: folder,
    what: { recipe, baselines: { recipe, settings } },
  };
  const run = await benchQuality(options);
  assert.deepEqual(run.what!.rows.map(({ name }) => name), [
    "this project",
    "popularity",
    "own repurchases, then popularity",
    "own repurchases, recent ones first",
    "item–item CF",
    "rule",
    AGGREGATES,
  ]);
  const [own, ...others] = run.what!.rows.map(({ figures }) => figures.map_at_12!);
  for (const { mean, ahead } of others) {
    assert.ok(Math.abs(ahead!.mean - (own!.mean - mean)) < 1e-9);
  }
  assert.equal(run.cutoffs.length, 2);
  assert.ok(run.who!.rows.length === 5 && run.when!.length > 1);
  await benchQuality({ ...options, folds: 1, tables: ["when"] });
  await benchQuality({ ...options, folds: 1, tables: ["when"] });
  const runs: QualityRun[] = JSON.parse(Deno.readTextFileSync(join(folder, "quality.json")));
  assert.deepEqual(runs.map(({ cutoffs, what }) => [cutoffs.length, what === null]), [
    [2, false],
    [1, true],
  ]);
  assert.match(Deno.readTextFileSync(join(folder, "quality.md")), /### What[\s\S]*### When/);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("benchQuality() says so where no window has orders before it", async () => {
  const folder = Deno.makeTempDirSync();
  const data = join(folder, "shop");
  writeTrialShop(data, { customers: 20 });
  await assert.rejects(benchQuality({ data, horizon: 365, reports: folder }), DataError);
  await assert.rejects(benchQuality({ data: join(folder, "none"), reports: folder }), DataError);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("parseQualityCommand() refuses what it does not understand", () => {
  assert.throws(() => parseQualityCommand(["--horizon", "0"]), /--horizon .* found 0/);
  assert.throws(() => parseQualityCommand(["--tables", "whom"]), /--tables .* found whom/);
  assert.throws(() => parseQualityCommand(["--as-of", "soon"]), SyntaxError);
  assert.throws(() => parseQualityCommand(["--folds", "2.5"]), RangeError);
  assert.throws(() => parseQualityCommand(["--wat"]), TypeError);
  const { asOf, whenCut } = parseQualityCommand([
    "--as-of",
    "1970-01-03",
    "--when-cut",
    "1970-01-02",
  ]);
  assert.deepEqual([asOf, whenCut], [2, 1]);
});
