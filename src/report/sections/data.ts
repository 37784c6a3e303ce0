/**
 * Data quality and provenance.
 *
 * @module
 */
import type { Metrics } from "../../evaluation/results.ts";
import { parts, type Section, tablePart, textPart } from "../page.ts";
import { count } from "./words.ts";

/** What was read, what was set aside, what it means. */
export function dataSection({ data, protocol }: Metrics): Section {
  const times = data.hasTimeOfDay
    ? "Orders have times of day."
    : "Orders have dates only: no hour is ever proposed.";
  return {
    id: "data",
    title: "Data",
    body: parts(
      tablePart(
        "Rows read = rows kept + rows set aside",
        ["file", "rows", "kept", "set aside", "why"].map((title, i) => ({
          title,
          number: i > 0 && i < 4,
        })),
        data.files.map(({ file, rows, kept, rejected, reasons }) => [
          file.replace(/^.*[\\/]/, ""),
          count(rows),
          count(kept),
          count(rejected),
          Object.entries(reasons).map(([reason, n]) => `${reason} ${count(n)}`).join(", ") || "–",
        ]),
      ),
      textPart(
        `${times} ${
          count(data.customersOnlyInTransactions)
        } customers are known from their orders ` +
          `alone. As of ${protocol.asOf}, horizon ${protocol.horizonDays} days.`,
      ),
      ...data.notes.map((note) => textPart(note, "hx-note")),
    ),
  };
}
