import assert from "node:assert/strict";
import { join } from "node:path";
import { folderDigests } from "../distributed/main.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { createRandom } from "../statistics/random.ts";
import { PROJECT_ROOT } from "../workspace.ts";

/** Kills; `HELIX_KILLS=10` asks for more of them. */
const KILLS = Number(Deno.env.get("HELIX_KILLS") ?? 2);

const root = Deno.makeTempDirSync({ prefix: "helix-kill-" });
writeTrialShop(`${root}/shop`, { customers: 1200, articles: 60, days: 30 });
const recipe = `${root}/recipe.json`;
Deno.writeTextFileSync(recipe, JSON.stringify({ labelWindows: 2, maxTrees: 10, seeds: 1 }));

/** Runs `helix recommend`; killed after so many milliseconds where given. Returns whether it ended. */
async function recommend(workspace: string, killAfter?: number): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--config", join(PROJECT_ROOT, "deno.json")],
      ...[join(PROJECT_ROOT, "src/main.ts"), "recommend", "--data", `${root}/shop`],
      ...["--workspace", workspace, "--threads", "2", "--quiet", "--recipe", recipe],
    ],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = killAfter === undefined
    ? undefined
    : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const { code, signal, stderr } = await child.output();
  clearTimeout(timer);
  if (signal === "SIGKILL") return false;
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return true;
}

function outputs(workspace: string) {
  return {
    ...folderDigests(`${workspace}/data/recommendations`),
    ...folderDigests(`${workspace}/models`),
    ...folderDigests(`${workspace}/data/propensity`),
  };
}

Deno.test({
  name: `recommend resumes to the same bytes after SIGKILL at ${KILLS} random moments`,
  ignore: Deno.build.os === "windows" || KILLS === 0,
  fn: async () => {
    const started = performance.now();
    await recommend(`${root}/whole`);
    const whole = performance.now() - started;
    const expected = outputs(`${root}/whole`);
    const random = createRandom(Math.floor(started));
    let workspaces = 0;
    for (let kills = 0; kills < KILLS;) {
      const workspace = `${root}/killed-${workspaces++}`;
      while (
        kills < KILLS && !await recommend(workspace, (0.05 + 0.9 * random.uniform()) * whole)
      ) {
        kills++;
      }
      await recommend(workspace);
      assert.deepEqual(outputs(workspace), expected);
      assert.deepEqual([...Deno.readDirSync(`${workspace}/data/.staging`)], []);
    }
    Deno.removeSync(root, { recursive: true });
  },
});
