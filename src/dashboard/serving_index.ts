/**
 * The two output tables in memory: typed arrays by customer code, so that an answer costs no query.
 *
 * @module
 */
import type { DuckDBDataChunk } from "@duckdb/node-api";
import { type Database, parquetFile, sqlText } from "../ingest/database.ts";
import { SEND_TIME_BASES } from "../timing/send_times.ts";

/** Files that the index is read from. */
export interface IndexFiles {
  readonly recommendations: string;
  readonly pushPlan: string;
  /** The store's tables, which turn ids into codes. */
  readonly customers: string;
  readonly articles: string;
}

/** Lists and plan of every customer; those of customer `c` begin at `c · k`, `c · 7`, `c · 24`. */
export interface ServingIndex {
  /** Number of customer codes. */
  readonly customers: number;
  /** Slots per list. */
  readonly k: number;
  /** Articles per list. */
  readonly count: Uint16Array;
  /** Article codes, best first. */
  readonly article: Uint32Array;
  readonly score: Float64Array;
  readonly probability: Float64Array;
  /** P(buys anything within the horizon); NaN for a customer without a row in the plan. */
  readonly propensity: Float64Array;
  /** 1 Monday … 7 Sunday; 0 without a row. */
  readonly day: Uint8Array;
  /** 0–23; `null` where the source has no time of day. */
  readonly hour: Int8Array | null;
  /** Code into `SEND_TIME_BASES`. */
  readonly basis: Uint8Array;
  /** P(day of the week), Monday first. */
  readonly dayProbability: Float32Array;
  /** P(hour); `null` where the source has no time of day. */
  readonly hourProbability: Float32Array | null;
  /** Codes of the plan's customers, likeliest to buy first, ties by code. */
  readonly order: Uint32Array;
  /** The plan once more in that order, so that a budget reads memory from one end to the other. */
  readonly ranked: RankedPlan;
}

/** The plan, likeliest customer first. */
export interface RankedPlan {
  /** Customer codes. */
  readonly order: Uint32Array;
  readonly propensity: Float64Array;
  readonly day: Uint8Array;
  readonly hour: Int8Array | null;
  readonly basis: Uint8Array;
}

/**
 * Reads both tables. Rows of ids that the store does not know are left out.
 *
 * The work is done chunk by chunk, so that a server goes on answering meanwhile.
 */
export async function readServingIndex(
  db: Database,
  files: IndexFiles,
  customers: number,
): Promise<ServingIndex> {
  const lists = await readLists(db, files, customers);
  const plan = await readPlan(db, files, customers);
  return { customers, ...lists, ...plan };
}

async function readLists(db: Database, files: IndexFiles, customers: number) {
  const source = parquetFile(files.recommendations);
  const k = Number(await db.value(`select coalesce(max(rank), 0) from ${source}`));
  const count = new Uint16Array(customers);
  const article = new Uint32Array(customers * k);
  const score = new Float64Array(customers * k);
  const probability = new Float64Array(customers * k);
  await eachChunk(
    db,
    `select c.customer, r.rank::uinteger, a.article, r.score, r.purchase_probability
     from ${source} r
     join ${parquetFile(files.customers)} c using (customer_id)
     join ${parquetFile(files.articles)} a using (article_id)`,
    (chunk) => {
      const customer = uint32(chunk, 0);
      const rank = uint32(chunk, 1);
      const code = uint32(chunk, 2);
      const points = float64(chunk, 3);
      const chance = float64(chunk, 4);
      for (let i = 0; i < chunk.rowCount; i++) {
        const c = customer[i]!;
        const at = c * k + rank[i]! - 1;
        article[at] = code[i]!;
        score[at] = points[i]!;
        probability[at] = chance[i]!;
        if (rank[i]! > count[c]!) count[c] = rank[i]!;
      }
    },
  );
  return { k, count, article, score, probability };
}

async function readPlan(db: Database, files: IndexFiles, customers: number) {
  const source = parquetFile(files.pushPlan);
  const hasHours = Number(await db.value(`select count(send_hour) from ${source}`)) > 0;
  const propensity = new Float64Array(customers).fill(NaN);
  const day = new Uint8Array(customers);
  const basis = new Uint8Array(customers);
  const dayProbability = new Float32Array(customers * 7);
  const hour = hasHours ? new Int8Array(customers).fill(-1) : null;
  const hourProbability = hasHours ? new Float32Array(customers * 24) : null;
  const order = new Uint32Array(customers);
  let rows = 0;
  await eachChunk(db, planQuery(source, parquetFile(files.customers), hasHours), (chunk) => {
    const code = uint32(chunk, 0);
    const chance = float64(chunk, 1);
    const [days, bases, hours] = [uint32(chunk, 2), uint32(chunk, 3), uint32(chunk, 4)];
    order.set(code, rows);
    rows += chunk.rowCount;
    for (let i = 0; i < chunk.rowCount; i++) {
      const c = code[i]!;
      propensity[c] = chance[i]!;
      day[c] = days[i]!;
      basis[c] = bases[i]!;
      if (hour) hour[c] = hours[i]!;
    }
    spread(chunk, code, dayProbability, 7, 5);
    if (hourProbability) spread(chunk, code, hourProbability, 24, 12);
  });
  const customer = { propensity, day, hour, basis };
  const ranked = rankedPlan(customer, order.slice(0, rows));
  return { ...customer, dayProbability, hourProbability, order: ranked.order, ranked };
}

/** A plan by customer code as one by rank. */
export function rankedPlan(
  { propensity, day, hour, basis }: Pick<ServingIndex, "propensity" | "day" | "hour" | "basis">,
  order: Uint32Array,
): RankedPlan {
  const take = <T extends Float64Array | Uint8Array | Int8Array>(from: T, to: T): T => {
    for (let i = 0; i < order.length; i++) to[i] = from[order[i]!]!;
    return to;
  };
  const n = order.length;
  return {
    order,
    propensity: take(propensity, new Float64Array(n)),
    day: take(day, new Uint8Array(n)),
    hour: hour && take(hour, new Int8Array(n)),
    basis: take(basis, new Uint8Array(n)),
  };
}

function planQuery(source: string, customers: string, hasHours: boolean): string {
  const entries = (list: string, n: number) =>
    Array.from({ length: n }, (_, i) => `, coalesce(p.${list}[${i + 1}], 0)::float`).join("");
  const bases = SEND_TIME_BASES.map((name, code) => `when ${sqlText(name)} then ${code}`);
  return `
    select c.customer, p.purchase_propensity, p.send_day_of_week::uinteger,
      (case p.send_time_basis ${bases.join(" ")} else 0 end)::uinteger,
      coalesce(p.send_hour, 0)::uinteger
      ${entries("day_probability", 7)}${hasHours ? entries("hour_probability", 24) : ""}
    from ${source} p join ${customers} c using (customer_id)
    order by p.purchase_propensity desc, c.customer`;
}

/** Columns `first …` of a chunk into the rows of `out`. */
function spread(
  chunk: DuckDBDataChunk,
  code: Uint32Array,
  out: Float32Array,
  width: number,
  first: number,
) {
  for (let w = 0; w < width; w++) {
    const values = items<Float32Array>(chunk, first + w);
    for (let i = 0; i < chunk.rowCount; i++) out[code[i]! * width + w] = values[i]!;
  }
}

function items<T>(chunk: DuckDBDataChunk, column: number): T {
  return (chunk.getColumnVector(column) as unknown as { items: T }).items;
}

/** A column of unsigned integers of a chunk. */
export function uint32(chunk: DuckDBDataChunk, column: number): Uint32Array {
  return items<Uint32Array>(chunk, column).subarray(0, chunk.rowCount);
}

/** A column of integers of a chunk. */
export function int32(chunk: DuckDBDataChunk, column: number): Int32Array {
  return items<Int32Array>(chunk, column).subarray(0, chunk.rowCount);
}

function float64(chunk: DuckDBDataChunk, column: number): Float64Array {
  return items<Float64Array>(chunk, column).subarray(0, chunk.rowCount);
}

/** A result piece by piece; between two pieces others have their turn. */
export async function eachChunk(
  db: Database,
  sql: string,
  take: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await db.connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    take(chunk);
  }
}
