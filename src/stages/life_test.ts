import assert from "node:assert/strict";
import { main } from "../main.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { readRuns } from "../tracking/runs.ts";
import { readVersion } from "../tracking/versions.ts";
import { stageOptions, type StageOptionsInput } from "./options.ts";
import { predict, predictCommand } from "./predict.ts";
import { checkDrift } from "./check.ts";
import { compareVersions } from "./compare.ts";
import { listVersions, promote, rollback } from "./promote.ts";
import { recommendStage } from "./recommend.ts";
import { openRun, type Run } from "./run.ts";
import { trainStage } from "./train.ts";
import { tune } from "./tune.ts";
import { dataFingerprint, servedVersion } from "./versions.ts";

const root = Deno.makeTempDirSync({ prefix: "helix-life-" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
const SMALL = {
  maxTrees: 10,
  seeds: 1,
  labelWindows: 4,
  models: [{ objective: "binary", learning_rate: 0.15, min_data_in_leaf: 20 }],
};
const small = recipeFile("small", SMALL);
/** Learns one split on a feature that is picked blindly. */
const bad = recipeFile("bad", {
  ...SMALL,
  maxTrees: 1,
  models: [{
    objective: "binary",
    learning_rate: 0.15,
    min_data_in_leaf: 20,
    num_leaves: 2,
    feature_fraction: 0.01,
    extra_trees: true,
  }],
});
writeTrialShop(`${root}/shop`, { customers: 220, articles: 50, days: 70 });

function recipeFile(name: string, recipe: object): string {
  Deno.writeTextFileSync(`${root}/${name}.json`, JSON.stringify(recipe));
  return `${root}/${name}.json`;
}

let folders = 0;

function newWorkspace(): string {
  return `${root}/ws${folders++}`;
}

function open(workspace: string, options: StageOptionsInput = {}) {
  return openRun(stageOptions({
    data: `${root}/shop`,
    workspace,
    recipe: small,
    threads: 1,
    folds: 2,
    ...options,
  }));
}

Deno.test("train makes the same version from the same data, code and seed in another workspace, by any number of threads", async () => {
  const one = await trainStage(open(newWorkspace()));
  const other = await trainStage(open(newWorkspace(), { threads: 2 }));
  assert.equal(one.version, other.version);
  const seeded = await trainStage(open(newWorkspace(), { seed: 2 }));
  assert.notEqual(seeded.version, one.version);
});

Deno.test("dataFingerprint() changes with one row and not with the rows' order or the folder", async () => {
  const file = "transactions_train.csv";
  const [head, ...rows] = Deno.readTextFileSync(`${root}/shop/${file}`).trimEnd().split("\n");
  const printOf = async (name: string, lines: string[]) => {
    Deno.mkdirSync(`${root}/${name}`);
    Deno.writeTextFileSync(`${root}/${name}/${file}`, [head, ...lines].join("\n") + "\n");
    return await dataFingerprint(open(newWorkspace(), { data: `${root}/${name}` }));
  };
  const same = await dataFingerprint(open(newWorkspace()));
  assert.equal(await printOf("turned", rows.toReversed()), same);
  const day = rows[5]!.slice(0, 10);
  const moved = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const changed = rows.with(5, rows[5]!.replace(day, moved));
  assert.notEqual(await printOf("changed", changed), same);
  assert.notEqual(await printOf("shorter", rows.slice(1)), same);
});

Deno.test("a worse model is refused with numbers; a rollback serves the old one at once", async () => {
  const workspace = newWorkspace();
  const customer = "customer 7";
  const good = open(workspace);
  const first = await predict(good, customer);
  assert.equal(first.model_version, servedVersion(good));

  const second = await predict(open(workspace, { recipe: bad }), customer);
  assert.notEqual(second.model_version, first.model_version);
  await assert.rejects(
    promote(open(workspace, { recipe: bad })),
    /beat .* but found MAP@12 0\.\d{4} against 0\.\d{4} on 2 held-out weeks .*\(95 % −0\.\d{4} to −0\.\d{4}\)/,
  );

  const tables = `${workspace}/data/recommendations/recommendations.parquet`;
  const began = performance.now();
  const back = await rollback(open(workspace));
  assert.deepEqual([back.serves, back.tables], [first.model_version, "restored"]);
  assert.ok(performance.now() - began < 5000);
  const made = JSON.parse(
    Deno.readTextFileSync(`${workspace}/data/recommendations/model.json`),
  );
  assert.equal(made.model_version, first.model_version);
  assert.deepEqual(await predict(open(workspace), customer), first);
  const kept = Deno.readFileSync(tables);

  // from the first decision on a training makes a candidate only
  const third = await trainStage(open(workspace, { seed: 5 }));
  assert.notEqual(third.version, first.model_version);
  assert.equal(third.serves, first.model_version);
  await recommendStage(open(workspace));
  assert.deepEqual(Deno.readFileSync(tables), kept);

  // a person may decide otherwise, with a reason
  await assert.rejects(promote(open(workspace), { force: true }), /--why/);
  const forced = await promote(open(workspace, { seed: 5 }), {
    version: third.version,
    force: true,
    why: "wanted",
  });
  assert.deepEqual([forced.serves, forced.before], [third.version, first.model_version]);
  assert.equal(
    (await predict(open(workspace, { seed: 5 }), customer)).model_version,
    third.version,
  );
  const lines = listVersions(open(workspace));
  assert.deepEqual(lines.filter(({ serves }) => serves).map(({ version }) => version), [
    third.version,
  ]);
  assert.equal(lines.find(({ version }) => version === third.version)!.decision!.why, "wanted");
});

Deno.test("promote accepts the better model", async () => {
  const workspace = newWorkspace();
  await trainStage(open(workspace, { recipe: bad }));
  const better = await trainStage(open(workspace));
  const summary = await promote(open(workspace));
  assert.equal(summary.serves, better.version);
  assert.ok(summary.verdict!.better && summary.verdict!.differences.map_at_12.low > 0);
  assert.match(summary.why, /difference \+0\.\d{4}/);
});

Deno.test("a model that has seen later days serves no earlier one", async () => {
  const workspace = newWorkspace();
  const late = await trainStage(open(workspace));
  await promote(open(workspace));
  const earlier = await trainStage(open(workspace, { asOf: "1972-11-20" }));
  assert.notEqual(earlier.version, late.version);
  assert.equal(earlier.serves, earlier.version);
  assert.equal((await trainStage(open(workspace))).serves, late.version);
  await assert.rejects(
    () => rollback(open(workspace, { asOf: "1972-11-20" }), { version: late.version }),
    /to fit this run but found that it has seen days up to/,
  );
  await assert.rejects(
    () => rollback(open(workspace, { horizonDays: 14 }), { version: earlier.version }),
    /to fit this run but found that it is for 7 days/,
  );
});

Deno.test("predict answers for the horizon of the lists that lie there, or refuses another", async () => {
  const workspace = newWorkspace();
  await recommendStage(open(workspace));
  const before = Deno.readTextFileSync(`${workspace}/data/.stages/recommend.json`);
  const [customer] = await customersOf(open(workspace));
  const printed: string[] = [];
  const { log } = console;
  console.log = (text: string) => printed.push(text);
  try {
    await predictCommand(open(workspace, { horizonDays: 14 }), customer!, {});
    await assert.rejects(
      () => predictCommand(open(workspace, { horizonDays: 14 }), customer!, { horizonDays: 14 }),
      /Expected the 7 days that this workspace's lists are for but found --horizon-days 14/,
    );
  } finally {
    console.log = log;
  }
  assert.match(printed[0]!, /buys within 7 days with/);
  assert.equal(Deno.readTextFileSync(`${workspace}/data/.stages/recommend.json`), before);
});

async function customersOf(run: Run): Promise<string[]> {
  const { customers } = await run.labels();
  return [customers.idOf(0)];
}

Deno.test("compare names the customers whose lists changed most", async () => {
  const workspace = newWorkspace();
  const { version: a } = await trainStage(open(workspace));
  const { version: b } = await trainStage(open(workspace, { selectFeatures: 2 }));
  const found = await compareVersions(open(workspace), a, b, { heldOut: false, most: 3 });
  assert.deepEqual([found.a.version, found.b.version], [a, b]);
  assert.equal(found.lists.most.length, 3);
  for (const { change, a, b } of found.lists.most) {
    assert.ok(change >= found.lists.meanChange);
    assert.notDeepEqual(a, b);
  }
  const same = await compareVersions(open(workspace), a, a, { heldOut: false });
  assert.equal(same.lists.unchanged, same.lists.customers);
});

Deno.test("check is quiet on the training's day and ends with 3 when the shop has changed", async () => {
  const workspace = newWorkspace();
  await trainStage(open(workspace));
  assert.equal((await checkDrift(open(workspace))).drifted, false);
  const args = [
    ...["check", "--data", `${root}/shop`, "--workspace", workspace, "--recipe", small],
    ...["--quiet", "--json", "--threads", "1"],
  ];
  assert.equal(await silently(() => main(args)), 0);
  const file = `${root}/shop/transactions_train.csv`;
  const before = Deno.readTextFileSync(file);
  const more = Array.from(
    { length: 4000 },
    (_, i) => `1973-01-${String(1 + i % 9).padStart(2, "0")},customer ${i % 90},0${900 + i % 7}`,
  );
  Deno.writeTextFileSync(file, before + more.join("\n") + "\n");
  try {
    assert.equal(await silently(() => main(args)), 3);
    const report = JSON.parse(Deno.readTextFileSync(`${workspace}/reports/drift.json`));
    assert.equal(report.drifted, true);
    assert.match(report.findings[0], /% of the model's gain have moved/);
  } finally {
    Deno.writeTextFileSync(file, before);
  }
});

async function silently(work: () => Promise<number>): Promise<number> {
  const { log } = console;
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = log;
  }
}

Deno.test("tune stays before the test weeks, goes on where it was stopped, and leaves child runs", async () => {
  const workspace = newWorkspace();
  const options = { folds: 2 };
  const cut = await tune(open(workspace, options), { trials: 3, budgetMinutes: 0.0001 });
  assert.deepEqual([cut.finished, cut.best], [false, null]);
  const whole = await tune(open(workspace, options), { trials: 3 });
  assert.equal(whole.finished, true);
  assert.ok(whole.weeks.every((day) => day < whole.testFrom));
  const began = performance.now();
  const again = await tune(open(workspace, options), { trials: 3 });
  assert.deepEqual(again, whole);
  assert.ok(performance.now() - began < 5000, "nothing is trained again");
  const runs = readRuns(workspace);
  const parent = runs.find(({ kind }) => kind === "tune")!;
  const trials = runs.filter(({ kind }) => kind === "trial");
  assert.equal(trials.length, 3);
  assert.ok(trials.every((trial) => trial.parent === parent.id));
  assert.equal(runs.length, 4);
  if (whole.recipe !== null) {
    const run = open(workspace, { recipe: whole.recipe });
    const { version } = await trainStage(run);
    assert.deepEqual(readVersion(workspace, version)!.way.recipe.models[0], {
      ...SMALL.models[0],
      ...whole.best,
    });
  }
});
