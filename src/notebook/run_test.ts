import assert from "node:assert/strict";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { type Cell, type Notebook, notebookText, readNotebook } from "./document.ts";
import { failureLine, findNotebooks, runNotebooks } from "./run.ts";
import { outputFindings } from "./check.ts";

const source = new URL("../", import.meta.url).href;

function notebook(title: string, sources: string[]): Notebook {
  const prose: Cell = { cell_type: "markdown", id: "title", source: `# ${title}`, metadata: {} };
  const cells: Cell[] = sources.map((text, i) => ({
    cell_type: "code",
    id: `cell-${i}`,
    source: text,
    metadata: {},
    outputs: [],
    execution_count: null,
  }));
  return { cells: [prose, ...cells], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

async function project(notebooks: Record<string, Notebook>) {
  const root = await Deno.makeTempDir({ prefix: "helix-run-" });
  const folder = join(root, "notebooks");
  await Deno.mkdir(folder);
  for (const [name, made] of Object.entries(notebooks)) {
    await Deno.writeTextFile(join(folder, `${name}.ipynb`), notebookText(made));
  }
  return {
    paths: await findNotebooks(folder),
    reports: join(root, "reports"),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

const SHOWING = [
  `import { show } from "${source}notebook/show.ts";`,
  `await show([{ who: Deno.env.get("HELIX_DATA"), n: 1234n }]);`,
  `await show("done"); await show(new Float64Array([1.5]));`,
];

Deno.test("runNotebooks() passes settings, keeps every output and renders a page", async () => {
  await using made = await project({ "01_good": notebook("Good one", SHOWING) });
  const env = { HELIX_DATA: "online-retail" };
  const [result] = await runNotebooks(made.paths, { reports: made.reports, env, write: true });
  assert.equal(result!.status, "passed");
  const page = await Deno.readTextFile(result!.page!);
  assert.match(page, /<title>Good one<\/title>/);
  assert.match(page, /online-retail<\/td><td align="right">1,234</);
  const kept = await readNotebook(made.paths[0]!);
  assert.deepEqual(outputFindings(kept, "01_good.ipynb", 1), []);
});

Deno.test("runNotebooks() stops at the failing cell, keeps what was reached, begins no other", async () => {
  const failing = ["const a = 1;", "throw new TypeError(`no ${a}`);", "console.log('never');"];
  await using made = await project({
    "01_bad": notebook("Bad one", failing),
    "02_good": notebook("Good one", SHOWING),
  });
  const [bad, good] = await runNotebooks(made.paths, { reports: made.reports, jobs: 1 });
  assert.equal(
    failureLine(bad!.name, bad!.failure!),
    "01_bad, cell 2: TypeError: no 1, in `throw new TypeError(`no ${a}`);`",
  );
  assert.equal(good!.status, "stopped");
  const partial = await readNotebook(bad!.executed);
  const counts = partial.cells.slice(1).map((cell) => cell.execution_count ?? null);
  assert.deepEqual(counts, [1, 2, null]);
  assert.equal(bad!.page, undefined);
});

Deno.test("runNotebooks() fails a notebook whose cell shows less than it says", async () => {
  const silent = [SHOWING[0]!, `if (Deno.pid < 0) {\n  await show("never");\n}`];
  await using made = await project({ "01_silent": notebook("Silent one", silent) });
  const [result] = await runNotebooks(made.paths, { reports: made.reports });
  assert.equal(result!.status, "failed");
  assert.equal(result!.failure!.cell, 2);
  assert.match(result!.failure!.message, /Expected 1 shown outputs but found 0/);
});

Deno.test("runNotebooks() reports a kernel that ends in the middle of a cell", async () => {
  await using made = await project({ "01_exit": notebook("Gone", ["Deno.exit(1);"]) });
  const [result] = await runNotebooks(made.paths, { reports: made.reports });
  assert.equal(result!.status, "failed");
  assert.equal(result!.failure!.cell, 1);
});

Deno.test("findNotebooks() finds by number, name and file, once each, and names what it knows", async () => {
  await using made = await project({ "01_a": notebook("A", []), "02_b": notebook("B", []) });
  const folder = join(made.paths[0]!, "..");
  const found = await findNotebooks(folder, ["02", "01_a.ipynb", "02_b"]);
  assert.deepEqual(found, [made.paths[1], made.paths[0]]);
  await assert.rejects(
    () => findNotebooks(folder, ["03"]),
    (error) => error instanceof DataError && /\(01_a, 02_b\) but found '03'/.test(error.message),
  );
});
