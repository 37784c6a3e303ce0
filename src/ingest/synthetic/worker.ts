/**
 * A shard on a thread of its own: answers requests one by one, in order.
 *
 * @module
 */

import type { DayLines } from "./lines.ts";
import type { RowGroup } from "./parquet.ts";
import type { Adjustment } from "./plan.ts";
import { createShard, type PlanCounts, type Shard, type ShardTask } from "./shard.ts";

/** What a thread can be asked for, and what it answers. */
export interface ShardCalls {
  setUp: { argument: ShardTask; answer: PlanCounts };
  customersOf: { argument: number; answer: Uint8Array };
  adjust: { argument: Adjustment; answer: null };
  nextWeek: { argument: null; answer: { day: number; lines: DayLines }[] };
  articlesTruth: { argument: number; answer: RowGroup };
  customersTruth: { argument: number; answer: RowGroup };
}

/** A request as it is posted. */
export interface ShardRequest {
  call: keyof ShardCalls;
  argument: unknown;
}

/**
 * Answers requests to a shard; `setUp` comes first.
 *
 * @throws {TypeError} If anything else comes first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAnswerer } from "./worker.ts";
 *
 * assert.throws(() => createAnswerer()({ call: "nextWeek", argument: null }), TypeError);
 * ```
 */
export function createAnswerer(): (request: ShardRequest) => unknown {
  let shard: Shard | undefined;
  return ({ call, argument }) => {
    if (call === "setUp") {
      shard = createShard(argument as ShardTask);
      return shard.counts;
    }
    if (!shard) throw new TypeError(`Expected setUp to be called first but found ${call}`);
    switch (call) {
      case "customersOf":
        return shard.customersOf(argument as number);
      case "adjust":
        shard.adjust(argument as Adjustment);
        return null;
      case "nextWeek":
        return shard.nextWeek();
      case "articlesTruth":
        return shard.articlesTruth(argument as number);
      case "customersTruth":
        return shard.customersTruth(argument as number);
    }
  };
}

/** The buffers below an answer, which are handed over instead of copied. */
function buffersOf(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    found.add(value.buffer as ArrayBuffer);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return found;
}

const scope = globalThis as unknown as {
  WorkerGlobalScope?: unknown;
  onmessage: ((event: MessageEvent<ShardRequest>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
};

if (typeof scope.WorkerGlobalScope === "function") {
  const answer = createAnswerer();
  scope.onmessage = (event) => {
    const result = answer(event.data);
    scope.postMessage(result, [...buffersOf(result)]);
  };
}
