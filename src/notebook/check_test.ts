import assert from "node:assert/strict";
import { resolve } from "node:path";
import { checkNotebooks, exportCells, outputFindings } from "./check.ts";
import { type Cell, type Notebook, notebookText, sourcesHash } from "./document.ts";

const root = resolve(import.meta.dirname!, "../..");

function notebook(...sources: string[]): Notebook {
  const cells: Cell[] = sources.map((source) => ({
    cell_type: "code",
    source,
    metadata: {},
    outputs: [],
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

async function findings(made: Notebook): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/01_try.ipynb`;
  await Deno.writeTextFile(path, notebookText(made));
  const found = await checkNotebooks([path], { root, outputs: false });
  await Deno.remove(folder, { recursive: true });
  return found.map((one) => `${one.notebook} ${one.cell} ${one.message}`);
}

Deno.test("exportCells() makes every kind of relative import absolute and leaves packages", () => {
  const made = notebook(
    'import a from "../src/a.ts";\nimport "./b.ts";\nconst c = await import("../c.ts");',
    'import pl from "nodejs-polars";',
  );
  const { code } = exportCells(made, "/shop/notebooks");
  assert.match(code, /import a from "file:\/\/\/shop\/src\/a\.ts"/);
  assert.match(code, /import "file:\/\/\/shop\/notebooks\/b\.ts"/);
  assert.match(code, /import\("file:\/\/\/shop\/c\.ts"\)/);
  assert.match(code, /from "nodejs-polars"/);
});

Deno.test("checkNotebooks() accepts cells that share names and await at the top", async () => {
  const made = notebook("const a = await Promise.resolve(1);", "console.log(a);");
  assert.deepEqual(await findings(made), []);
});

Deno.test("checkNotebooks() puts a type error at its cell and line", async () => {
  const made = notebook("const a = 1;", "console.log(a);\nconsole.log(a.length);");
  const [finding, ...rest] = await findings(made);
  assert.match(finding!, /^01_try\.ipynb 2 line 2: TS2339/);
  assert.deepEqual(rest, []);
});

Deno.test("checkNotebooks() puts a lint problem at its cell", async () => {
  const found = await findings(notebook("const used = 1;", "console.log(used);\nvar old = 1;"));
  assert.ok(
    found.some((one) => /^01_try\.ipynb 2 line 2: error\[no-var\]/.test(one)),
    String(found),
  );
});

Deno.test("checkNotebooks() finds a cell that is not formatted", async () => {
  const [finding, ...rest] = await findings(notebook("console.log(1);", "console.log( 2 )"));
  assert.match(
    finding!,
    /^01_try\.ipynb 2 Not formatted; run `deno task notebooks --format 01_try`/,
  );
  assert.deepEqual(rest, []);
});

Deno.test("checkNotebooks() wants functions in src and short cells", async () => {
  const twice = "const twice = (n: number) => 2 * n;\nconsole.log(twice(2));";
  assert.match((await findings(notebook(twice)))[0]!, /01_try\.ipynb 1 Expected no function/);
  const long = Array.from({ length: 41 }, (_, i) => `console.log(${i});`).join("\n");
  assert.match((await findings(notebook(long)))[0]!, /at most 40 lines/);
});

Deno.test("outputFindings() accepts outputs that belong to the code", () => {
  const made = notebook("await show(1);");
  made.cells[0]!.outputs = [
    { output_type: "display_data", data: {}, metadata: { helix: { shown: 1 } } },
  ];
  made.metadata.helix = { sources: sourcesHash(made) };
  assert.deepEqual(outputFindings(made, "01_try.ipynb", 100), []);
});

Deno.test("outputFindings() finds changed code, missing outputs, errors and size", () => {
  const made = notebook("await show(1);", "boom();");
  made.metadata.helix = { sources: sourcesHash(notebook("await show(2);")) };
  made.cells[1]!.outputs = [{ output_type: "error", ename: "Error", evalue: "x", traceback: [] }];
  const found = outputFindings(made, "01_try.ipynb", 2_000_000);
  assert.deepEqual(found.map((one) => one.cell), [0, 0, 1, 2]);
  assert.match(found[0]!.message, /deno task notebooks --write 01_try/);
});
