/**
 * Handles of the library, freed once nobody needs them any more.
 *
 * @module
 */

/** An address that the library gave out. */
export interface Handle {
  /** @throws {ReferenceError} After its owner, or the engine, disposed of it. */
  readonly address: number;
  /** Keeps the handle alive after its owner disposed of it, until {@linkcode release}. */
  retain(): void;
  /** Takes one {@linkcode retain} back. */
  release(): void;
  /** The owner's end of interest; more than once does nothing. */
  dispose(): void;
}

/** Handles not yet freed; an engine frees what is left when it closes. */
export type OpenHandles = Set<() => void>;

/**
 * A counted handle: freed when its owner has disposed of it and every user has let go.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ownHandle } from "./handle.ts";
 *
 * const freed: number[] = [];
 * const handle = ownHandle(new Set(), "data set", 42, (address) => freed.push(address));
 * handle.retain();
 * handle.dispose();
 * assert.deepEqual(freed, []);
 * handle.release();
 * assert.deepEqual(freed, [42]);
 * ```
 */
export function ownHandle(
  open: OpenHandles,
  what: string,
  address: number,
  free: (address: number) => void,
): Handle {
  let users = 1;
  let owned = true;
  const freeNow = () => {
    if (open.delete(freeNow)) free(address);
  };
  const release = () => {
    users -= 1;
    if (users === 0) freeNow();
  };
  open.add(freeNow);
  return {
    get address() {
      if (!owned || !open.has(freeNow)) throw new ReferenceError(`This ${what} was disposed of`);
      return address;
    },
    retain: () => void (users += 1),
    release,
    dispose: () => {
      if (!owned) return;
      owned = false;
      release();
    },
  };
}
