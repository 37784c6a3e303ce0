/**
 * The dashboard as a process of its own, for what measures it.
 *
 * @module
 */
import { join } from "node:path";
import { PROJECT_ROOT } from "../workspace.ts";

/** A dashboard in a process of its own. */
export interface DashboardProcess extends AsyncDisposable {
  readonly url: string;
  /** Milliseconds from the start of the process until it could answer. */
  readonly startMs: number;
}

/** Starts the dashboard over a workspace and waits until it answers. */
export async function startDashboard(workspace: string): Promise<DashboardProcess> {
  const started = performance.now();
  const script = join(PROJECT_ROOT, "src/dashboard/main.ts");
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, "--workspace", workspace, "--port", "0"],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  const url = Promise.withResolvers<string>();
  const reading = child.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      write(piece) {
        const found = /Dashboard: +(\S+)/.exec(text += piece);
        if (found) url.resolve(found[1]!);
      },
    }),
  );
  child.status.then(() => url.reject(new Error(`Expected a dashboard but found: ${text}`)));
  return {
    url: await url.promise,
    startMs: performance.now() - started,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await Promise.all([child.status, reading]);
    },
  };
}
