/**
 * The virtual customer that a language model plays.
 *
 * @module
 */
import { type Progress, silent } from "../../progress.ts";
import type { Answer, Ask, Choice, VirtualCustomer } from "../customer.ts";
import type { Wording } from "../wording.ts";
import { openAnswerCache } from "./cache.ts";
import {
  findModel,
  type ModelClient,
  modelClient,
  type ModelClientOptions,
  ollamaHost,
} from "./client.ts";
import { LanguageModelError } from "./errors.ts";
import { choicePrompt, messagePrompt, type Prompt } from "./prompts.ts";

/** A language model that is ready to be asked. */
export interface LanguageModelSession {
  readonly client: ModelClient;
  readonly model: string;
  /** The model's digest; its answers are kept under it. */
  readonly digest: string;
  readonly seed: number;
  readonly concurrency: number;
  readonly progress: Progress;
}

/** Options of {@linkcode openLanguageModel}. */
export interface OpenLanguageModelOptions extends ModelClientOptions {
  /** The model's name, e.g. `llama3`. */
  model: string;
  /** Folder of the kept answers. */
  cache: string;
  /** @default {OLLAMA_HOST, else Ollama's own} */
  host?: string;
  /** @default {1} */
  seed?: number;
  /** Requests in flight. @default {4} */
  concurrency?: number;
  /** @default {silent} */
  progress?: Progress;
}

/** A session, or in words why there is none and what would mend it. */
export type OpenedLanguageModel =
  | { readonly session: LanguageModelSession; readonly notice: null }
  | { readonly session: null; readonly notice: string };

/** Opens a language model where a server answers and has it. */
export async function openLanguageModel(
  options: OpenLanguageModelOptions,
): Promise<OpenedLanguageModel> {
  const { host = ollamaHost(), seed = 1, concurrency = 4, progress = silent } = options;
  try {
    const { name, digest } = await findModel(host, options.model);
    const cache = openAnswerCache(options.cache, digest);
    const client = modelClient(host, name, cache, options);
    return { session: { client, model: name, digest, seed, concurrency, progress }, notice: null };
  } catch (error) {
    if (!(error instanceof LanguageModelError)) throw error;
    return { session: null, notice: `${error.trouble}: ${error.message}. ${error.hint}` };
  }
}

/**
 * A maker of language-model customers. An answer that cannot be read is asked for once more with
 * another seed; then the rule answers and it counts as a parse failure. A choice that cannot be
 * read is nobody's: it counts as wrong.
 */
export function languageModelCustomer(
  session: LanguageModelSession,
): (basis: { rule: VirtualCustomer; wording: Wording }) => VirtualCustomer {
  return ({ rule, wording }) => ({
    kind: "language model",
    description: `virtual customers played by the language model ${session.model}`,
    async answer(asks, stream) {
      const read = await askAll(session, asks.map((ask) => messagePrompt(ask, wording)));
      return await Promise.all(asks.map(async (ask, i) => {
        const found = read[i] ?? null;
        if (found !== null) return toAnswer(ask, found);
        const [fallback] = await rule.answer([ask], stream);
        return { ...fallback!, parseFailure: true };
      }));
    },
    async choose(choices) {
      const read = await askAll(session, choices.map((one) => choicePrompt(one, wording)));
      return choices.map(({ articles }: Choice, i) =>
        read[i] === null ? null : articles[read[i]! - 1]!
      );
    },
  });
}

function toAnswer({ message }: Ask, found: Omit<Answer, "by" | "parseFailure">): Answer {
  const codes = (places: readonly number[]) => places.map((n) => message.articles[n - 1]!);
  return {
    opened: found.opened,
    clicked: codes(found.clicked),
    wouldBuy: codes(found.wouldBuy),
    satisfaction: found.satisfaction,
    reason: found.reason,
    by: "language model",
    parseFailure: false,
  };
}

/** All answers in order, several requests in flight; the first error stops the rest. */
async function askAll<T>(
  { client, seed, concurrency, progress }: LanguageModelSession,
  prompts: readonly Prompt<T>[],
): Promise<(T | null)[]> {
  const answers: (T | null)[] = prompts.map(() => null);
  const bar = progress.start(`Asking ${client.model}`, prompts.length, "answers");
  const began = performance.now();
  const fromCache = client.counts.cached;
  let [next, done] = [0, 0];
  let stopped = false;
  const worker = async () => {
    while (next < prompts.length && !stopped) {
      const i = next++;
      answers[i] = await readTwice(client, prompts[i]!, seed);
      done++;
      const fresh = done - (client.counts.cached - fromCache);
      bar.update(done, timeLeft(performance.now() - began, fresh, prompts.length - done));
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    stopped = true;
    bar.finish();
  }
  return answers;
}

async function readTwice<T>(
  client: ModelClient,
  prompt: Prompt<T>,
  seed: number,
): Promise<T | null> {
  const { system, user, format } = prompt;
  for (const attempt of [0, 1]) {
    const found = prompt.read(
      await client.ask({ system, user, format, seed: seed + 7919 * attempt }),
    );
    if (found !== null) return found;
  }
  return null;
}

/**
 * How long the rest takes, in words.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { timeLeft } from "./customer.ts";
 *
 * assert.equal(timeLeft(10_000, 10, 90), "about 2 min left");
 * assert.equal(timeLeft(10_000, 0, 90), "");
 * ```
 */
export function timeLeft(elapsed: number, done: number, left: number): string {
  if (done <= 0) return "";
  const seconds = elapsed / done * left / 1000;
  return seconds < 60
    ? `about ${Math.ceil(seconds)} s left`
    : `about ${Math.round(seconds / 60)} min left`;
}
