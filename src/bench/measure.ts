/**
 * What a process needs, as the operating system counts it.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";

/** What one stage needed. */
export interface Usage {
  readonly wallSeconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  /** Largest resident memory of the stage's process, in bytes. */
  readonly peakResidentBytes: number;
}

/**
 * Runs `work` and says what the process needed for it; the peak is the process's own, so measure
 * one thing per process.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { measured } from "./measure.ts";
 *
 * const { result, usage } = await measured(() => Promise.resolve(42));
 * assert.equal(result, 42);
 * assert.ok(usage.peakResidentBytes > 1e6);
 * ```
 */
export async function measured<T>(work: () => Promise<T>): Promise<{ result: T; usage: Usage }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    result,
    usage: {
      wallSeconds: (performance.now() - started) / 1e3,
      cpuSeconds: (user + system) / 1e6,
      peakResidentBytes: peakResidentBytes(),
    },
  };
}

/** Largest resident memory of this process so far: the kernel's high-water mark where there is one. */
export function peakResidentBytes(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]);
  } catch {
    return process.memoryUsage().rss;
  }
}

/**
 * Bytes of all files under a folder; files that vanish meanwhile do not count.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { folderBytes } from "./measure.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${folder}/a`, "12345");
 * assert.equal(folderBytes(folder), 5);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function folderBytes(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of Deno.readDirSync(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) bytes += folderBytes(path);
      else if (entry.isFile) bytes += Deno.lstatSync(path).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}

/** Watches a folder's size while something writes there. */
export interface FolderWatch {
  /** Largest size seen, in bytes; ends the watch. */
  stop(): number;
}

/** Starts to look at a folder's size twice a second. */
export function watchFolder(folder: string): FolderWatch {
  let most = folderBytes(folder);
  const look = () => most = Math.max(most, folderBytes(folder));
  const timer = setInterval(look, 500);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
