import assert from "node:assert/strict";
import { smallShop } from "../dashboard/testing.ts";
import { reportStage } from "../stages/report.ts";
import { stageOptions } from "../stages/options.ts";
import { openRun } from "../stages/run.ts";
import { skipReason } from "./debian.ts";
import { main, takePictures } from "./pictures.ts";

const reason = await skipReason("chromium");

Deno.test({
  name: "takePictures() leaves both pictures in light and in dark (needs chromium)",
  ignore: reason !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    using shop = await smallShop();
    const { root } = shop.workspace;
    const options = { data: `${root}/../shop`, workspace: root, folds: 1, ablation: false };
    await reportStage(openRun(stageOptions({ ...options, threads: 1 })));
    const folder = `${root}/pictures`;
    const paths = await takePictures(shop.workspace, { folder, notebook: "reports/index.html" });
    const names = ["dashboard-light", "notebook-light", "dashboard-dark", "notebook-dark"];
    assert.deepEqual(paths, names.map((name) => `${folder}/${name}.png`));
    assert.notDeepEqual(await Deno.readFile(paths[0]!), await Deno.readFile(paths[2]!));
    for (const path of paths) {
      const bytes = await Deno.readFile(path);
      assert.deepEqual([...bytes.subarray(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
      assert.ok(
        bytes.length > 10_000 && bytes.length < 300_000,
        `${path} has ${bytes.length} bytes`,
      );
    }
  },
});

Deno.test("main() says what is missing in an empty workspace", async () => {
  const workspace = await Deno.makeTempDir();
  const lines: string[] = [];
  const error = console.error;
  console.error = (line: string) => void lines.push(line);
  try {
    assert.equal(await main(["--workspace", workspace]), 1);
  } finally {
    console.error = error;
    await Deno.remove(workspace, { recursive: true });
  }
  assert.match(lines.join("\n"), /error: .*\nhint: deno task start and deno task notebooks/);
});
