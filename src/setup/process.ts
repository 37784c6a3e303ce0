/**
 * Child processes as the set-up uses them: arguments in, exit code and text out.
 *
 * @module
 */

/** What a finished child process left. */
export interface Finished {
  /** Exit code; 127 when the program was not found. */
  code: number;
  stdout: string;
  stderr: string;
}

/** Options of {@linkcode run}. */
export interface RunOptions {
  /** Added to the environment. @default {nothing added} */
  env?: Record<string, string>;
  /** @default {the current directory} */
  cwd?: string;
  /** Called with each line of standard output as it comes. @default {nothing} */
  onLine?: (line: string) => void;
}

/** The type of {@linkcode run}, for functions that a test gives another runner. */
export type Run = (command: readonly string[], options?: RunOptions) => Promise<Finished>;

/**
 * Runs a program to its end and keeps what it wrote; a program that does not exist gives code 127.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { run } from "./process.ts";
 *
 * const finished = await run([Deno.execPath(), "eval", "console.log(6 * 7)"]);
 * assert.equal(finished.stdout.trim(), "42");
 * ```
 */
export async function run(
  command: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const { env = {}, cwd, onLine } = options;
  const [program, ...args] = command;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program!, {
      args,
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
    return { code: 127, stdout: "", stderr: `${program}: not found` };
  }
  const [stdout, stderr, status] = await Promise.all([
    readText(child.stdout, onLine),
    readText(child.stderr),
    child.status,
  ]);
  return { code: status.code, stdout, stderr };
}

async function readText(
  stream: ReadableStream<Uint8Array>,
  onLine?: (line: string) => void,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let told = 0;
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    for (let end; onLine && (end = text.indexOf("\n", told)) >= 0; told = end + 1) {
      onLine(text.slice(told, end));
    }
  }
  text += decoder.decode();
  if (onLine && told < text.length) onLine(text.slice(told));
  return text;
}

/**
 * Whether a program is on the `PATH` (or at the given path).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasProgram } from "./process.ts";
 *
 * assert.equal(await hasProgram("no-such-program-anywhere"), false);
 * ```
 */
export async function hasProgram(name: string, runner: Run = run): Promise<boolean> {
  const { code } = await runner([name, "--version"]);
  return code === 0;
}
