import assert from "node:assert/strict";
import { sampleSizeOfProportions } from "../../statistics/power.ts";
import { twoProportionZTest } from "../../statistics/proportions.ts";
import { openWorkspace } from "../../workspace.ts";
import { createApp } from "../app.ts";
import { openLive } from "../live.ts";
import { pText } from "./statistics.ts";

async function page(query: string): Promise<string> {
  const root = await Deno.makeTempDir();
  try {
    using live = await openLive(openWorkspace(root), { everyMs: 0, threads: 1 });
    const response = await createApp(live).request(`/statistics?${query}`);
    assert.equal(response.status, 200);
    return await response.text();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("statisticsPage() gives the sample size of the statistics room", async () => {
  const n = sampleSizeOfProportions(0.1, 0.12, { power: 0.9, alpha: 0.01, ratio: 2 });
  const text = await page("calculator=size&base=10&rise=20&power=90&alpha=1&ratio=2");
  assert.ok(text.includes(`<b>${n.toLocaleString("en-US")}</b><span>customers in A`));
  assert.ok(text.includes(`<b>${(2 * n).toLocaleString("en-US")}</b><span>customers in B`));
});

Deno.test("statisticsPage() gives the p-value of the statistics room", async () => {
  const { pValue } = twoProportionZTest(130, 1000, 100, 1000);
  const text = await page(
    "calculator=significance&buyersA=100&customersA=1000&buyersB=130&customersB=1000&alpha=5",
  );
  assert.ok(text.includes(`<b>${pText(pValue)}</b>`));
  assert.match(text, /B is higher than A/);
  const uneven = await page(
    "calculator=significance&buyersA=100&customersA=1000&buyersB=130&customersB=2000",
  );
  assert.match(uneven, /do not fit an even split/);
});

Deno.test("statisticsPage() says what is wrong with the fields", async () => {
  assert.match(
    await page("calculator=power&a=200"),
    /Expected “Rate of A, %” to be from 0 to 100 but found 200/,
  );
  assert.match(await page("calculator=size&rise=0"), /hx-warning/);
  assert.match(await page("calculator=significance&buyersA=5&customersA=3"), /hx-warning/);
  assert.match(await page("calculator=size&base=much"), /hx-warning/);
});
