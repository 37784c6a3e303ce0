/**
 * What a command needs from the operating system. Where it runs as root on Debian or Ubuntu, it is
 * installed; elsewhere the packages are named, so that nobody has to guess.
 *
 * @module
 */
import { type Progress, silent } from "../progress.ts";
import { hasProgram, type Run, run } from "./process.ts";

/** The Debian packages that some part of the project needs, and what for. */
export const PACKAGES = {
  "libgomp1": "LightGBM's native library (OpenMP)",
  "python3-venv": "notebooks (a Python environment of their own)",
  "emscripten": "building LightGBM as WebAssembly",
  "chromium": "the tests that look at the dashboard and JupyterLab in a browser",
} as const;

/** A package that {@linkcode ensurePackages} knows. */
export type PackageName = keyof typeof PACKAGES;

/** A package that is not there, and why. */
export interface MissingPackage {
  package: PackageName;
  /** One line for people: what needs it and how to get it. */
  reason: string;
}

/** What {@linkcode ensurePackages} found and did. */
export interface PackageReport {
  /** There before. */
  present: PackageName[];
  /** Installed just now. */
  installed: PackageName[];
  missing: MissingPackage[];
}

/** Options of {@linkcode ensurePackages}. */
export interface EnsureOptions {
  /** @default {silent} */
  progress?: Progress;
  /** @default {real processes} */
  runner?: Run;
  /** Whether packages may be installed. @default {root on Debian or Ubuntu} */
  mayInstall?: boolean;
}

/**
 * Makes sure that the named packages are there, installing them with `apt-get` (after one
 * `apt-get update`) where that is possible. Never throws for a package that is missing: the
 * report names it, and whoever cannot go on without it decides.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ensurePackages } from "./debian.ts";
 *
 * const runner = () => Promise.resolve({ code: 127, stdout: "", stderr: "" });
 * const report = await ensurePackages(["chromium"], { runner, mayInstall: false });
 * assert.match(report.missing[0]!.reason, /apt-get install chromium/);
 * ```
 */
export async function ensurePackages(
  names: readonly PackageName[],
  options: EnsureOptions = {},
): Promise<PackageReport> {
  const { progress = silent, runner = run } = options;
  const mayInstall = options.mayInstall ?? await isRootOnDebian();
  const absent: PackageName[] = [];
  const present: PackageName[] = [];
  for (const name of names) (await isPresent(name, runner) ? present : absent).push(name);
  const report: PackageReport = { present, installed: [], missing: [] };
  if (absent.length === 0) return report;
  const failures = mayInstall ? await install(absent, runner, progress) : new Map();
  for (const name of absent) {
    if (mayInstall && await isPresent(name, runner)) report.installed.push(name);
    else report.missing.push({ package: name, reason: reasonFor(name, failures.get(name)) });
  }
  return report;
}

/**
 * Why tests that need a package are skipped, or `undefined` when the package is there. For
 * `Deno.test({ name: "… (needs chromium)", ignore: … })`; installs nothing.
 *
 * @example
 * ```ts
 * import { skipReason } from "./debian.ts";
 *
 * const reason = await skipReason("emscripten");
 * if (reason !== undefined) console.log(reason);
 * ```
 */
export async function skipReason(
  name: PackageName,
  runner: Run = run,
): Promise<string | undefined> {
  return await isPresent(name, runner) ? undefined : reasonFor(name);
}

/**
 * The Chromium to drive: `HELIX_CHROMIUM`, else the first of Debian's, Ubuntu's and Google's names
 * that runs; `undefined` when there is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findChromium } from "./debian.ts";
 *
 * const runner = (command: readonly string[]) =>
 *   Promise.resolve({ code: command[0] === "google-chrome" ? 0 : 127, stdout: "", stderr: "" });
 * assert.equal(await findChromium(runner, () => undefined), "google-chrome");
 * ```
 */
export async function findChromium(
  runner: Run = run,
  env: (name: string) => string | undefined = (name) => Deno.env.get(name),
): Promise<string | undefined> {
  const named = env("HELIX_CHROMIUM");
  const names = ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"];
  for (const name of named ? [named] : names) {
    if (await hasProgram(name, runner)) return name;
  }
  return undefined;
}

async function isPresent(name: PackageName, runner: Run): Promise<boolean> {
  switch (name) {
    case "libgomp1":
      return await hasOpenMp(runner);
    case "python3-venv":
      return (await runner(["python3", "-c", "import ensurepip, venv"])).code === 0;
    case "emscripten":
      return await hasProgram("em++", runner);
    case "chromium":
      return await findChromium(runner) !== undefined;
  }
}

async function hasOpenMp(runner: Run): Promise<boolean> {
  if (Deno.build.os !== "linux") return true; // The wheel of the other systems needs nothing here.
  for (const ldconfig of ["ldconfig", "/sbin/ldconfig"]) {
    const { code, stdout } = await runner([ldconfig, "-p"]);
    if (code === 0) return stdout.includes("libgomp.so.1");
  }
  return true; // No list to look in (musl, NixOS): loading the library gives the true answer.
}

async function isRootOnDebian(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(release);
}

const APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"];
const APT_ENV = { DEBIAN_FRONTEND: "noninteractive" };

/** Installs one by one, so that a package that fails does not take the others with it. */
async function install(
  names: readonly PackageName[],
  runner: Run,
  progress: Progress,
): Promise<Map<PackageName, string>> {
  const failures = new Map<PackageName, string>();
  progress.note(`Installing from Debian: ${names.join(", ")}`);
  const update = await runner([...APT, "update"], { env: APT_ENV });
  if (update.code !== 0) progress.note(`apt-get update failed: ${lastLine(update.stderr)}`);
  for (const name of names) {
    const command = [...APT, "install", "-y", "--no-install-recommends", name];
    const { code, stderr } = await runner(command, { env: APT_ENV });
    if (code !== 0) failures.set(name, lastLine(stderr));
  }
  return failures;
}

function reasonFor(name: PackageName, failure?: string): string {
  const tried = failure === undefined ? "" : ` (apt-get said: ${failure})`;
  return `${name} is missing, needed for ${PACKAGES[name]}: apt-get install ${name}${tried}`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
