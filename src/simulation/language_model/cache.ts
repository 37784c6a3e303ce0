/**
 * Answers of language models on disk: a run that stops goes on, a repeated run costs nothing.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";

/** Answers of one model by what was asked. */
export interface AnswerCache {
  readonly size: number;
  get(key: string): string | undefined;
  /** Kept at once: a killed run loses nothing. */
  put(key: string, text: string): void;
}

/**
 * Opens the answers of a model. One JSON object per line is appended; a last line that a killed run
 * left incomplete is ignored.
 *
 * @param digest The model's digest: another version of a model has answers of its own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openAnswerCache } from "./cache.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * openAnswerCache(folder, "abc").put("key", "text");
 * assert.equal(openAnswerCache(folder, "abc").get("key"), "text");
 * assert.equal(openAnswerCache(folder, "other").size, 0);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function openAnswerCache(folder: string, digest: string): AnswerCache {
  Deno.mkdirSync(folder, { recursive: true });
  const path = join(folder, `${digest.replaceAll(/[^0-9a-zA-Z]/g, "").slice(0, 24)}.jsonl`);
  const known = new Map<string, string>();
  const old = readOrEmpty(path);
  for (const line of old.split("\n")) {
    const entry = parseEntry(line);
    if (entry) known.set(entry.key, entry.text);
  }
  // What follows an incomplete line must begin on a line of its own.
  if (old !== "" && !old.endsWith("\n")) append(path, "\n");
  return {
    get size() {
      return known.size;
    },
    get: (key) => known.get(key),
    put(key, text) {
      known.set(key, text);
      append(path, JSON.stringify({ key, text }) + "\n");
    },
  };
}

/**
 * The key of a request: everything that the answer follows from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { answerKey } from "./cache.ts";
 *
 * assert.notEqual(answerKey({ prompt: "a" }), answerKey({ prompt: "b" }));
 * ```
 */
export function answerKey(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("hex").slice(0, 32);
}

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function append(path: string, text: string) {
  Deno.writeTextFileSync(path, text, { append: true });
}

function parseEntry(line: string): { key: string; text: string } | null {
  if (line === "") return null;
  try {
    const { key, text } = JSON.parse(line);
    return typeof key === "string" && typeof text === "string" ? { key, text } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
