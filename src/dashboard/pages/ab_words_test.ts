import assert from "node:assert/strict";
import { snapshotAt } from "../../ingest/shop.ts";
import { simulatedBy, type Simulation } from "../../simulation/results.ts";
import { simulate } from "../../simulation/simulate.ts";
import { FIRST_DAY, tastefulShop } from "../../simulation/testing.ts";
import { openLive } from "../live.ts";
import { abPage } from "./ab.ts";
import { tell } from "../../stages/tell.ts";
import type { Run } from "../../stages/run.ts";
import { openWorkspace } from "../../workspace.ts";
import { simulationSection } from "../../report/sections/simulation.ts";

/** No simulated figure stands anywhere without these words. */
const MARK = /simulated by (rule-based|language model) virtual customers, parse failures \d+\.\d %/;

const shop = snapshotAt(tastefulShop({ customers: 300 }), FIRST_DAY + 84);
const customers = Uint32Array.from({ length: 300 }, (_, c) => c);
const recommended = new Map(
  [...customers].map((c) => [c, { articles: [c % 6, 6 + c % 6, 12 + c % 6], hour: 9 }]),
);
const { simulation } = await simulate(shop, customers, recommended, (a) => `article ${a}`, {
  size: 3,
  gateCases: 60,
});
const failed = { ...simulation, gate: { ...simulation.gate, passed: false } };

/** Figures, tables and paragraphs of a page, as text; a figure that says nothing has no digit. */
function blocks(html: string): string[] {
  const found = [...html.matchAll(/<(figure|table|p)\b[\s\S]*?<\/\1>/g)].map(([text]) => text);
  return found.map((text) =>
    text.replaceAll(/<style>[\s\S]*?<\/style>/g, "").replaceAll(/<script[\s\S]*?<\/script>/g, "")
  ).map((text) => {
    const said = [...text.matchAll(/<title>([\s\S]*?)<\/title>|aria-label="([^"]*)"/g)];
    return [text.replaceAll(/<[^>]*>/g, " "), ...said.map(([, a, b]) => a ?? b ?? "")].join(" ");
  });
}

/** Blocks with figures but without the words. */
function unmarked(html: string): string[] {
  return blocks(html).filter((text) => /\d/.test(text) && !MARK.test(text));
}

for (const [name, found] of Object.entries({ passed: simulation, failed })) {
  Deno.test(`the report's section shows no simulated figure without saying so, gate ${name}`, async () => {
    const html = String(await simulationSection(found).body);
    assert.ok(blocks(html).length > 8, String(blocks(html).length));
    assert.deepEqual(unmarked(html), []);
  });
}

Deno.test("the words' test finds a figure without them", () => {
  assert.equal(unmarked("<p>click-through 1.2 %</p>").length, 1);
  assert.equal(unmarked(`<p>1.2 % ${simulatedBy(simulation.shares)}</p>`).length, 0);
});

Deno.test("the dashboard's page shows no simulated figure without saying so", async () => {
  const root = await Deno.makeTempDir();
  try {
    using live = await openLive(openWorkspace(root), { everyMs: 0, threads: 1 });
    await Deno.mkdir(`${root}/reports`, { recursive: true });
    await Deno.writeTextFile(`${root}/reports/simulation.json`, JSON.stringify(simulation));
    const page = await (await abPage(live)).text();
    const body = page.slice(page.indexOf("<main"));
    assert.ok(blocks(body).length > 8);
    const figures = unmarked(body).filter((text) => !/Nothing is served yet/.test(text));
    assert.deepEqual(figures, []);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("standard output and simulation.json say simulated, by whom, and the parse failures", () => {
  const lines = tell("simulate", simulation, {} as Run).split("\n");
  for (const line of lines.filter((text) => /click-through|CTR|\d %/.test(text))) {
    assert.match(line, MARK);
  }
  assert.ok(lines.some((line) => MARK.test(line)));
  const written = JSON.parse(JSON.stringify(simulation)) as Simulation;
  assert.equal(written.simulated, true);
  assert.match(written.sentence, MARK);
  assert.ok(["rule-based", "language model"].includes(written.shares.kind));
  assert.ok(written.shares.parseFailureShare >= 0);
});

Deno.test("the committed notebook shows no simulated figure without saying so", () => {
  const path = new URL("../../../notebooks/07_simulation.ipynb", import.meta.url);
  const { cells } = JSON.parse(Deno.readTextFileSync(path)) as {
    cells: { outputs?: { data?: Record<string, string | string[]> }[] }[];
  };
  const texts = cells.flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ data }) => {
      const text = data?.["text/plain"];
      return text === undefined ? [] : [Array.isArray(text) ? text.join("") : text];
    })
  );
  // Progress, settings, the statement without a figure, and what orders (not answers) tell.
  const real =
    /^(Settings|> Simulation, not|No language model|train: |\s*Simulation: )|order lines/;
  const shown = texts.filter((text) => /\d/.test(text) && !real.test(text));
  assert.ok(shown.length > 8, String(shown.length));
  assert.deepEqual(shown.filter((text) => !MARK.test(text)).map((text) => text.slice(0, 90)), []);
});
