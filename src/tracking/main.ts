/**
 * `deno task mlflow`: MLflow's server on loopback with this workspace's runs in it.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { terminalNotes } from "../setup/notes.ts";
import { openWorkspace } from "../workspace.ts";
import { ensureMlflow, startMlflow } from "./mlflow_server.ts";
import { readLedger, servingVersion } from "./ledger.ts";
import { syncRuns } from "./sync.ts";

/**
 * Starts the server, delivers what it has not got, and runs until it is told to stop.
 *
 * @returns The exit code.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { workspace: { type: "string" }, port: { type: "string", default: "5000" } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    console.error(
      `error: Expected --port to be an integer from 0 to 65535 but found ${values.port}`,
    );
    return 2;
  }
  const workspace = openWorkspace(values.workspace);
  const environment = await ensureMlflow(terminalNotes);
  const server = await startMlflow(environment, workspace.path("data/mlflow"), { port });
  const asked = stopAsked();
  const current = servingVersion(readLedger(workspace.root));
  const report = await syncRuns(workspace.root, server.url, current === null ? {} : { current });
  console.log(`MLflow:     ${server.url}`);
  console.log(`Runs:       ${report.delivered} delivered now, ${report.pending} waiting`);
  if (report.trouble !== null) console.log(`Note:       ${report.trouble}`);
  console.log(`Next:       MLFLOW_TRACKING_URI=${server.url} deno task helix train`);
  const stopped = await Promise.race([asked.then(() => true), server.ended.then(() => false)]);
  if (!stopped) {
    console.error("error: Expected MLflow's server to run but it ended");
    return 1;
  }
  console.error("Stopping");
  await server.stop();
  return 0;
}

function stopAsked(): Promise<void> {
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM"] as const;
  return new Promise((resolve) => {
    for (const signal of signals) Deno.addSignalListener(signal, () => resolve());
  });
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
