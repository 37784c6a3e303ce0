/**
 * The life of the model: what serves and who decided so, whether the world has moved since, and runs
 * side by side.
 *
 * @module
 */
import { html } from "hono/html";
import { figure } from "../../report/figures/figure.ts";
import { figurePart, type Html, parts, tablePart, textPart } from "../../report/page.ts";
import { count, percent } from "../../report/sections/words.ts";
import { DRIFT_FILE } from "../../stages/check.ts";
import { listVersions } from "../../stages/promote.ts";
import type { DriftReport } from "../../tracking/drift.ts";
import { readRun, readRuns, type RunRecord } from "../../tracking/runs.ts";
import { readJson } from "../files.ts";
import { columnsPart, emptyPart, pageResponse, resultsPart, sectionPart } from "../layout.ts";
import type { Live } from "../live.ts";
import { formPart, safe } from "../parts.ts";
import { workspaceOption } from "../../workspace.ts";

/** Runs and versions that are listed. */
const LISTED = 40;
/** Figures that are told where there are too many to list. */
const TOLD = 15;
/** Features in the drift figure. */
const SHIFTS = 12;

/** The page. */
export function runsPage(live: Live, query: Record<string, string>): Promise<Response> {
  return pageResponse(live, { href: "/runs", title: "Runs", body: runsBody(live, query) });
}

function runsBody(live: Live, query: Record<string, string>): Promise<Html> {
  return parts(
    sectionPart({ id: "versions", title: "Model versions", body: versionsPart(live) }),
    sectionPart({ id: "drift", title: "Drift", body: driftPart(live) }),
    sectionPart({ id: "runs", title: "Runs side by side", body: comparedPart(live, query) }),
  );
}

function versionsPart(live: Live): Promise<Html> {
  const versions = listVersions(live).slice(0, LISTED);
  if (versions.length === 0) return emptyPart("No model has been trained yet.");
  return parts(tablePart(
    "Kept versions, trained last first",
    ["version", "serves", "data before", "trained", "decision"].map((title) => ({ title })),
    versions.map(({ version, serves, asOf, trained, decision }) => [
      version,
      serves ? "yes" : "–",
      asOf,
      trained === null ? "–" : moment(trained),
      decision === null ? "–" : `${decision.by}: ${decision.why}`,
    ]),
  ));
}

async function driftPart(live: Live): Promise<Html> {
  const report = await readJson<DriftReport>(live.workspace.path(DRIFT_FILE));
  if (report === null) {
    const there = workspaceOption(live.workspace);
    return emptyPart(
      `Nothing was checked yet. To compare now with then: deno task helix check${there}`,
    );
  }
  const { version, trainedAsOf, asOf, customers, findings, drifted } = report;
  return parts(
    textPart(
      `Version ${version}, trained on orders before ${trainedAsOf}, seen from ${asOf}; ` +
        `${customers.then} customers then, ${customers.now} now.`,
    ),
    ...findings.map((finding) => textPart(finding, drifted ? "hx-warning" : "hx-note")),
    ...report.ages.map(({ sentence }) => textPart(sentence, "hx-note")),
    columnsPart(shiftFigure(report), shiftTable(report)),
  );
}

function shiftFigure({ features, thresholds }: DriftReport): Html {
  const shown = [...features].sort((a, b) => b.psi - a.psi).slice(0, SHIFTS);
  const above = features.filter(({ moved }) => moved).length;
  return figurePart(figure({
    title: above === 0
      ? "No feature has moved"
      : `${above} of ${features.length} features have moved`,
    subtitle: `Population stability index; ${thresholds.psi} counts as moved`,
    x: { label: "PSI" },
    y: { label: "feature", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: shown.map(({ psi }) => psi),
      y: shown.map(({ feature }) => feature),
    }],
  }));
}

function shiftTable({ features, score }: DriftReport): Promise<Html> {
  const rows = features.slice(0, SHIFTS).map(({ feature, gain, moved, sentence }) => [
    feature,
    percent(gain),
    moved ? "moved" : "–",
    sentence,
  ]);
  const scores = score === null ? [] : [["score", "", score.moved ? "moved" : "–", score.sentence]];
  return tablePart(
    "Moved features first, then by their share of the gain",
    [{ title: "feature" }, { title: "gain", number: true }, { title: "moved" }, {
      title: "median",
    }],
    [...scores, ...rows],
  );
}

function comparedPart(live: Live, query: Record<string, string>): Promise<Html> {
  const runs = readRuns(live.workspace.root, LISTED);
  if (runs.length === 0) return emptyPart("No training or evaluation has been kept yet.");
  const ids = runs.map(({ id }) => id);
  const asked = (name: string, fallback: string) =>
    ids.includes(query[name] ?? "") ? query[name]! : fallback;
  const newest = runs[0]!;
  const before = runs.slice(1).find(({ kind }) => kind === newest.kind) ?? newest;
  const [a, b] = [asked("a", before.id), asked("b", newest.id)];
  const choices = runs.map((run) => [run.id, title(run)] as const);
  const field = (name: string, label: string, value: string) => ({
    kind: "select" as const,
    name,
    label,
    value,
    choices,
  });
  const form = formPart("/runs", "Which runs", [field("a", "A", a), field("b", "B", b)]);
  const { root } = live.workspace;
  return parts(form, resultsPart(sideBySide(readRun(root, a)!, readRun(root, b)!)));
}

function title({ kind, ended, version, asOf }: RunRecord): string {
  return `${kind}, ${moment(ended)}, before ${asOf}${version === null ? "" : `, ${version}`}`;
}

function moment(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}

function sideBySide(a: RunRecord, b: RunRecord): Promise<Html> {
  const keys = (of: (run: RunRecord) => string[]) => [...new Set([...of(a), ...of(b)])].sort();
  const params = keys(({ params }) => Object.keys(params))
    .filter((key) => a.params[key] !== b.params[key]);
  const [ours, theirs] = [finalMetrics(a), finalMetrics(b)];
  const metrics = keys((run) => Object.keys(run === a ? ours : theirs));
  const same = a.dataset.fingerprint === b.dataset.fingerprint;
  return parts(
    textPart(
      `${same ? "Both have seen the same data" : "They have seen different data"}; ${
        params.length === 0
          ? "all parameters are the same."
          : `${params.length} parameter${params.length === 1 ? " differs" : "s differ"}.`
      }`,
    ),
    ...(params.length === 0 ? [] : [tablePart(
      "Parameters that differ",
      ["parameter", "A", "B"].map((title) => ({ title })),
      params.map((key) => [key, a.params[key] ?? "–", b.params[key] ?? "–"]),
    )]),
    ...curvesPart(a, b),
    ...(metrics.length === 0 ? [] : [figuresPart(metrics, ours, theirs)]),
  );
}

type Figures = Readonly<Record<string, number>>;

/** Figures of both runs: those that differ most, and where there are many, all of them folded. */
function figuresPart(keys: readonly string[], a: Figures, b: Figures): Promise<Html> {
  const table = (caption: string, shownKeys: readonly string[]) =>
    tablePart(
      caption,
      [{ title: "figure" }, ...["A", "B", "B − A"].map((title) => ({ title, number: true }))],
      shownKeys.map((key) => [key, shown(a[key]), shown(b[key]), gap(a[key], b[key])]),
    );
  if (keys.length <= LISTED) return table("Figures at the end of the run", keys);
  const most = mostChanged(keys, a, b, TOLD);
  const all = `All ${count(keys.length)} figures at the end of the run`;
  return parts(
    ...(most.length === 0 ? [] : [table("The figures that differ most, by their size", most)]),
    safe(html`<details><summary>${all}</summary>${table(all, keys)}</details>`),
  );
}

/**
 * The names of the figures that both have and that differ, largest change by its size first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mostChanged } from "./runs.ts";
 *
 * const [a, b] = [{ auc: 0.5, loss: 2, rows: 9 }, { auc: 0.75, loss: 1.9, gain: 1, rows: 9 }];
 * assert.deepEqual(mostChanged(["auc", "gain", "loss", "rows"], a, b, 5), ["auc", "loss"]);
 * ```
 */
export function mostChanged(
  keys: readonly string[],
  a: Figures,
  b: Figures,
  most: number,
): string[] {
  const change = (key: string) => {
    const [from, to] = [a[key], b[key]];
    if (from === undefined || to === undefined || from === to) return 0;
    return Math.abs(to - from) / Math.max(Math.abs(from), Math.abs(to));
  };
  return keys.filter((key) => change(key) > 0).sort((x, y) => change(y) - change(x)).slice(0, most);
}

/**
 * The last value of every metric of a run, by name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { finalMetrics } from "./runs.ts";
 *
 * const metrics = [0.5, 0.25].map((value, step) => ({ key: "loss", value, step, timestamp: 0 }));
 * assert.deepEqual(finalMetrics({ metrics }), { loss: 0.25 });
 * ```
 */
export function finalMetrics({ metrics }: Pick<RunRecord, "metrics">): Record<string, number> {
  const last: Record<string, { step: number; value: number }> = {};
  for (const { key, step, value } of metrics) {
    if (last[key] === undefined || step >= last[key].step) last[key] = { step, value };
  }
  return Object.fromEntries(Object.entries(last).map(([key, { value }]) => [key, value]));
}

function shown(value: number | undefined): string {
  if (value === undefined) return "–";
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

function gap(a: number | undefined, b: number | undefined): string {
  if (a === undefined || b === undefined) return "–";
  const change = b - a;
  return `${change < 0 ? "−" : "+"}${shown(Math.abs(change))}`;
}

/** Learning curves of both runs in one figure. */
function curvesPart(a: RunRecord, b: RunRecord): Html[] {
  const runs = a.id === b.id ? [["A", a] as const] : [["A", a] as const, ["B", b] as const];
  const marks = runs.flatMap(([name, run]) =>
    [...new Set(run.metrics.map(({ key }) => key))].filter((key) => key.startsWith("model "))
      .map((key) => {
        const points = run.metrics.filter((metric) => metric.key === key)
          .sort((x, y) => x.step - y.step);
        return {
          mark: "line" as const,
          name: `${name}, ${key.split("/")[0]}`,
          x: points.map(({ step }) => step),
          y: points.map(({ value }) => value),
        };
      })
  ).filter(({ x }) => x.length > 1);
  if (marks.length === 0) return [];
  const best = Math.max(...marks.flatMap(({ y }) => y));
  return [figurePart(figure({
    title: `NDCG@12 on the held-out week reaches ${best.toFixed(3)}`,
    subtitle: "Tree by tree, one line per averaged model",
    x: { label: "trees" },
    y: { label: "NDCG@12" },
    marks: marks.slice(0, 8),
  }))];
}
