/**
 * Where shown things go: the notebook's kernel, or the terminal where there is none.
 *
 * @module
 */

/** Representations of one thing by MIME type. */
export type Bundle = Record<string, unknown>;

/** How a bundle is sent. */
export interface SendOptions {
  /** Names the output, so that it can be replaced. @default {none} */
  id?: string;
  /** Replaces the output of that id. @default {false} */
  replace?: boolean;
  /** @default {none} */
  metadata?: Record<string, unknown>;
}

/** Something that shows bundles. */
export interface Screen {
  send(bundle: Bundle, options?: SendOptions): Promise<void>;
}

/** What this project uses of the kernel's side of Deno. */
interface Kernel {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/**
 * The notebook's kernel as a screen, or the terminal outside of notebooks.
 *
 * @example
 * ```ts
 * import { currentScreen } from "./screen.ts";
 *
 * await currentScreen().send({ "text/plain": "said on the terminal" });
 * ```
 */
export function currentScreen(): Screen {
  const kernel = findKernel();
  return kernel === undefined ? terminal : kernelScreen(kernel);
}

/**
 * A screen that speaks Jupyter's messages. What is sent keeps its order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { kernelScreen } from "./screen.ts";
 *
 * const types: string[] = [];
 * const screen = kernelScreen({
 *   broadcast: (type) => Promise.resolve(void types.push(type)),
 * });
 * await screen.send({ "text/plain": "…" }, { id: "bar" });
 * await screen.send({ "text/plain": "done" }, { id: "bar", replace: true });
 * assert.deepEqual(types, ["display_data", "update_display_data"]);
 * ```
 */
export function kernelScreen(kernel: Kernel): Screen {
  let last: Promise<void> = Promise.resolve();
  return {
    send(data, { id, replace = false, metadata = {} } = {}) {
      const type = replace ? "update_display_data" : "display_data";
      const transient = id === undefined ? {} : { display_id: id };
      const sent = last.then(() => kernel.broadcast(type, { data, metadata, transient }));
      last = sent.catch(() => {});
      return sent;
    },
  };
}

const terminal: Screen = {
  send(bundle) {
    console.log(bundle["text/plain"] ?? bundle["text/markdown"] ?? Object.keys(bundle).join(", "));
    return Promise.resolve();
  },
};

/** Deno has `jupyter` everywhere, but reading it outside of a kernel throws. */
function findKernel(): Kernel | undefined {
  try {
    return Reflect.get(Deno, "jupyter") as Kernel | undefined;
  } catch {
    return undefined;
  }
}
