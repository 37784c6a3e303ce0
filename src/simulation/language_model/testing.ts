/**
 * A server that speaks enough of Ollama's API to be asked, and misbehaves on demand: what a healthy
 * server will not do in a test.
 *
 * @module
 */

/** What the next request for an answer gets. */
export type Fault =
  | "none"
  | "500"
  | "out of memory"
  | "404"
  | "slow"
  | "truncated"
  | "dropped"
  | "not json"
  | "schema violated";

/** A fake or fault-injecting server. */
export interface FaultyServer {
  readonly host: string;
  /** Requests for an answer so far. */
  readonly asked: number;
  /** The most requests that were in flight at once. */
  readonly mostAtOnce: number;
  /** Bodies of the requests, in order. */
  readonly bodies: readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

/** Options of {@linkcode faultyServer}. */
export interface FaultyServerOptions {
  /** Which fault the n-th request for an answer has, from 0. @default {none} */
  fault?: (request: number) => Fault;
  /** The text that a healthy answer holds. @default {a valid answer to either prompt} */
  answer?: (body: Record<string, unknown>) => string;
  /** Milliseconds before an answer. @default {0} */
  delay?: number;
  /** Names of the models that it has. @default {["tiny:latest"]} */
  models?: readonly string[];
  /** A real server that healthy requests go to. @default {none: it answers itself} */
  upstream?: string;
}

/** An answer that is valid for a message as well as for a choice. */
export const VALID = JSON.stringify({
  opened: true,
  clicked: [1],
  would_buy: [],
  satisfaction: 4,
  reason: "fits",
  pick: 1,
});

/** Starts the server on a free loopback port. */
export function faultyServer(options: FaultyServerOptions = {}): FaultyServer {
  const { fault = () => "none", delay = 0, models = ["tiny:latest"] } = options;
  const state = { asked: 0, atOnce: 0, mostAtOnce: 0, bodies: [] as Record<string, unknown>[] };
  const handler = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (options.upstream !== undefined && pathname !== "/api/chat") {
      return await pass(options.upstream, pathname, request);
    }
    if (pathname === "/api/tags") {
      return Response.json({ models: models.map((name) => ({ name, digest: `digest-${name}` })) });
    }
    if (pathname !== "/api/chat") return Response.json({ error: "not found" }, { status: 404 });
    const body = await request.json();
    const which = fault(state.asked++);
    state.bodies.push(body);
    state.mostAtOnce = Math.max(state.mostAtOnce, ++state.atOnce);
    try {
      if (delay > 0) await sleep(delay);
      const healthy = which === "none" && options.upstream !== undefined;
      if (healthy) return await passBody(options.upstream!, body);
      return await answerWith(which, (options.answer ?? (() => VALID))(body));
    } finally {
      state.atOnce--;
    }
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return {
    host: `http://127.0.0.1:${server.addr.port}`,
    get asked() {
      return state.asked;
    },
    get mostAtOnce() {
      return state.mostAtOnce;
    },
    bodies: state.bodies,
    stop: () => server.shutdown(),
  };
}

async function answerWith(fault: Fault, answer: string): Promise<Response> {
  const chat = (content: string) =>
    JSON.stringify({ model: "tiny", message: { role: "assistant", content }, done: true });
  const error = (status: number, told: string) => Response.json({ error: told }, { status });
  switch (fault) {
    case "500":
      return error(500, "llama runner process has terminated");
    case "out of memory":
      return error(500, "model requires more system memory (9.1 GiB) than is available (2.0 GiB)");
    case "404":
      return error(404, 'model "tiny" not found');
    case "slow":
      await sleep(1500);
      return json(chat(answer));
    case "truncated":
      return json(chat(answer).slice(0, -20));
    case "dropped":
      return dropped(chat(answer));
    case "not json":
      return json(chat("I would buy the mug."));
    case "schema violated":
      return json(chat(`{"opened":true,"clicked":[1962],"satisfaction":429,"pick":99}`));
    default:
      return json(chat(answer));
  }
}

function json(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}

/** Half of the text, then the connection breaks. */
function dropped(text: string): Response {
  const half = new TextEncoder().encode(text.slice(0, text.length / 2));
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(half);
      setTimeout(() => controller.error(new Error("dropped on purpose")), 5);
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

async function pass(upstream: string, path: string, request: Request): Promise<Response> {
  const body = request.method === "GET" ? null : await request.text();
  const answer = await fetch(`${upstream}${path}`, { method: request.method, body });
  return json(await answer.text());
}

async function passBody(upstream: string, body: unknown): Promise<Response> {
  const answer = await fetch(`${upstream}/api/chat`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return new Response(await answer.text(), {
    status: answer.status,
    headers: { "content-type": "application/json" },
  });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
