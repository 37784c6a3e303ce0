/**
 * Folders of tables for tests.
 *
 * @module
 */
import { join } from "node:path";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { openDatabase, sqlText } from "./database.ts";

/** A temporary folder of tables with a workspace in it; gone at the end of the scope. */
export interface TestFolder extends Disposable {
  readonly directory: string;
  readonly workspace: Workspace;
  /** Writes a file of the shop. */
  write(name: string, content: string | Uint8Array): void;
  /** Writes the result of a query as a Parquet file of the shop. */
  writeParquet(name: string, query: string): Promise<void>;
}

/**
 * Makes a folder with the given files.
 *
 * @example
 * ```ts
 * import { testFolder } from "./test_folder.ts";
 *
 * using folder = testFolder({ "transactions_train.csv": "t_dat,customer_id,article_id\n" });
 * folder.write("articles.csv", "article_id\n1\n");
 * ```
 */
export function testFolder(files: Record<string, string | Uint8Array> = {}): TestFolder {
  const root = Deno.makeTempDirSync();
  const directory = join(root, "shop");
  Deno.mkdirSync(directory);
  const write = (name: string, content: string | Uint8Array) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(join(directory, name), bytes);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    directory,
    workspace: openWorkspace(join(root, "workspace")),
    write,
    writeParquet: async (name, query) => {
      using db = await openDatabase({ threads: 1 });
      await db.run(`copy (${query}) to ${sqlText(join(directory, name))} (format parquet)`);
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

/** A CSV text of `header` and rows, with line ends. */
export function csv(header: string, rows: readonly string[]): string {
  return [header, ...rows, ""].join("\n");
}
