/// <reference lib="deno.worker" />
/**
 * A Worker of `label_windows.ts`: the rows of one label window.
 *
 * @module
 */
import type { WindowJob } from "./label_windows.ts";
import { trainingRows } from "./training_rows.ts";

self.onmessage = ({ data }: MessageEvent<WindowJob>) => {
  self.postMessage(trainingRows(data.known, data.from, data.horizon, data.options));
};
