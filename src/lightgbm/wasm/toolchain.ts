/**
 * The compiler that makes WebAssembly out of C++.
 *
 * @module
 */

import { LightGBMError } from "../errors.ts";

/** Options of {@linkcode ensureToolchain}. */
export interface ToolchainOptions {
  /** Told what is being done. @default {nobody} */
  note?: (message: string) => void;
  /** Whether it may be installed. @default {root with apt-get} */
  mayInstall?: boolean;
}

/** What to do where the toolchain is missing, one line. */
export const TOOLCHAIN_HINT =
  "emscripten is missing; install it (Debian: `apt-get install --no-install-recommends emscripten`)";

/** Whether the toolchain is there. */
export async function hasToolchain(): Promise<boolean> {
  return await succeeds("em++", ["--version"]) && await succeeds("emcc", ["--version"]);
}

/**
 * Makes sure that emscripten is there; as root on Debian it is installed.
 *
 * @throws {LightGBMError} If it is missing and cannot be installed.
 */
export async function ensureToolchain(options: ToolchainOptions = {}): Promise<void> {
  if (await hasToolchain()) return;
  const mayInstall = options.mayInstall ?? await canInstall();
  if (!mayInstall) throw new LightGBMError("build its WebAssembly module", TOOLCHAIN_HINT);
  options.note?.("Installing emscripten with apt-get");
  await apt(["update", "-qq"]);
  await apt(["install", "-y", "-qq", "--no-install-recommends", "emscripten"]);
  if (!await hasToolchain()) {
    throw new LightGBMError("build its WebAssembly module", "emscripten was installed but fails");
  }
}

/** Environment for the compiler: Debian's JavaScript libraries for a Node.js from elsewhere. */
export async function toolchainEnvironment(): Promise<Record<string, string>> {
  const debian = "/usr/share/nodejs";
  const exists = await Deno.stat(debian).then((info) => info.isDirectory, () => false);
  return exists ? { NODE_PATH: debian } : {};
}

async function canInstall(): Promise<boolean> {
  return Deno.build.os === "linux" && Deno.uid() === 0 && await succeeds("apt-get", ["--version"]);
}

async function apt(args: string[]): Promise<void> {
  const command = new Deno.Command("apt-get", {
    args,
    env: { DEBIAN_FRONTEND: "noninteractive" },
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  if (success) return;
  const line = new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
  throw new LightGBMError("install emscripten", line);
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args, stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch {
    return false;
  }
}
