/**
 * Data quality: what was read, what was set aside and why, what is missing.
 *
 * @module
 */
import { type Html, parts, tablePart, textPart } from "../../report/page.ts";
import { count, percent } from "../../report/sections/words.ts";
import { readSummary } from "../files.ts";
import { columnsPart, emptyPart, pageResponse, resultsPart, sectionPart } from "../layout.ts";
import type { Live } from "../live.ts";
import { formPart, pagesPart } from "../parts.ts";
import { columnsOf, tablesOf, textRows } from "../queries.ts";
import { sqlName } from "../../ingest/database.ts";

/** Rows of a page. */
const SHOWN = 50;

/** The page. */
export function qualityPage(live: Live, query: Record<string, string>): Promise<Response> {
  return pageResponse(live, {
    href: "/quality",
    title: "Data quality",
    body: qualityBody(live, query),
  });
}

async function qualityBody(live: Live, query: Record<string, string>): Promise<Html> {
  const ingest = await readSummary(live.workspace, "ingest");
  if (ingest === null) return emptyPart("Nothing has been read yet.");
  const times = ingest.hasTimeOfDay
    ? "Orders have times of day."
    : "Orders have dates only: no hour is ever proposed.";
  return parts(
    textPart(
      `${count(ingest.lines)} order lines of ${count(ingest.customers)} customers and ${
        count(ingest.articles)
      } articles, ${ingest.firstDay} to ${ingest.lastDay}. ${times} ${
        count(ingest.customersOnlyInTransactions)
      } customers are known from their orders alone.`,
      "hx-lead",
    ),
    ...ingest.notes.map((note) => textPart(note, "hx-note")),
    tablePart(
      "Rows read = rows kept + rows set aside",
      ["file", "rows", "kept", "set aside", "share"].map((title, i) => ({ title, number: i > 0 })),
      ingest.files.map(({ file, rows, kept, rejected }) => [
        file.replace(/^.*[\\/]/, ""),
        count(rows),
        count(kept),
        count(rejected),
        percent(rows === 0 ? 0 : rejected / rows, 3),
      ]),
    ),
    sectionPart({ id: "rejects", title: "Rows set aside", body: rejects(live, query) }),
    sectionPart({
      id: "missing",
      title: "Missing values",
      body: columnsPart(
        missingTable(live, "customers"),
        missingTable(live, "articles"),
      ),
    }),
  );
}

async function rejects(live: Live, query: Record<string, string>): Promise<Html> {
  const { reason = "", q = "" } = query;
  const table = tablesOf(live).rejects;
  const reasons = await live.remember("reject reasons", () =>
    textRows(
      live,
      `select reason, count(*) as rows from ${table} group by reason order by rows desc, reason`,
    ));
  if (reasons.length === 0) return emptyPart("No row was set aside: every one could be used.");
  const form = formPart("/quality", "Find rows", [
    {
      kind: "select",
      name: "reason",
      label: "Reason",
      value: reason,
      choices: [
        ["", "any"],
        ...reasons.map((row) => [row.reason!, `${words(row.reason!)} (${row.rows})`] as const),
      ],
    },
    { kind: "search", name: "q", label: "Value contains", value: q },
  ]);
  return parts(form, resultsPart(rejectRows(live, table, { reason, q, page: query.page ?? "1" })));
}

async function rejectRows(
  live: Live,
  table: string,
  query: { reason: string; q: string; page: string },
): Promise<Html> {
  const { reason, q } = query;
  const page = Math.max(1, Math.trunc(Number(query.page)) || 1);
  const rows = await textRows(
    live,
    `select file, "row" as line, "column" as field, reason, raw, count(*) over () as found
     from ${table}
     where ($reason = '' or reason = $reason)
       and ($q = '' or contains(lower(coalesce(raw, '')), lower($q)))
     order by file, "row" limit ${SHOWN} offset ${(page - 1) * SHOWN}`,
    { reason, q },
  );
  if (rows.length === 0) return emptyPart("No row is left by this filter.");
  const found = Number(rows[0]!.found);
  return parts(
    tablePart(
      `${count(found)} rows`,
      [{ title: "file" }, { title: "row", number: true }, { title: "column" }, { title: "why" }, {
        title: "value",
      }],
      rows.map((row) => [
        row.file!.replace(/^.*[\\/]/, ""),
        count(Number(row.line)),
        row.field === "" ? "–" : row.field!,
        words(row.reason!),
        row.raw === "" ? "–" : row.raw!.slice(0, 120),
      ]),
    ),
    pagesPart("/quality", { reason, q }, page, Math.ceil(found / SHOWN)),
  );
}

/** How often each column of a table is empty. */
export interface MissingValues {
  readonly column: string;
  readonly missing: number;
  readonly n: number;
}

/** The empty values of a table's columns, counted once. */
export function missingValues(
  live: Live,
  name: "customers" | "articles",
): Promise<MissingValues[]> {
  const table = tablesOf(live)[name];
  return live.remember(`missing ${name}`, async () => {
    // The code and the first day of who is known from orders alone are the store's own.
    const own = [name.slice(0, -1), "known_from"];
    const columns = (await columnsOf(live, table)).filter((column) => !own.includes(column));
    const [row] = await live.db.rows(
      `select count(*) as n${
        columns.map((column, i) => `, count(nullif(${sqlName(column)}::varchar, '')) as c${i}`)
          .join("")
      } from ${table}`,
    );
    const n = Number(row!.n);
    return columns.map((column, i) => ({ column, missing: n - Number(row![`c${i}`]), n }));
  });
}

async function missingTable(live: Live, name: "customers" | "articles"): Promise<Html> {
  const rows = await missingValues(live, name);
  return tablePart(
    `Of ${name}`,
    [{ title: "column" }, { title: "missing", number: true }, { title: "share", number: true }],
    rows.map(({ column, missing, n }) => [
      column,
      count(missing),
      percent(n === 0 ? 0 : missing / n),
    ]),
  );
}

function words(reason: string): string {
  return reason.replaceAll("_", " ");
}
