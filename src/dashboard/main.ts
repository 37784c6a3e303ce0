/**
 * `deno task dashboard`: the dashboard and the HTTP API on loopback.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { isLoopback } from "./access.ts";
import { createApp } from "./app.ts";
import { type Live, openLive } from "./live.ts";
import { preparePages } from "./prepare.ts";

/** Options as a person writes them. */
interface DashboardOptions {
  readonly workspace?: string;
  readonly port: string;
  readonly host: string;
  readonly token?: string;
}

/** A running server. */
export interface Server {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly live: Live;
  /** Lets running requests end, then closes everything. */
  stop(): Promise<void>;
}

/** Options of {@linkcode serve}. */
export interface ServeOptions {
  /** 0 takes any free port. @default {8787} */
  port?: number;
  /** @default {"127.0.0.1"} */
  host?: string;
  /** Must be given for an address that others can reach. @default {none} */
  token?: string;
}

/**
 * Starts the server over a workspace.
 *
 * @throws {RangeError} If others could reach the address and there is no token, or the port is none.
 * @throws {Deno.errors.AddrInUse} If the port is taken.
 */
export async function serve(workspace: Workspace, options: ServeOptions = {}): Promise<Server> {
  const { port = 8787, host = "127.0.0.1", token } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`Expected --port to be an integer from 0 to 65535 but found ${port}`);
  }
  if (!isLoopback(host) && (token ?? "") === "") {
    throw new RangeError(
      `Expected --token with --host ${host}, which others can reach, but found none`,
    );
  }
  const live = await openLive(workspace, { prepare: preparePages });
  try {
    const app = createApp(live, {
      ...(token ? { token } : {}),
      onError: (error) => console.error(`error: ${error.message}`),
    });
    const server = Deno.serve({ port, hostname: host, onListen: () => {} }, app.fetch);
    const name = host.includes(":") ? `[${host}]` : host;
    return {
      url: `http://${name}:${server.addr.port}`,
      live,
      async stop() {
        await server.shutdown();
        live[Symbol.dispose]();
      },
    };
  } catch (error) {
    live[Symbol.dispose]();
    throw error;
  }
}

/** Runs until it is told to stop; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parse(args);
    const token = options.token ?? Deno.env.get("HELIX_TOKEN");
    const server = await serve(openWorkspace(options.workspace), {
      port: Number(options.port),
      host: options.host,
      ...(token === undefined ? {} : { token }),
    });
    console.log(`Dashboard:  ${server.url}`);
    console.log(`API:        ${server.url}/api`);
    const trouble = server.live.trouble();
    if (trouble !== null) console.log(`Note:       ${trouble}`);
    await stopAsked();
    console.error("Stopping: running requests end first");
    await server.stop();
    return 0;
  } catch (error) {
    return explain(error);
  }
}

function parse(args: readonly string[]): DashboardOptions {
  return new Command("dashboard")
    .description("The dashboard and the HTTP API over a workspace")
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .option("--workspace <dir>", "folder with data, models and reports (default: the project)")
    .option("--port <n>", "port; 0 takes any free one", "8787")
    .option("--host <address>", "address; others than loopback need a token", "127.0.0.1")
    .option("--token <text>", "what every request must bring (or HELIX_TOKEN)")
    .addHelpText("after", "\nExample:\n  deno task dashboard --workspace ~/shop --port 9000")
    .parse([...args], { from: "user" })
    .opts<DashboardOptions>();
}

function stopAsked(): Promise<void> {
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM"] as const;
  return new Promise((resolve) => {
    for (const signal of signals) Deno.addSignalListener(signal, () => resolve());
  });
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    console.error(error.message);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(`error: ${message}`);
  if (error instanceof Deno.errors.AddrInUse) {
    console.error("hint: The port is taken; give another with --port.");
  }
  return error instanceof RangeError ? 2 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
