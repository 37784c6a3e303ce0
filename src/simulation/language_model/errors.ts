/**
 * What can be wrong with a language model's server, each with the command that mends it.
 *
 * @module
 */

/** Why a language model does not answer. */
export type ModelTrouble =
  | "server down"
  | "model not pulled"
  | "out of memory"
  | "too slow"
  | "server error";

/** A language model that cannot answer; the message names the cause, the hint what mends it. */
export class LanguageModelError extends Error {
  override readonly name = "LanguageModelError";

  constructor(
    readonly trouble: ModelTrouble,
    message: string,
    readonly hint: string,
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

/** An answer of the server that is not 2xx. */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(readonly status: number, readonly told: string) {
    super(`HTTP ${status}: ${told}`);
  }
}

/** What {@linkcode explainTrouble} names in its messages. */
export interface TroubleContext {
  readonly host: string;
  readonly model: string;
  readonly timeoutSeconds: number;
}

/**
 * The trouble behind an error of a request.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainTrouble, HttpError } from "./errors.ts";
 *
 * const context = { host: "http://127.0.0.1:11434", model: "llama3", timeoutSeconds: 60 };
 * const error = explainTrouble(new HttpError(404, "model not found"), context);
 * assert.equal(error.trouble, "model not pulled");
 * assert.match(error.hint, /ollama pull llama3/);
 * ```
 */
export function explainTrouble(error: unknown, context: TroubleContext): LanguageModelError {
  if (error instanceof LanguageModelError) return error;
  const { host, model, timeoutSeconds } = context;
  const make = (trouble: ModelTrouble, message: string, hint: string) =>
    new LanguageModelError(trouble, message, hint, { cause: error });
  if (error instanceof HttpError) {
    if (error.status === 404) {
      return make(
        "model not pulled",
        `Expected the server at ${host} to have the model ${model} but found none`,
        `Fetch it with: ollama pull ${model}`,
      );
    }
    if (/memory/i.test(error.told)) {
      return make(
        "out of memory",
        `Expected ${model} to fit in memory but the server said: ${error.told}`,
        "Take a smaller model (--model llama3.2:1b), or restart: OLLAMA_NUM_PARALLEL=1 ollama serve",
      );
    }
    return make(
      "server error",
      `Expected an answer of ${model} but the server at ${host} said: ${error.message}`,
      "Look at the server's log, then restart it with: ollama serve",
    );
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return make(
      "too slow",
      `Expected ${model} to answer within ${timeoutSeconds} s but found no answer`,
      "See what is running with: ollama ps; or take a smaller model (--model llama3.2:1b)",
    );
  }
  if (error instanceof SyntaxError) {
    return make(
      "server error",
      `Expected JSON of the server at ${host} but found an incomplete answer`,
      "Look at the server's log, then restart it with: ollama serve",
    );
  }
  return make(
    "server down",
    `Expected an Ollama server at ${host} but found no connection`,
    "Start it with: ollama serve",
  );
}
