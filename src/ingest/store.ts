/**
 * The store on disk: where ingest leaves a shop, and what the files are called.
 *
 * Columns are raw little-endian arrays, so that loading is reading; Parquet tables stand beside
 * them for SQL.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";
import type { Category } from "./attributes.ts";

/** Folder of the store in a workspace. */
export const STORE = "data/store";

/** Changes whenever the files' meaning does: an older store is then made again. */
export const STORE_VERSION = 4;

/** `store.json`: what the arrays cannot say. */
export interface StoreManifest {
  readonly version: number;
  readonly lines: number;
  /** First day with an order, days since 1970-01-01. */
  readonly firstDay: number;
  readonly customers: number;
  readonly articles: number;
  readonly hasTimeOfDay: boolean;
  /** Whether some line says of how many pieces it is. */
  readonly hasUnits: boolean;
  readonly channels: readonly string[];
  readonly customerCategories: readonly Category[];
  readonly articleCategories: readonly Category[];
}

/** The paths of a workspace's store. */
export interface StorePaths {
  readonly folder: string;
  readonly manifest: string;
  /**
   * `customer` UINTEGER, `article` UINTEGER, `day` DATE, `minute` SMALLINT (NULL where unknown), `price` FLOAT, `channel` UTINYINT, and `units` FLOAT
   * where the source has quantities, sorted by customer, day, minute, article, price, channel, units.
   */
  readonly orders: string;
  /** `customer` UINTEGER (the code), `customer_id`, `known_from` DATE, `age` FLOAT, the file's other columns as text. */
  readonly customers: string;
  /** `article` UINTEGER (the code), `article_id`, `known_from` DATE, the file's other columns as text. */
  readonly articles: string;
  /** `file`, `row`, `column`, `reason`, `raw`. */
  readonly rejects: string;
  /** A raw column, e.g. `orders.article.u32`. */
  column(name: string): string;
}

/** The paths of the store in `folder`. */
export function storeIn(folder: string): StorePaths {
  return {
    folder,
    manifest: `${folder}/store.json`,
    orders: `${folder}/orders.parquet`,
    customers: `${folder}/customers.parquet`,
    articles: `${folder}/articles.parquet`,
    rejects: `${folder}/rejects.parquet`,
    column: (name) => `${folder}/columns/${name}`,
  };
}

/**
 * The paths of a workspace's store.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { storePaths } from "./store.ts";
 *
 * const root = Deno.makeTempDirSync();
 * const { orders } = storePaths(openWorkspace(root));
 * assert.equal(orders, `${root}/data/store/orders.parquet`);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function storePaths(workspace: Workspace): StorePaths {
  return storeIn(workspace.path(STORE));
}

/**
 * Reads `store.json`.
 *
 * @throws {DataError} If nothing was ingested in this workspace, or by another version.
 */
export function readManifest(workspace: Workspace): StoreManifest {
  const { manifest } = storePaths(workspace);
  const hint = "Run the ingest stage first.";
  let found: StoreManifest;
  try {
    found = JSON.parse(Deno.readTextFileSync(manifest));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof SyntaxError)) throw cause;
    throw new DataError(`Expected a store in ${workspace.root} but found none`, { cause, hint });
  }
  if (found.version !== STORE_VERSION) {
    const versions = `version ${STORE_VERSION} but found ${found.version}`;
    throw new DataError(`Expected a store of ${versions}`, { place: { file: manifest }, hint });
  }
  return found;
}
