import assert from "node:assert/strict";
import { resolve } from "node:path";
import { type Cell, type Notebook, notebookText, readNotebook } from "./document.ts";
import { formatNotebook, formattedCells } from "./format.ts";

const root = resolve(import.meta.dirname!, "../..");

function notebook(...sources: string[]): Notebook {
  const cells: Cell[] = sources.map((source) => ({ cell_type: "code", source, metadata: {} }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

Deno.test("formattedCells() keeps to the project's line width, notebook by notebook", async () => {
  const long = `const a = ["${"x".repeat(60)}", "${"y".repeat(30)}"];`;
  const texts = await formattedCells([notebook("await f( 1 )", long), notebook()], { root });
  assert.equal(texts[0]![0], "await f(1);");
  assert.equal(texts[0]![1]!.split("\n").length, 4);
  assert.deepEqual(texts[1], []);
});

Deno.test("formattedCells() leaves alone what cannot be parsed", async () => {
  assert.deepEqual(await formattedCells([notebook("const = ;")], { root }), [["const = ;"]]);
});

Deno.test("formatNotebook() changes code cells only, and nothing the second time", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  const made = notebook("if(a){b()}");
  made.cells.push({ cell_type: "markdown", source: "*  prose  stays", metadata: {} });
  await Deno.writeTextFile(path, notebookText(made));
  assert.equal(await formatNotebook(path, { root }), 1);
  const { cells } = await readNotebook(path);
  assert.deepEqual(cells[0]!.source, ["if (a) b();"]);
  assert.equal(cells[1]!.source, "*  prose  stays");
  assert.equal(await formatNotebook(path, { root }), 0);
  await Deno.remove(path);
});
