/**
 * Progress of set-up and test commands: plain lines on standard error, which also read well in a
 * log.
 *
 * @module
 */
import type { Progress } from "../progress.ts";

/**
 * Notes as lines; bars only by their end.
 *
 * @example
 * ```ts
 * import { terminalNotes } from "./notes.ts";
 *
 * terminalNotes.note("Making the environment");
 * ```
 */
export const terminalNotes: Progress = {
  start: () => ({ update() {}, finish() {} }),
  note: (message) => console.error(message),
};
