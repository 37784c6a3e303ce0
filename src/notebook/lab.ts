/**
 * `deno task lab`: JupyterLab with the Deno kernel, opened on `notebooks/`.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { terminalNotes } from "../setup/notes.ts";
import { ensureNotebookEnvironment } from "../setup/python.ts";

/**
 * The arguments of JupyterLab's process after the interpreter: it opens on the notebooks, serves
 * the project's folder only, and announces nothing about itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { labArguments } from "./lab.ts";
 *
 * assert.ok(labArguments("/shop", ["--no-browser"]).includes("--no-browser"));
 * ```
 */
export function labArguments(root: string, more: readonly string[] = []): string[] {
  const asRoot = Deno.build.os === "linux" && Deno.uid() === 0 ? ["--allow-root"] : [];
  return [
    "-m",
    "jupyterlab",
    `--ServerApp.root_dir=${root}`,
    "--LabApp.default_url=/lab/tree/notebooks",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    ...asRoot,
    ...more,
  ];
}

/**
 * Tells this environment's JupyterLab not to ask for news, and gives the path of what it wrote.
 * Nobody else's settings are touched.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeLabSettings } from "./lab.ts";
 *
 * const home = await Deno.makeTempDir();
 * assert.match(await Deno.readTextFile(await writeLabSettings(home)), /fetchNews/);
 * await Deno.remove(home, { recursive: true });
 * ```
 */
export async function writeLabSettings(home: string): Promise<string> {
  const path = join(home, "share", "jupyter", "lab", "settings", "overrides.json");
  const settings = {
    "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  };
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, JSON.stringify(settings, null, 2) + "\n");
  return path;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname!, "../..");
  const { python, env } = await ensureNotebookEnvironment({ progress: terminalNotes });
  await writeLabSettings(resolve(python, "../.."));
  const child = new Deno.Command(python, {
    args: labArguments(root, Deno.args),
    env,
    cwd: root,
    stdin: "inherit",
  }).spawn();
  Deno.addSignalListener("SIGINT", () => {}); // JupyterLab gets it too and asks what to do.
  Deno.exit((await child.status).code);
}
