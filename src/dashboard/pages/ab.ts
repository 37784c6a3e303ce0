/**
 * The simulated A/B test, as the simulate stage left it.
 *
 * @module
 */
import { type Html, parts, textPart } from "../../report/page.ts";
import { simulationSection } from "../../report/sections/simulation.ts";
import { type NoSimulation, type Simulation, SIMULATION_FILE } from "../../simulation/results.ts";
import { readJson } from "../files.ts";
import { emptyPart, pageResponse } from "../layout.ts";
import type { Live } from "../live.ts";

/** The page. */
export function abPage(live: Live): Promise<Response> {
  return pageResponse(live, { href: "/ab", title: "A/B (simulated)", body: abBody(live) });
}

async function abBody(live: Live): Promise<Html> {
  const path = live.workspace.path(SIMULATION_FILE);
  const found = await readJson<Simulation | NoSimulation>(path);
  if (found === null) {
    return emptyPart(
      "No A/B test has been simulated yet. `deno task helix simulate` asks virtual customers; " +
        "whatever it finds is simulated and shown here as such.",
    );
  }
  if (found.simulated !== true) {
    return textPart(
      `${SIMULATION_FILE} does not say that it is simulated: not shown.`,
      "hx-warning",
    );
  }
  try {
    return await parts(simulationSection(found).body);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return emptyPart(
      `${SIMULATION_FILE} is of another version of the project: ` +
        "`deno task helix simulate` makes it anew.",
    );
  }
}
