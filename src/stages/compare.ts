/**
 * `helix compare`: two versions side by side on the run's data.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import type { CustomerLists } from "../serving/customer_lists.ts";
import { rankCustomers } from "../serving/rank_customers.ts";
import {
  compareImportance,
  compareLists,
  type ImportanceChange,
  listOf,
} from "../tracking/compare.ts";
import type { Verdict } from "../tracking/held_out.ts";
import { readLedger } from "../tracking/ledger.ts";
import { versionPath, type VersionRecord } from "../tracking/versions.ts";
import { MODEL_FILES } from "./model_files.ts";
import { compareHeldOut, findVersion } from "./promote.ts";
import type { Run } from "./run.ts";
import type { TrainSummary } from "./train_summary.ts";
import { whyNot } from "./versions.ts";

/** What `helix compare` says of A and B. */
export interface VersionComparison {
  readonly a: VersionFactsTold;
  readonly b: VersionFactsTold;
  /** B beside A on the held-out weeks; `null` where it was not asked for. */
  readonly heldOut: Verdict | null;
  /** Features whose share of the gain differs most. */
  readonly importance: readonly ImportanceChange[];
  readonly lists: {
    readonly customers: number;
    readonly unchanged: number;
    readonly meanChange: number;
    /** Customers whose lists changed most, with both lists. */
    readonly most: readonly ChangedCustomer[];
  };
}

/** A version as a comparison tells it. */
export interface VersionFactsTold {
  readonly version: string;
  readonly asOf: string;
  readonly trees: number;
}

/** A customer's two lists. */
export interface ChangedCustomer {
  readonly customer_id: string;
  /** 0 for the same list, 1 for nothing in common. */
  readonly change: number;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** Options of {@linkcode compareVersions}. */
export interface CompareOptions {
  /** Whether both are judged on the held-out weeks, which may train them anew. @default {true} */
  heldOut?: boolean;
  /** Changed customers wanted. @default {10} */
  most?: number;
}

/** Features told. */
const FEATURES = 10;

/**
 * Compares two versions: held-out weeks, importance, and every customer's list on the run's day.
 *
 * @param a Beginning of a version, or `newest`, `current`, `previous`; `b` alike.
 * @throws {DataError} If there is no such version, or one cannot make lists of this shop and day.
 */
export async function compareVersions(
  run: Run,
  a: string,
  b: string,
  { heldOut = true, most = 10 }: CompareOptions = {},
): Promise<VersionComparison> {
  const ledger = readLedger(run.workspace.root);
  const first = await findVersion(run, ledger, a);
  const second = await findVersion(run, ledger, b);
  for (const record of [first, second]) {
    const obstacle = await whyNot(run, record, null);
    if (obstacle !== null) {
      throw new DataError(
        `Expected version ${record.version} to fit this run but found that ${obstacle}`,
      );
    }
  }
  const [listsA, listsB] = [await listsOf(run, first), await listsOf(run, second)];
  const found = compareLists(listsA, listsB, most);
  const { customers, articles } = await run.labels();
  const ids = (lists: CustomerLists, customer: number) =>
    Array.from(listOf(lists, customer), (article) => articles.idOf(article));
  return {
    a: told(run, first),
    b: told(run, second),
    heldOut: heldOut ? await compareHeldOut(run, second, first.version) : null,
    importance: compareImportance(gains(run, first), gains(run, second)).slice(0, FEATURES),
    lists: {
      ...found,
      most: found.most.map(({ customer, change }) => ({
        customer_id: customers.idOf(customer),
        change,
        a: ids(listsA, customer),
        b: ids(listsB, customer),
      })),
    },
  };
}

async function listsOf(run: Run, record: VersionRecord): Promise<CustomerLists> {
  const { topK, threads } = run.options;
  const text = record.noRanker === null
    ? await Deno.readTextFile(versionPath(run.workspace.root, record.version, MODEL_FILES.ranker))
    : null;
  return await rankCustomers(await run.inputs(), text, {
    k: topK,
    threads,
    progress: run.progress,
  });
}

function cardOf({ workspace }: Run, { version }: VersionRecord): TrainSummary {
  return JSON.parse(
    Deno.readTextFileSync(versionPath(workspace.root, version, MODEL_FILES.card)),
  );
}

function gains(run: Run, record: VersionRecord): Record<string, number> {
  const { features, importance } = cardOf(run, record);
  return Object.fromEntries(features.map((name, f) => [name, importance.gain[f]!]));
}

function told(run: Run, record: VersionRecord): VersionFactsTold {
  const { version, asOf } = record;
  return { version, asOf, trees: cardOf(run, record).trees.reduce((a, b) => a + b, 0) };
}
