/**
 * One Ollama server and model: requests with a time limit, retries with back-off, a breaker, and
 * answers kept on disk.
 *
 * @module
 */
import { Ollama } from "ollama";
import { type AnswerCache, answerKey } from "./cache.ts";
import { explainTrouble, HttpError, LanguageModelError } from "./errors.ts";

/** What is asked; the answer is the model's text. */
export interface ModelRequest {
  readonly system: string;
  readonly user: string;
  /** JSON schema of the answer. */
  readonly format: object;
  readonly seed: number;
}

/** Asks one model. */
export interface ModelClient {
  readonly host: string;
  readonly model: string;
  /** Requests that the cache answered, and that went out. */
  readonly counts: { cached: number; sent: number };
  /**
   * The text of the answer.
   *
   * @throws {LanguageModelError} When the breaker is open: too many requests in a row failed.
   */
  ask(request: ModelRequest): Promise<string>;
}

/** Options of {@linkcode modelClient}. */
export interface ModelClientOptions {
  /** @default {0.7} */
  temperature?: number;
  /** Seconds for one answer. @default {120} */
  timeoutSeconds?: number;
  /** Tries of one request. @default {4} */
  tries?: number;
  /** Milliseconds before the second try; each further one waits twice as long. @default {500} */
  backoff?: number;
  /** Requests that fail in a row, after all their tries, before nothing is asked any more. @default {3} */
  breakAfter?: number;
  /** Longest answer in tokens. @default {400} */
  longest?: number;
}

/** The server of `OLLAMA_HOST`, as Ollama itself reads it, else its own default. */
export function ollamaHost(env: (name: string) => string | undefined = Deno.env.get): string {
  const host = env("OLLAMA_HOST")?.trim() || "127.0.0.1:11434";
  const url = new URL(host.includes("://") ? host : `http://${host.replace(/^:/, "127.0.0.1:")}`);
  if (url.port === "" && !host.includes("://")) url.port = "11434";
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  return url.origin;
}

/** A model that a server has. */
export interface FoundModel {
  /** Its full name, `llama3:latest`. */
  readonly name: string;
  readonly digest: string;
}

/**
 * Looks a model up.
 *
 * @throws {LanguageModelError} If no server answers or it does not have the model.
 */
export async function findModel(
  host: string,
  model: string,
  timeoutSeconds = 3,
): Promise<FoundModel> {
  const context = { host, model, timeoutSeconds };
  const { models } = await new Ollama({ host, fetch: plainFetch(timeoutSeconds) }).list()
    .catch((error) => {
      throw explainTrouble(error, context);
    });
  const found = models.find(({ name }) => name === model || name === `${model}:latest`);
  if (!found) throw explainTrouble(new HttpError(404, "not in the list"), context);
  return { name: found.name, digest: found.digest };
}

/** A client; requests of the same content go out once, whoever asks them. */
export function modelClient(
  host: string,
  model: string,
  cache: AnswerCache,
  options: ModelClientOptions = {},
): ModelClient {
  const { temperature = 0.7, timeoutSeconds = 120, tries = 4, longest = 400 } = options;
  const { backoff = 500, breakAfter = 3 } = options;
  const ollama = new Ollama({ host, fetch: plainFetch(timeoutSeconds) });
  const counts = { cached: 0, sent: 0 };
  const flying = new Map<string, Promise<string>>();
  let failedInARow = 0;
  let open: LanguageModelError | null = null;

  async function once(request: ModelRequest): Promise<string> {
    counts.sent++;
    const { message } = await ollama.chat({
      model,
      messages: [
        { role: "system", content: request.system },
        { role: "user", content: request.user },
      ],
      format: request.format,
      options: { seed: request.seed, temperature, num_predict: longest },
      stream: false,
    });
    if (typeof message?.content !== "string") throw new HttpError(200, "no message in the answer");
    return message.content;
  }

  async function persistently(request: ModelRequest): Promise<string> {
    let last: LanguageModelError | undefined;
    for (let attempt = 0; attempt < tries; attempt++) {
      if (open) throw open;
      if (attempt > 0) await sleep(backoff * 2 ** (attempt - 1));
      try {
        const text = await once(request);
        failedInARow = 0;
        return text;
      } catch (error) {
        last = explainTrouble(error, { host, model, timeoutSeconds });
        // Neither comes right by itself.
        if (last.trouble === "model not pulled" || last.trouble === "out of memory") break;
      }
    }
    failedInARow++;
    const hopeless = last!.trouble === "model not pulled" || last!.trouble === "out of memory";
    if (hopeless || failedInARow >= breakAfter) open = last!;
    throw last!;
  }

  async function ask(request: ModelRequest): Promise<string> {
    if (open) throw open;
    const key = answerKey({ temperature, longest, ...request });
    const known = cache.get(key);
    if (known !== undefined) {
      counts.cached++;
      return known;
    }
    const running = flying.get(key) ?? persistently(request).then((text) => {
      cache.put(key, text);
      return text;
    }).finally(() => flying.delete(key));
    flying.set(key, running);
    return await running;
  }
  return { host, model, counts, ask };
}

/** `fetch` with a time limit for the whole answer, and errors that carry the server's words. */
function plainFetch(timeoutSeconds: number): typeof fetch {
  return async (input, init) => {
    const limit = AbortSignal.timeout(timeoutSeconds * 1000);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    const response = await fetch(input, { ...init, signal });
    const text = await response.text();
    if (!response.ok) throw new HttpError(response.status, wordsOf(text));
    return new Response(text, { status: response.status, headers: response.headers });
  };
}

function wordsOf(text: string): string {
  try {
    const { error } = JSON.parse(text);
    return typeof error === "string" ? error : text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
