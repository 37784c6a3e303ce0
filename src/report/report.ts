/**
 * The report: what was run, on what, how good it is, and what it would send to whom and when. A
 * person who sees only this page should understand all of that.
 *
 * @module
 */
import type { Metrics } from "../evaluation/results.ts";
import type { NoSimulation, Simulation } from "../simulation/results.ts";
import { dataSection } from "./sections/data.ts";
import { type ModelFacts, modelSection } from "./sections/model.ts";
import { overviewSection } from "./sections/overview.ts";
import { type PlanFacts, planSection } from "./sections/plan.ts";
import { probabilitySection } from "./sections/probability.ts";
import { simulationSection } from "./sections/simulation.ts";
import { whatSection } from "./sections/what.ts";
import { whenSection } from "./sections/when.ts";
import { whoSection } from "./sections/who.ts";
import { reportPage } from "./page.ts";

/** Everything the page shows; plain data. */
export interface ReportInputs {
  readonly metrics: Metrics;
  readonly model: ModelFacts;
  readonly plan: PlanFacts;
  readonly simulation: Simulation | NoSimulation;
  /** Other pages of the folder, e.g. rendered notebooks. */
  readonly pages: readonly { readonly href: string; readonly text: string }[];
}

/** The page as HTML. */
export async function report(inputs: ReportInputs): Promise<string> {
  const { metrics, model, plan, simulation, pages } = inputs;
  const sections = [
    overviewSection(metrics, plan, pages),
    whatSection(metrics),
    whoSection(metrics),
    whenSection(metrics),
    planSection(plan),
    simulationSection(simulation),
    probabilitySection(metrics),
    modelSection(metrics, model),
    dataSection(metrics),
  ];
  const name = metrics.data.name.split(/[\\/]/).findLast((part) => part !== "")!;
  const { asOf, horizonDays } = metrics.protocol;
  return await reportPage(
    `Who, what and when: ${name}, the ${horizonDays} days from ${asOf}`,
    sections.filter((section) => section !== null),
    `Made by Local-Helix from reports/metrics.json. Seed ${metrics.protocol.seed}.`,
  );
}
