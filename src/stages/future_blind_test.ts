import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { candidatesStage } from "./candidates.ts";
import { featuresStage } from "./features.ts";
import { stageOptions } from "./options.ts";
import { recommendStage } from "./recommend.ts";
import { openRun } from "./run.ts";

const CUTOFF = "2020-04-01";

/** Orders of 40 customers with habits over 91 days before the cutoff. */
function past(): string[] {
  const random = createRandom(11);
  return Array.from({ length: 1500 }, () => {
    const customer = random.integer(40);
    const day = new Date(Date.UTC(2020, 0, 1 + random.integer(91))).toISOString().slice(0, 10);
    const article = random.uniform() < 0.6 ? customer % 13 : random.integer(30);
    const hour = String(8 + (customer + random.integer(3)) % 12).padStart(2, "0");
    return `${day} ${hour}:${10 + random.integer(49)}:00,c${customer},a${article},${5 + article}.5`;
  });
}

/** A future that would change everything if it were seen: other customers, articles, prices. */
function future(seed: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: 600 }, () => {
    const day = new Date(Date.UTC(2020, 3, 1 + random.integer(20))).toISOString().slice(0, 10);
    const customer = random.uniform() < 0.5 ? `c${random.integer(40)}` : `b${random.integer(90)}`;
    const article = random.uniform() < 0.5 ? "a3" : `A${random.integer(50)}`;
    return `${day} 23:30:00,${customer},${article},999`;
  });
}

/** The bytes of everything that a run as of the cutoff leaves. */
async function outputsOf(lines: string[]): Promise<Map<string, string>> {
  const root = Deno.makeTempDirSync({ prefix: "helix-blind-" });
  try {
    Deno.mkdirSync(`${root}/shop`);
    const head = "t_dat,customer_id,article_id,price";
    Deno.writeTextFileSync(`${root}/shop/transactions_train.csv`, [head, ...lines, ""].join("\n"));
    const run = openRun(stageOptions({
      data: `${root}/shop`,
      workspace: `${root}/ws`,
      asOf: CUTOFF,
      threads: 1,
    }));
    await featuresStage(run);
    await candidatesStage(run);
    await recommendStage(run);
    const files = [
      "data/features/user_features.parquet",
      "data/features/item_features.parquet",
      "data/candidates/recall.json",
      "data/propensity/propensity.f64",
      "models/ranker.txt",
      "models/probability.json",
      "data/recommendations/recommendations.parquet",
      "data/recommendations/push_plan.parquet",
    ];
    return new Map(
      await Promise.all(files.map(async (file): Promise<[string, string]> => {
        const digest = await crypto.subtle.digest(
          "SHA-256",
          await Deno.readFile(`${root}/ws/${file}`),
        );
        return [file, new Uint8Array(digest).toHex()];
      })),
    );
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("run is blind to rows on and after the cutoff: features, candidates, models and tables stay byte-identical", async () => {
  const seen = past();
  const alone = await outputsOf(seen);
  const changed = await outputsOf([...future(1), ...seen]);
  assert.deepEqual(changed, alone);
  const shuffled = await outputsOf([...seen, ...future(2).reverse()]);
  assert.deepEqual(shuffled, alone);
});

Deno.test("run would show a row before the cutoff: the test above can fail", async () => {
  const seen = past();
  const alone = await outputsOf(seen);
  const more = await outputsOf([...seen, "2020-03-31 12:00:00,c1,a29,99"]);
  for (const file of ["data/features/item_features.parquet", "models/ranker.txt"]) {
    assert.notEqual(more.get(file), alone.get(file), file);
  }
});
