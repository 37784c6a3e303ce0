/**
 * Checks of the notebooks that need no kernel: types, lint, thin cells, and outputs that belong to
 * the code.
 *
 * @module
 */
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../setup/process.ts";
import { formattedCells } from "./format.ts";
import {
  type Cell,
  cellSource,
  expectedOutputs,
  isShown,
  type Notebook,
  readNotebook,
  sourcesHash,
} from "./document.ts";

/** Something wrong with a notebook. */
export interface Finding {
  /** The notebook's file name. */
  notebook: string;
  /** 1-based number among the code cells; 0 for the notebook as a whole. */
  cell: number;
  message: string;
}

/** Largest size of a committed notebook, bytes. */
export const MAX_NOTEBOOK_BYTES = 1_000_000;

/** Options of {@linkcode checkNotebooks}. */
export interface CheckOptions {
  /** Folder of the `deno.json` whose rules and names hold. */
  root: string;
  /** Whether outputs must be there and belong to the code. @default {true} */
  outputs?: boolean;
}

/**
 * Checks notebooks: their cells, exported to TypeScript in a temporary folder, pass `deno check`
 * and `deno lint` and are formatted; cells define no functions; committed outputs are whole, small, and made by the
 * code beside them.
 *
 * @example
 * ```ts ignore
 * const findings = await checkNotebooks(["notebooks/01_eda.ipynb"], { root: "." });
 * ```
 */
export async function checkNotebooks(
  paths: readonly string[],
  options: CheckOptions,
): Promise<Finding[]> {
  const { root, outputs = true } = options;
  const notebooks = await Promise.all(paths.map(readNotebook));
  const findings = notebooks.flatMap((notebook, i) => thinCells(notebook, basename(paths[i]!)));
  if (outputs) {
    for (const [i, notebook] of notebooks.entries()) {
      const { size } = await Deno.stat(paths[i]!);
      findings.push(...outputFindings(notebook, basename(paths[i]!), size));
    }
  }
  findings.push(...await formatFindings(notebooks, paths, root));
  return [...findings, ...await checkCode(notebooks, paths, root)];
}

/**
 * A notebook's code cells as one module, and for each of its lines the cell and line it came from.
 * Relative imports are made absolute, so that the module works from any folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exportCells } from "./check.ts";
 *
 * const cell = { cell_type: "code", metadata: {}, source: 'import { a } from "../src/a.ts";\na;' } as const;
 * const { code, origin } = exportCells({ cells: [cell] }, "/shop/notebooks");
 * assert.match(code, /from "file:\/\/\/shop\/src\/a.ts"/);
 * assert.deepEqual(origin[1], { cell: 1, line: 2 });
 * ```
 */
export function exportCells(
  notebook: Pick<Notebook, "cells">,
  folder: string,
): { code: string; origin: { cell: number; line: number }[] } {
  const lines: string[] = [];
  const origin: { cell: number; line: number }[] = [];
  codeCells(notebook).forEach((cell, i) => {
    cellSource(cell).split("\n").forEach((line, l) => {
      lines.push(absoluteImports(line, folder));
      origin.push({ cell: i + 1, line: l + 1 });
    });
  });
  return { code: [...lines, "export {};", ""].join("\n"), origin };
}

/**
 * What is wrong with a notebook's committed outputs. A notebook that was committed with none at all
 * has nothing to be out of date; the headless run shows what its cells give.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outputFindings } from "./check.ts";
 *
 * const bare = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
 * assert.deepEqual(outputFindings(bare, "01_eda.ipynb", 10), []);
 * const stale = { ...bare, metadata: { helix: { sources: "of other code" } } };
 * assert.match(outputFindings(stale, "01_eda.ipynb", 10)[0]!.message, /belong to other code/);
 * ```
 */
export function outputFindings(notebook: Notebook, name: string, bytes: number): Finding[] {
  const findings: Finding[] = [];
  const add = (cell: number, message: string) => findings.push({ notebook: name, cell, message });
  const helix = notebook.metadata.helix as { sources?: string } | undefined;
  const bare = notebook.cells.every(({ outputs = [] }) => outputs.length === 0);
  if (bare && helix === undefined) return findings;
  if (helix?.sources !== sourcesHash(notebook)) {
    const again = `deno task notebooks --write ${name.replace(/\.ipynb$/, "")}`;
    add(0, `Its outputs belong to other code; run \`${again}\``);
  }
  if (bytes > MAX_NOTEBOOK_BYTES) {
    add(0, `Expected at most ${MAX_NOTEBOOK_BYTES} bytes but found ${bytes}`);
  }
  codeCells(notebook).forEach((cell, i) => {
    const expected = expectedOutputs(cellSource(cell));
    const found = (cell.outputs ?? []).filter(isShown).length;
    if (found < expected) add(i + 1, `Expected ${expected} outputs but found ${found}`);
    if (cell.outputs?.some((output) => output.output_type === "error")) {
      add(i + 1, "Expected no error among the outputs but found one");
    }
  });
  return findings;
}

/** Cells hold imports, calls and prose; whatever defines a function belongs into `src/`. */
function thinCells(notebook: Notebook, name: string): Finding[] {
  return codeCells(notebook).flatMap((cell, i) => {
    const source = cellSource(cell);
    const add = (message: string) => [{ notebook: name, cell: i + 1, message }];
    const definition = /^\s*(export\s+)?(async\s+)?function\b|^\s*class\b/m;
    const arrow = /^\s*(const|let|var)\s+\w+\s*=\s*(async\s*)?(\([^)]*\)|\w+)\s*=>/m;
    if (definition.test(source) || arrow.test(source)) {
      return add("Expected no function or class in a cell: it belongs into src/");
    }
    return source.split("\n").length > 40 ? add("Expected at most 40 lines in a cell") : [];
  });
}

async function formatFindings(
  notebooks: readonly Notebook[],
  paths: readonly string[],
  root: string,
): Promise<Finding[]> {
  const formatted = await formattedCells(notebooks, { root });
  return notebooks.flatMap((notebook, n) =>
    codeCells(notebook).flatMap((cell, c) => {
      if (cellSource(cell) === formatted[n]![c]) return [];
      const name = basename(paths[n]!);
      const again = `deno task notebooks --format ${name.replace(/\.ipynb$/, "")}`;
      return [{ notebook: name, cell: c + 1, message: `Not formatted; run \`${again}\`` }];
    })
  );
}

function codeCells(notebook: Pick<Notebook, "cells">): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

function absoluteImports(line: string, folder: string): string {
  return line.replaceAll(
    /(\bfrom\s+|\bimport\s+|\bimport\(\s*)(["'])(\.\.?\/[^"']+)\2/g,
    (_, head, quote, path) => `${head}${quote}${pathToFileURL(resolve(folder, path)).href}${quote}`,
  );
}

async function checkCode(
  notebooks: readonly Notebook[],
  paths: readonly string[],
  root: string,
): Promise<Finding[]> {
  const folder = await Deno.makeTempDir({ prefix: "helix-notebooks-" });
  try {
    const origins = new Map<string, { cell: number; line: number }[]>();
    const files: string[] = [];
    for (const [i, notebook] of notebooks.entries()) {
      const { code, origin } = exportCells(notebook, resolve(paths[i]!, ".."));
      const file = join(folder, `${basename(paths[i]!, ".ipynb")}.ts`);
      await Deno.writeTextFile(file, code);
      origins.set(basename(file), origin);
      files.push(file);
    }
    if (files.length === 0) return [];
    const config = ["--config", join(root, "deno.json")];
    const findings: Finding[] = [];
    for (const command of [["check", "--quiet"], ["lint", "--quiet"]]) {
      const args = [Deno.execPath(), ...command, ...config, ...files];
      const result = await run(args, { cwd: root, env: { NO_COLOR: "1" } });
      if (result.code !== 0) findings.push(...located(result.stderr + result.stdout, origins));
    }
    return findings;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Turns the tools' messages into findings at the cells that they are about. */
function located(
  text: string,
  origins: ReadonlyMap<string, readonly { cell: number; line: number }[]>,
): Finding[] {
  const findings: Finding[] = [];
  let message = "";
  for (const line of text.split("\n")) {
    if (/^(TS\d+ \[ERROR\]|error(\[|:))/.test(line)) message = line;
    const place = /([^/\\\s]+)\.ts:(\d+):\d+\s*$/.exec(line);
    const origin = place && origins.get(`${place[1]}.ts`)?.[Number(place[2]) - 1];
    if (!place || !origin || message === "") continue;
    const notebook = `${place[1]}.ipynb`;
    findings.push({ notebook, cell: origin.cell, message: `line ${origin.line}: ${message}` });
    message = "";
  }
  if (findings.length > 0) {
    return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
  }
  return [{ notebook: "notebooks", cell: 0, message: text.trim().slice(0, 2000) }];
}
