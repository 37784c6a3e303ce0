import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../setup/debian.ts";
import { ensureNotebookEnvironment } from "../setup/python.ts";
import { type Cell, notebookText } from "./document.ts";
import { labArguments, writeLabSettings } from "./lab.ts";

const source = new URL("../", import.meta.url).href;
const browserPath = await findChromium();

const CELLS = [
  `import { notebookProgress } from "${source}notebook/progress.ts";
import { show } from "${source}notebook/show.ts";
import { figure } from "${source}report/figures/figure.ts";`,
  `const bar = notebookProgress().start("Working", 30, "steps");
for (let i = 1; i <= 30; i++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  bar.update(i);
}
bar.finish();`,
  `await show(figure({
  title: "Two bars",
  x: { label: "kind" },
  y: { label: "n" },
  marks: [{ mark: "bars", x: ["a", "b"], y: [1, 2] }],
}));`,
  "let n = 0;\nfor (;;) n++;",
];

async function scratchLab() {
  const root = await Deno.makeTempDir({ prefix: "helix-lab-" });
  const cells: Cell[] = CELLS.map((text, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    source: text,
    metadata: {},
    outputs: [],
    execution_count: null,
  }));
  const kernelspec = { display_name: "Deno", language: "typescript", name: "deno" };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  await Deno.mkdir(join(root, "notebooks"));
  await Deno.writeTextFile(join(root, "notebooks", "scratch.ipynb"), notebookText(notebook));
  const { python, env } = await ensureNotebookEnvironment();
  await writeLabSettings(resolve(python, "../.."));
  const port = freePort();
  const own = [`--port=${port}`, "--no-browser", "--IdentityProvider.token=test"];
  const config = { JUPYTER_CONFIG_DIR: join(root, "config"), JUPYTER_NO_CONFIG: "1" };
  const child = new Deno.Command(python, {
    args: labArguments(root, own),
    env: { ...env, ...config, JUPYTER_RUNTIME_DIR: join(root, "runtime") },
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    url: (path: string) => `http://localhost:${port}/${path}?token=test`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(root, { recursive: true });
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function answers(url: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("Expected JupyterLab to answer within a minute but it did not");
}

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.click(`li.lm-MenuBar-item:has-text("${menu}")`);
  await page.click(`li.lm-Menu-item:has-text("${item}")`);
}

Deno.test({
  name: "JupyterLab shows live progress and figures, and an interrupt keeps the kernel " +
    "(needs chromium)",
  ignore: browserPath === undefined,
  // Playwright keeps pipes of its own open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using lab = await scratchLab();
    await answers(lab.url("api"));
    const args = Deno.build.os === "linux" && Deno.uid() === 0 ? ["--no-sandbox"] : [];
    const browser = await chromium.launch({ executablePath: await pathOf(browserPath!), args });
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
      page.setDefaultTimeout(90_000);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.goto(lab.url("lab/tree/notebooks/scratch.ipynb"));
      await page.waitForSelector("text=Deno | Idle");
      await page.waitForTimeout(1000); // Until then the notebook may not know its kernel yet.
      await choose(page, "Run", "Run All Cells");
      await page.waitForSelector(".hx-progress progress[value]");
      await page.waitForFunction(`document.querySelector("progress")?.value > 5`);
      await page.waitForSelector(".js-plotly-plot .main-svg");
      await page.waitForSelector(`[data-status="busy"]`);
      await choose(page, "Kernel", "Interrupt Kernel");
      await page.waitForSelector(`[data-status="idle"]`);
      const prompts = await page.locator(".jp-InputArea-prompt").allTextContents();
      assert.deepEqual(prompts, ["[1]:", "[2]:", "[3]:", "[4]:"]);
      assert.deepEqual(errors, []);
    } finally {
      await browser.close();
    }
  },
});

/** Playwright wants a path, not a name on the PATH. */
async function pathOf(program: string): Promise<string> {
  if (program.includes("/") || program.includes("\\")) return program;
  const { stdout } = await new Deno.Command("which", { args: [program] }).output();
  return new TextDecoder().decode(stdout).trim();
}
