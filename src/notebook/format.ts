/**
 * Formatting of notebooks' code cells. `deno fmt --check` calls every notebook unformatted whose
 * cells do not end with an empty line, though it would change nothing, so the project's formatter
 * looks at the cells alone and leaves the files to this.
 *
 * @module
 */
import { join } from "node:path";
import { run } from "../setup/process.ts";
import { cellSource, type Notebook, notebookText, readNotebook } from "./document.ts";

/** Options of the formatting functions. */
export interface FormatCellsOptions {
  /** Folder of the `deno.json` whose rules hold. */
  root: string;
}

/**
 * The texts of notebooks' code cells as the project's formatter writes them, in order. A cell that
 * cannot be parsed stays as it is.
 *
 * @throws {Error} If the formatter cannot be run.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PROJECT_ROOT } from "../workspace.ts";
 * import { formattedCells } from "./format.ts";
 *
 * const cell = { cell_type: "code", source: "const a = {b:1}", metadata: {} } as const;
 * const [texts] = await formattedCells([{ cells: [cell] }], { root: PROJECT_ROOT });
 * assert.deepEqual(texts, ["const a = { b: 1 };"]);
 * ```
 */
export async function formattedCells(
  notebooks: readonly Pick<Notebook, "cells">[],
  { root }: FormatCellsOptions,
): Promise<string[][]> {
  const folder = await Deno.makeTempDir({ prefix: "helix-format-" });
  const file = (n: number, c: number) => join(folder, `${n}-${c}.ts`);
  try {
    const sources = notebooks.map(codeSources);
    await Promise.all(
      sources.flatMap((texts, n) => texts.map((text, c) => Deno.writeTextFile(file(n, c), text))),
    );
    if (sources.every((texts) => texts.length === 0)) return sources;
    const command = [Deno.execPath(), "fmt", "--quiet", "--config", join(root, "deno.json")];
    await run([...command, folder], { cwd: folder, env: { NO_COLOR: "1" } });
    return await Promise.all(
      sources.map((texts, n) =>
        Promise.all(texts.map(async (_, c) => (await Deno.readTextFile(file(n, c))).trimEnd()))
      ),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Formats the code cells of a notebook file; outputs and prose stay.
 *
 * @returns how many cells changed
 * @throws {DataError} If the file is no notebook.
 *
 * @example
 * ```ts ignore
 * await formatNotebook("notebooks/01_eda.ipynb", { root: "." });
 * ```
 */
export async function formatNotebook(path: string, options: FormatCellsOptions): Promise<number> {
  const notebook = await readNotebook(path);
  const [texts] = await formattedCells([notebook], options);
  let changed = 0;
  let next = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    const text = texts![next++]!;
    if (text === cellSource(cell)) continue;
    cell.source = text.split(/(?<=\n)/);
    changed += 1;
  }
  if (changed > 0) await Deno.writeTextFile(path, notebookText(notebook));
  return changed;
}

function codeSources({ cells }: Pick<Notebook, "cells">): string[] {
  return cells.filter((cell) => cell.cell_type === "code").map(cellSource);
}
