/**
 * Notebook files (nbformat 4.5) as this project reads and writes them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { DataError } from "../errors.ts";

/** One output of a code cell. */
export interface Output {
  output_type: "display_data" | "execute_result" | "stream" | "error";
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  text?: string | string[];
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** One cell. */
export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  source: string | string[];
  metadata: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}

/** A notebook file's content. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/**
 * Reads a notebook.
 *
 * @throws {DataError} If the file is no notebook of format 4.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readNotebook } from "./document.ts";
 *
 * await assert.rejects(() => readNotebook("/no/such.ipynb"), /such.ipynb: Expected a notebook/);
 * ```
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const place = { file: path };
  let parsed: unknown;
  try {
    parsed = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new DataError(`Expected a notebook but found: ${found}`, { place });
  }
  const notebook = parsed as Partial<Notebook> | null;
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new DataError("Expected a notebook of format 4 but found other JSON", { place });
  }
  return notebook as Notebook;
}

/**
 * A notebook's file content, as `deno fmt` and JupyterLab write it (one space of indentation).
 */
export function notebookText(notebook: Notebook): string {
  return JSON.stringify(notebook, null, 1) + "\n";
}

/**
 * The text of a cell.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cellSource } from "./document.ts";
 *
 * const cell = { cell_type: "code", source: ["1 +\n", " 1"], metadata: {} } as const;
 * assert.equal(cellSource({ ...cell, source: [...cell.source] }), "1 +\n 1");
 * ```
 */
export function cellSource(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join("") : cell.source;
}

/**
 * Fingerprint of what a notebook's outputs are made from: the texts of its code cells, in order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sourcesHash } from "./document.ts";
 *
 * assert.equal(sourcesHash({ cells: [] }), sourcesHash({ cells: [] }));
 * ```
 */
export function sourcesHash(notebook: Pick<Notebook, "cells">): string {
  const sources = notebook.cells.filter((cell) => cell.cell_type === "code").map(cellSource);
  return createHash("sha256").update(JSON.stringify(sources)).digest("hex");
}

/**
 * How many outputs a cell must leave: the calls of `show(…)` in its text. A loop or a condition
 * around a call makes the number a guess, so notebooks call it plainly.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedOutputs } from "./document.ts";
 *
 * assert.equal(expectedOutputs("const a = 1;\nawait show(a); // not reshow(a)\nawait show(2);"), 2);
 * ```
 */
export function expectedOutputs(source: string): number {
  const code = source.replaceAll(/\/\/.*$/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  return code.match(/(?<![\w.$])show\s*\(/g)?.length ?? 0;
}

/** Whether an output came from `show`. */
export function isShown(output: Output): boolean {
  const helix = output.metadata?.helix as { shown?: number } | undefined;
  return output.output_type === "display_data" && typeof helix?.shown === "number";
}

/** A cell that should have shown more than it did. */
export interface LostOutput {
  /** 1-based number among the code cells. */
  cell: number;
  expected: number;
  found: number;
}

/**
 * The cells whose outputs are fewer than their calls of `show`, and gaps in the numbers that
 * `show` gives to outputs (reported at the cell after the gap).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lostOutputs } from "./document.ts";
 *
 * const cell = { cell_type: "code", source: "await show(1);", metadata: {}, outputs: [] } as const;
 * const lost = lostOutputs({ cells: [{ ...cell, outputs: [] }] });
 * assert.deepEqual(lost, [{ cell: 1, expected: 1, found: 0 }]);
 * ```
 */
export function lostOutputs(notebook: Pick<Notebook, "cells">): LostOutput[] {
  const lost: LostOutput[] = [];
  let before: number | undefined;
  notebook.cells.filter((cell) => cell.cell_type === "code").forEach((cell, i) => {
    const numbers = (cell.outputs ?? []).filter(isShown)
      .map((output) => (output.metadata!.helix as { shown: number }).shown);
    let skipped = 0;
    for (const number of numbers) {
      skipped += Math.max(0, number - (before ?? number - 1) - 1);
      before = number;
    }
    const expected = Math.max(expectedOutputs(cellSource(cell)), numbers.length + skipped);
    if (numbers.length < expected) lost.push({ cell: i + 1, expected, found: numbers.length });
  });
  return lost;
}

/** The first heading of a notebook, without its marks; the given name where there is none. */
export function notebookTitle(notebook: Pick<Notebook, "cells">, name: string): string {
  const text = notebook.cells.filter((cell) => cell.cell_type === "markdown").map(cellSource);
  return /^#\s+(.+)$/m.exec(text.join("\n\n"))?.[1]?.trim() ?? name;
}
