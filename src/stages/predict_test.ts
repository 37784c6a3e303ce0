import assert from "node:assert/strict";
import { main } from "../main.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { lockWorkspace, openWorkspace } from "../workspace.ts";

const root = Deno.makeTempDirSync({ prefix: "helix-predict-" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
writeTrialShop(`${root}/shop`, { customers: 60, articles: 25, days: 40 });
Deno.writeTextFileSync(
  `${root}/recipe.json`,
  JSON.stringify({ maxTrees: 4, seeds: 1, labelWindows: 2 }),
);

async function helix(workspace: string, ...args: string[]) {
  const { log, error } = console;
  const said = { out: "", err: [] as string[] };
  console.log = (text: string) => said.out += text;
  console.error = (text: string) => said.err.push(...String(text).split("\n"));
  try {
    const code = await main([
      ...args,
      ...["--data", `${root}/shop`, "--workspace", workspace, "--recipe", `${root}/recipe.json`],
      ...["--threads", "1", "--quiet", "--json"],
    ]);
    return { code, ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}

Deno.test("predict answers from whole tables while another run has the workspace, else says so", async () => {
  const workspace = `${root}/ws`;
  assert.equal((await helix(workspace, "recommend")).code, 0);
  const alone = await helix(workspace, "predict", "customer 7");
  assert.equal(alone.code, 0);
  {
    using _other = lockWorkspace(openWorkspace(workspace));
    const beside = await helix(workspace, "predict", "customer 7");
    assert.deepEqual([beside.code, beside.out], [0, alone.out]);
    const stale = await helix(workspace, "predict", "customer 7", "--seed", "2");
    assert.equal(stale.code, 1);
    assert.match(stale.err[0]!, /^error: Expected no other run in .* but found one \(process \d+/);
    assert.equal(stale.err.length, 2);
  }
  assert.equal((await helix(workspace, "predict", "customer 7", "--seed", "2")).code, 0);
});

Deno.test("predict makes the tables that an interrupted run left behind its new model", async () => {
  const workspace = `${root}/cut`;
  assert.equal((await helix(workspace, "recommend")).code, 0);
  assert.equal((await helix(workspace, "train", "--seed", "2")).code, 0); // and no tables
  const { out } = await helix(workspace, "predict", "customer 7", "--seed", "2");
  const made = JSON.parse(
    Deno.readTextFileSync(`${workspace}/data/recommendations/model.json`),
  );
  const served = JSON.parse(Deno.readTextFileSync(`${workspace}/models/served.json`));
  assert.deepEqual(
    [JSON.parse(out).model_version, made.model_version],
    [served.version, served.version],
  );
});

Deno.test("train keeps the rules where no tree of the ranker splits", async () => {
  const recipe = `${root}/recipe.json`;
  const usual = Deno.readTextFileSync(recipe);
  const flat = [{ objective: "binary", min_data_in_leaf: 1_000_000 }];
  Deno.writeTextFileSync(
    recipe,
    JSON.stringify({ maxTrees: 4, seeds: 1, labelWindows: 2, models: flat }),
  );
  try {
    const { code, out } = await helix(`${root}/flat`, "train");
    assert.equal(code, 0);
    assert.match(JSON.parse(out).noRanker, /a tree that tells candidates apart but found none/);
    assert.throws(() => Deno.statSync(`${root}/flat/models/ranker.txt`), Deno.errors.NotFound);
    assert.equal((await helix(`${root}/flat`, "recommend")).code, 0);
    const { articles } = JSON.parse((await helix(`${root}/flat`, "predict", "customer 7")).out);
    assert.ok(new Set(articles.map(({ score }: { score: number }) => score)).size > 6);
  } finally {
    Deno.writeTextFileSync(recipe, usual);
  }
});
