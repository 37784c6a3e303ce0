import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { skipReason } from "../setup/debian.ts";
import { evaluateStage } from "../stages/evaluate.ts";
import { stageOptions } from "../stages/options.ts";
import { openRun } from "../stages/run.ts";
import { serve } from "./main.ts";
import { type SmallShop, smallShop } from "./testing.ts";
import { openBrowser, settled, until, walk } from "./walk.ts";

const reason = await skipReason("chromium");
if (reason !== undefined) console.log(`The browser test is skipped: ${reason}`);

const MORE = [
  "/customers/c1",
  "/articles/0103",
  "/statistics?calculator=power",
  "/statistics?calculator=significance",
];

Deno.test({
  name: "the dashboard in a browser: every page, every control, new outputs (needs chromium)",
  ignore: reason !== undefined,
  // Playwright keeps pipes of its own open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    using shop = await smallShop();
    await evaluate(shop);
    const server = await serve(shop.workspace, { port: 0 });
    const browser = await openBrowser();
    try {
      await t.step("has no fault on any page", async () => {
        assert.deepEqual(await walk(browser, server.url, { more: MORE }), []);
      });
      await t.step("has no fault in the dark", async () => {
        const pages = ["/", "/plan", "/model", "/statistics", "/customers/c1"];
        const dark = { pages, widths: [1440], colours: "dark" as const };
        assert.deepEqual(await walk(browser, server.url, dark), []);
      });
      const page = await browser.newPage();
      await t.step("answers as one types", () => controls(page, server.url));
      await t.step("shows new outputs by itself", () => newOutputs(page, server.url, shop));
    } finally {
      await browser.close();
      await server.stop();
    }
  },
});

async function evaluate(shop: SmallShop) {
  const { workspace } = shop;
  const data = `${workspace.root}/../shop`;
  const options = { data, workspace: workspace.root, folds: 1, threads: 1, ablation: false };
  await evaluateStage(openRun(stageOptions(options)));
}

const card = (page: Page) => page.locator("#results .hx-card b").first();

async function controls(page: Page, url: string) {
  await page.goto(`${url}/plan?budget=5`);
  await settled(page);
  assert.equal(await card(page).textContent(), "5");
  await page.getByLabel("Budget: customers to push").focus();
  await page.keyboard.press("End");
  await until(page, `document.querySelector("#results .hx-card b").textContent === "24"`);
  assert.match(page.url(), /budget=24/);
  await page.getByLabel("exactly").fill("7");
  await until(page, `document.querySelector("#results .hx-card b").textContent === "7"`);
  assert.equal(await page.getByLabel("Budget: customers to push").inputValue(), "7");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as CSV" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /push-plan-7\.csv/);
  await page.getByLabel("Sent on").selectOption("Sunday");
  await page.waitForURL(/day=7/);

  await page.goto(`${url}/customers`);
  await settled(page);
  await page.getByLabel("Customer id contains").pressSequentially("c23");
  await until(page, `document.querySelectorAll("#results tbody tr").length === 1`);
  assert.match(page.url(), /q=c23/);
  await page.getByRole("link", { name: "c23" }).click();
  await page.waitForSelector("h1:has-text('Customer c23')");

  await page.goto(`${url}/statistics?calculator=size`);
  await settled(page);
  const before = await card(page).textContent();
  await page.getByLabel("Relative rise to find, %").fill("20");
  await until(
    page,
    `document.querySelector("#results .hx-card b").textContent !== ${JSON.stringify(before)}`,
  );

  await page.goto(`${url}/model`);
  await settled(page);
  await page.getByLabel("Metric").selectOption("NDCG@10");
  await page.waitForURL(/metric=ndcg_at_10/);
  await page.waitForSelector("#results caption:has-text('NDCG@10')");

  await page.goto(`${url}/quality`);
  await settled(page);
  await page.getByLabel("Value contains").fill("zzz");
  await page.waitForSelector("#results .hx-empty");
}

async function newOutputs(page: Page, url: string, shop: SmallShop) {
  await page.goto(`${url}/customers/c1`);
  await settled(page);
  const rows = () => page.locator("[data-fragment] tbody tr").count();
  assert.ok(await rows() > 4);
  await shop.again(4);
  await until(page, `document.querySelectorAll("[data-fragment] tbody tr").length === 4`);
}
