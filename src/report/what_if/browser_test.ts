import assert from "node:assert/strict";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { type Booster, ensureWasm, findWasm, loadEngine } from "../../lightgbm/mod.ts";
import { openBrowser, until } from "../../setup/browser.ts";
import { skipReason } from "../../setup/debian.ts";
import type { Answer, Controls } from "./answer.ts";
import { whatIfPage } from "./page.ts";
import { changedRows } from "./sliders.ts";
import { trialPage } from "./testing.ts";

const reasons = {
  chromium: await skipReason("chromium"),
  emscripten: await findWasm() ? undefined : await skipReason("emscripten"),
};
for (const reason of Object.values(reasons)) {
  if (reason !== undefined) console.log(`A browser test is skipped: ${reason}`);
}

const ENGINES = [
  { kind: "wasm", needs: "(needs chromium) (needs emscripten)", skip: reasons.emscripten },
  { kind: "plain", needs: "(needs chromium)", skip: undefined },
] as const;

for (const { kind, needs, skip } of ENGINES) {
  Deno.test({
    name: `the what-if page scores again as sliders move, ${kind} ${needs}`,
    ignore: reasons.chromium !== undefined || skip !== undefined,
    // Playwright keeps pipes of its own open until the process ends.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      const { data, modelText } = await trialPage();
      const module = kind === "wasm" ? await Deno.readFile(await ensureWasm()) : null;
      const folder = await Deno.makeTempDir({ prefix: "helix-what-if-" });
      const file = `${folder}/what-if.html`;
      await Deno.writeTextFile(file, await whatIfPage({ data, modelText, module }));
      using engine = await loadEngine({ threads: 1 });
      using booster = engine.loadModel(modelText);
      const browser = await openBrowser();
      try {
        const faults: string[] = [];
        const page = await open(browser, file, faults);
        assert.equal(await page.evaluate("whatIf.engine"), kind);
        await t.step("scores and contributions are the native engine's", async () => {
          await sameAsEngine(page, booster, modelText);
        });
        await t.step("a slider changes the order, and only as its rules say", async () => {
          await moveByKeyboard(page, booster, modelText);
        });
        await t.step("an article, another customer, everything back", () => choices(page));
        await t.step("nothing was loaded, nothing failed, all is told", async () => {
          assert.deepEqual(faults, []);
          assert.deepEqual(await inaccessible(page), []);
        });
        await t.step("fits a narrow window, in the dark", async () => {
          const narrow = await open(browser, file, faults, 390);
          const wider = "document.documentElement.scrollWidth - innerWidth";
          assert.ok(await narrow.evaluate<number>(wider) <= 0);
          assert.deepEqual(await inaccessible(narrow), []);
          assert.deepEqual(faults, []);
        });
      } finally {
        await browser.close();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function open(browser: Browser, file: string, faults: string[], width = 1440): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: width < 700 ? "dark" : "light",
  });
  const page = await context.newPage();
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== `file://${file}`) faults.push(`asked for ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  await until(page, `document.documentElement.classList.contains("ready")`);
  return page;
}

/** What crosses from the page: typed arrays as plain ones. */
type Plain<T> = { [K in keyof T]: T[K] extends ArrayLike<number> ? number[] : Plain<T[K]> };

async function answered(page: Page): Promise<Plain<Answer> & { controls: Controls }> {
  return await page.evaluate(`(() => {
    const plain = (side) => Object.fromEntries(
      Object.entries(side).map(([name, values]) => [name, Array.from(values)]));
    const { before, after } = whatIf.answer();
    return { before: plain(before), after: plain(after), controls: whatIf.controls() };
  })()`);
}

async function sameAsEngine(page: Page, booster: Booster, modelText: string) {
  const { data } = await trialPage();
  const { before, after, controls } = await answered(page);
  const columns = data.features.length;
  const change = {
    features: data.features,
    customer: data.customers[controls.customer]!,
    settings: controls.settings,
  };
  assert.ok(modelText.includes(`max_feature_idx=${columns - 1}\n`));
  assert.deepEqual(after.rows, [...changedRows(Float32Array.from(before.rows), change)]);
  for (const side of [before, after]) {
    const rows = Float32Array.from(side.rows);
    const matrix = { data: rows, rows: rows.length / columns, columns };
    near(side.scores, booster.predict(matrix, { raw: true }));
    const from = controls.chosen * columns;
    const one = { data: rows.slice(from, from + columns), rows: 1, columns };
    near(side.contributions, booster.contributions(one));
    const sum = side.contributions.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - side.scores[controls.chosen]!) < 1e-9);
  }
}

function near(found: ArrayLike<number>, expected: ArrayLike<number>) {
  assert.equal(found.length, expected.length);
  Array.from(found).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 1e-9));
}

const namesOf = (page: Page) => page.locator("#list tr td:nth-child(3) span").allTextContents();

async function moveByKeyboard(page: Page, booster: Booster, modelText: string) {
  const { data } = await trialPage();
  const names = await namesOf(page);
  assert.match(names[0]!, /^Thing <\d+> & "co"$/);
  await page.getByLabel("Time since the customer's last order").focus();
  await page.keyboard.press("End");
  const moved = await answered(page);
  assert.equal(moved.controls.settings.recency, 7 * 26);
  assert.notDeepEqual(moved.after.order.slice(0, 12), moved.before.order.slice(0, 12));
  assert.notDeepEqual(await namesOf(page), names);
  const customer = data.customers[moved.controls.customer]!;
  const expected = moved.after.order.slice(0, 12)
    .map((row) => data.articles[data.rowArticle[customer.from + row]!]!);
  assert.deepEqual((await namesOf(page)).slice(0, 12), expected);
  assert.match(
    await page.locator("#status").innerText(),
    /[1-9]\d* of the first 12 stand elsewhere/,
  );
  await page.getByLabel("Price", { exact: true }).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
  await page.getByLabel("The customer's usual hour").focus();
  await page.keyboard.press("Home");
  const all = await answered(page);
  const price = { all: 1, own: { [all.controls.chosen]: 0.8 } };
  assert.deepEqual(all.controls.settings, { price, recency: 7 * 26, hour: 0 });
  await sameAsEngine(page, booster, modelText);
  await page.getByLabel(/of all candidates/).check();
  assert.notDeepEqual((await answered(page)).after.scores, all.after.scores);
  await sameAsEngine(page, booster, modelText);
}

async function choices(page: Page) {
  const before = await page.locator("#why-title").innerText();
  const prices = () => page.evaluate("whatIf.controls().settings.price");
  const kept = await prices();
  await page.locator("#list input").nth(3).check();
  assert.deepEqual(await prices(), kept, "choosing an article changed a price");
  assert.notEqual(await page.locator("#why-title").innerText(), before);
  const { after, controls } = await answered(page);
  const shown = await page.locator("#bars tr.score td").first().innerText();
  assert.equal(
    shown.replace("−", "-").replace("+", ""),
    after.scores[controls.chosen]!.toFixed(3),
  );
  await page.getByRole("button", { name: "Put everything back" }).click();
  const back = await answered(page);
  assert.deepEqual(back.after, back.before);
  assert.match(await page.locator("#status").innerText(), /nothing changed yet/);
  await page.getByLabel("Customer", { exact: true }).selectOption("2");
  const other = await answered(page);
  assert.notEqual(other.before.scores.length, 0);
  assert.notDeepEqual(other.before.scores, back.before.scores);
}

async function inaccessible(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; impact: string; help: string }[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, impact, help }) => ({ id, impact, help })))",
  );
  return found.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help }) => `${id}: ${help}`);
}
