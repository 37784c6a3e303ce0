/**
 * A real Ollama server with the tiny random model, in a folder and on a port of its own.
 *
 * @module
 */
import { join } from "node:path";
import { run } from "../process.ts";
import { tinyGguf } from "./tiny_gguf.ts";

/** A running server. */
export interface OllamaServer extends AsyncDisposable {
  readonly host: string;
  /** The model it has. */
  readonly model: string;
  /** Ends the server in the midst of its work and starts it again on the same port. */
  restart(): Promise<void>;
  /** Ends the server and leaves it down. */
  kill(): Promise<void>;
}

/** Seconds that a server may take to answer. */
const PATIENCE = 60;

/**
 * Starts the server and creates the model `tiny` in it.
 *
 * @param path The server's program.
 * @throws {Error} If it does not answer within a minute or refuses the model.
 */
export async function startOllama(path: string): Promise<OllamaServer> {
  const folder = await Deno.makeTempDir({ prefix: "helix-ollama-" });
  const host = `http://127.0.0.1:${freePort()}`;
  const env = {
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(folder, "models"),
    HOME: folder,
    OLLAMA_KEEP_ALIVE: "10m",
  };
  let server = await start(path, env, host);
  const kill = () => end(server);
  try {
    await createModel(path, env, folder);
  } catch (error) {
    await kill();
    throw error;
  }
  return {
    host,
    model: "tiny",
    kill,
    async restart() {
      await kill();
      server = await start(path, env, host);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await Deno.remove(folder, { recursive: true }).catch(() => {});
    },
  };
}

/** Asked to end, a server cuts its connections and ends its runners; killed, it leaves those behind. */
async function end(server: Deno.ChildProcess) {
  const signal = (name: Deno.Signal) => {
    try {
      server.kill(name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  };
  signal("SIGTERM");
  const late = setTimeout(() => signal("SIGKILL"), 10_000);
  await server.status;
  clearTimeout(late);
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}

async function start(
  path: string,
  env: Record<string, string>,
  host: string,
): Promise<Deno.ChildProcess> {
  const child = new Deno.Command(path, {
    args: ["serve"],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const until = performance.now() + PATIENCE * 1000;
  while (performance.now() < until) {
    const up = await fetch(`${host}/api/version`).then(
      async (response) => (await response.body?.cancel(), response.ok),
      () => false,
    );
    if (up) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`Expected Ollama to answer at ${host} within ${PATIENCE} s but found no answer`);
}

async function createModel(path: string, env: Record<string, string>, folder: string) {
  await Deno.writeFile(join(folder, "tiny.gguf"), tinyGguf(1));
  const modelfile = join(folder, "Modelfile");
  // One thread: several wait for each other in a loop, which starves a busy machine.
  await Deno.writeTextFile(
    modelfile,
    `FROM ./tiny.gguf\nTEMPLATE """{{ .System }} {{ .Prompt }}"""\nPARAMETER num_thread 1\n`,
  );
  const made = await run([path, "create", "tiny", "-f", modelfile], { env, cwd: folder });
  if (made.code !== 0) throw new Error(`ollama create ended with ${made.code}: ${made.stderr}`);
}
