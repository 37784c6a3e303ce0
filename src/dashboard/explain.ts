/**
 * Reasons and similar articles: both need the shop's whole history in memory, so a Worker holds it,
 * started when first asked for.
 *
 * @module
 */
import type { Similarity } from "../candidates/similarity.ts";
import type { Workspace } from "../workspace.ts";

/** One article of a list with its reasons. */
export interface Explained {
  /** Article code. */
  readonly article: number;
  readonly reasons: readonly string[];
}

/** Explains; close it with `using`. */
export interface Explainer extends Disposable {
  /** Whether it has read the history. */
  ready(): boolean;
  /** Reasons for the articles of a customer's list. */
  explain(customer: number): Promise<readonly Explained[]>;
  /** Nearest articles by co-purchase. */
  similarity(): Promise<Similarity>;
}

/** What the Worker is sent. */
export type ExplainRequest =
  | { readonly kind: "open"; readonly root: string; readonly asOf: string; readonly k: number }
  | { readonly kind: "explain"; readonly id: number; readonly customer: number };

/** What the Worker answers. */
export type ExplainAnswer =
  | { readonly kind: "ready"; readonly similarity: Similarity }
  | { readonly kind: "explained"; readonly id: number; readonly articles: Explained[] }
  | { readonly kind: "failed"; readonly id: number | null; readonly message: string };

interface Waiting {
  resolve(articles: Explained[]): void;
  reject(error: Error): void;
}

/**
 * Starts the Worker for a workspace.
 *
 * @param asOf First day that must stay unseen, `YYYY-MM-DD`.
 * @param k Length of a list.
 */
export function openExplainer(workspace: Workspace, asOf: string, k: number): Explainer {
  const url = new URL("./explain_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "explainer" });
  const waiting = new Map<number, Waiting>();
  const similarity = Promise.withResolvers<Similarity>();
  similarity.promise.catch(() => {});
  let [next, ready] = [0, false];
  let failure: Error | null = null;

  function fail(error: Error) {
    failure = error;
    similarity.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  worker.onmessage = ({ data }: MessageEvent<ExplainAnswer>) => {
    if (data.kind === "ready") {
      ready = true;
      return similarity.resolve(data.similarity);
    }
    if (data.kind === "failed" && data.id === null) return fail(new Error(data.message));
    const id = data.id!;
    const request = waiting.get(id);
    waiting.delete(id);
    if (data.kind === "explained") request?.resolve(data.articles);
    else request?.reject(new Error(data.message));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(new Error(event.message));
  };
  const send = (request: ExplainRequest) => worker.postMessage(request);
  send({ kind: "open", root: workspace.root, asOf, k });

  return {
    ready: () => ready,
    explain: (customer) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        const id = next++;
        waiting.set(id, { resolve, reject });
        send({ kind: "explain", id, customer });
      }),
    similarity: () => similarity.promise,
    [Symbol.dispose]() {
      fail(new Error("The outputs were replaced while they were being explained"));
      worker.terminate();
    },
  };
}

/**
 * A promise's value, or `undefined` if it takes longer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { within } from "./explain.ts";
 *
 * assert.equal(await within(10, new Promise<number>(() => {})), undefined);
 * assert.equal(await within(1000, Promise.resolve(1)), 1);
 * ```
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => timer = setTimeout(resolve, ms, undefined));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
