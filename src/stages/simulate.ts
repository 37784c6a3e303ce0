/**
 * The simulate stage: personas, the validity gate, the simulated experiment and the send plan.
 *
 * @module
 */
import { openDatabase } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { articleFacts } from "../simulation/article_facts.ts";
import {
  languageModelCustomer,
  type LanguageModelSession,
  openLanguageModel,
} from "../simulation/language_model/customer.ts";
import { drawCustomers } from "../simulation/personas.ts";
import {
  type NoSimulation,
  type Simulation,
  SIMULATION_FILE,
  SIMULATION_FOLDER,
} from "../simulation/results.ts";
import { simulate, type SimulateOptions, type SimulationRun } from "../simulation/simulate.ts";
import { readRecommended, writeAnswers, writeSendPlan } from "../simulation/tables.ts";
import { TooLittle } from "../simulation/too_little.ts";
import { publish } from "../workspace.ts";
import { OUTPUT_FOLDER, recommendStage } from "./recommend.ts";
import { type Run, runStage, stageMark, type StageResult } from "./run.ts";

/** Personas where none are asked for: a language model is slower by far. */
const PERSONAS = { rule: 2000, languageModel: 100 };
/** Held-out purchases of the gate, of all and of first-time ones. */
const GATE = { rule: 500, languageModel: 40 };
/** Personas of a language model that answer the known-bad arm, A/A runs and all four cells. */
const SLOW_PERSONAS = 60;
/** The model asked for where none is named. */
const DEFAULT_MODEL = "llama3";
/** Where answers of language models are kept, relative to the workspace. */
const ANSWER_CACHE = "data/simulation-answers";

/** Makes personas, lets them answer, writes `reports/simulation.json` and `data/simulation/`. */
export async function simulateStage(
  run: Run,
): Promise<StageResult<Simulation | NoSimulation>> {
  await recommendStage(run);
  const { personas, paired, topK } = run.options;
  const { session, notice } = await openLanguageModel({
    model: run.options.model ?? DEFAULT_MODEL,
    cache: run.workspace.path(ANSWER_CACHE),
    seed: run.options.seed,
    progress: run.progress,
  });
  if (notice && !run.memory.seen.has("simulate")) {
    run.progress.note(
      `Simulation: rule-based virtual customers answer; a language model would need Ollama: ${notice}`,
    );
  }
  const definition = {
    name: "simulate",
    depends: {
      personas: personas ?? null,
      paired,
      topK,
      answeredBy: session?.digest ?? `rule: ${notice}`,
      recommend: stageMark(run, "recommend"),
    },
    outputs: [SIMULATION_FOLDER, SIMULATION_FILE],
  };
  return await runStage(run, definition, () => work(run, session, notice));
}

async function work(
  run: Run,
  session: LanguageModelSession | null,
  notice: string | null,
): Promise<Simulation | NoSimulation> {
  const snapshot = await run.snapshot();
  const kind = session ? "languageModel" as const : "rule" as const;
  const count = run.options.personas ?? PERSONAS[kind];
  const customers = drawCustomers(snapshot.orders.customers, count, run.options.seed);
  using db = await openDatabase({ threads: run.options.threads, memory: run.options.memory / 2 });
  const store = storePaths(run.workspace);
  const folder = run.workspace.path(OUTPUT_FOLDER);
  const recommended = await readRecommended(db, folder, store, customers);
  const labels = await run.labels();
  const options: SimulateOptions = {
    design: run.options.paired ? "paired" : "randomised",
    horizon: run.options.horizonDays,
    size: run.options.topK,
    seed: run.options.seed,
    gateCases: GATE[kind],
    ...(session ? { gatePersonas: SLOW_PERSONAS, customerOf: languageModelCustomer(session) } : {}),
    notice,
    progress: run.progress,
  };
  const found = await simulate(snapshot, customers, recommended, labels.articleName, options)
    .catch((error): NoSimulation => {
      if (!(error instanceof TooLittle)) throw error;
      return { simulated: true, noSimulation: error.message };
    });
  await publish(run.workspace.root, async ({ stage }) => {
    const place = stage(SIMULATION_FOLDER);
    Deno.mkdirSync(place, { recursive: true });
    const hours = snapshot.orders.minute !== null;
    const plan = { size: run.options.topK, seed: run.options.seed, hours };
    const facts = articleFacts(snapshot, snapshot.asOf);
    const path = `${place}/send_plan.parquet`;
    await writeSendPlan(db, folder, store, facts, path, snapshot.orders.customers, plan);
    if ("simulation" in found) {
      writePeople(found, place);
      await writeAnswers(db, found.observations, store, `${place}/answers.parquet`);
    }
    Deno.writeTextFileSync(stage(SIMULATION_FILE), json(summaryOf(found)));
  });
  return summaryOf(found);
}

function summaryOf(found: SimulationRun | NoSimulation): Simulation | NoSimulation {
  return "simulation" in found ? found.simulation : found;
}

function writePeople({ personas, simulation }: SimulationRun, folder: string) {
  const plain = personas.map(({ categories, colours, bought: _bought, hours, ...persona }) => ({
    ...persona,
    categories: Object.fromEntries(categories),
    colours: Object.fromEntries(colours),
    hours: hours && [...hours],
  }));
  Deno.writeTextFileSync(`${folder}/personas.json`, json(plain));
  Deno.writeTextFileSync(`${folder}/patterns.json`, json(simulation.patterns));
}

/** NaN is `null`, as JSON has none. */
function json(value: unknown): string {
  return JSON.stringify(value, null, 1) + "\n";
}
