/**
 * Whether an engine gives back what it takes.
 *
 * @module
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sampleData } from "./sample_data.ts";
import { type EngineChoice, openEngine } from "./select.ts";
import type { Engine } from "./types.ts";

/**
 * Resident memory in bytes over many cycles: what is left after a garbage collection and after the C
 * library gave back what it keeps for the next request. (glibc keeps up to 20 MB here, a little more
 * or less from moment to moment, while the bytes in use stay the same.)
 */
export interface ResidentGrowth {
  cycles: number;
  /** After the first part, which warms allocators and compilers up. */
  first: number;
  /** After the last cycle. */
  last: number;
  /** From `first` to `last` in equal steps: a leak goes up with every step. */
  samples: number[];
}

/** Most steps from the first sample to the last. */
const STEPS = 8;

/**
 * Runs cycles of: data set, training, saving, loading, every kind of prediction, free.
 *
 * @throws {RangeError} If there are fewer than 10 cycles.
 */
export function residentGrowth(engine: Engine, options: { cycles: number }): ResidentGrowth {
  const { cycles } = options;
  if (!(cycles >= 10)) {
    throw new RangeError(`Expected cycles to be at least 10 but found ${cycles}`);
  }
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  using heap = openHeap();
  const train = sampleData("binary", { rows: 4000, columns: 10, categorical: 1 });
  const warm = Math.min(2000, Math.floor(cycles / 2));
  const steps = Math.min(STEPS, cycles - warm);
  const samples: number[] = [];
  for (let i = 0; i <= cycles; i++) {
    const due = warm + Math.round(samples.length * (cycles - warm) / steps);
    if (i % 50 === 0 || i === due) collect();
    if (i === due) {
      heap.trim();
      samples.push(Deno.memoryUsage().rss);
    }
    if (i < cycles) cycle(engine, train);
  }
  return { cycles, first: samples[0]!, last: samples.at(-1)!, samples };
}

/** The C library's heap, where it is glibc's; elsewhere nothing is trimmed. */
function openHeap(): Disposable & { trim(): void } {
  try {
    const symbols = { malloc_trim: { parameters: ["usize"], result: "i32" } } as const;
    const library = Deno.dlopen("libc.so.6", symbols);
    return {
      trim: () => void library.symbols.malloc_trim(0n),
      [Symbol.dispose]: () => library.close(),
    };
  } catch {
    return { trim: () => {}, [Symbol.dispose]: () => {} };
  }
}

function cycle(engine: Engine, train: ReturnType<typeof sampleData>): void {
  const { modelText } = engine.train({
    params: { objective: "binary", num_leaves: 4, metric: "auc" },
    train,
    validation: [{ name: "same", data: train }],
    iterations: 2,
  });
  using booster = engine.loadModel(modelText);
  booster.predict(train.features);
  booster.predictRow(train.features.data.subarray(0, train.features.columns));
  booster.contributions(train.features);
}

/**
 * The same in a process of its own, where nothing else moves the resident memory.
 *
 * @throws {Error} If the process fails.
 */
export async function residentGrowthAlone(
  choice: EngineChoice,
  options: { cycles: number },
): Promise<ResidentGrowth> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.url, JSON.stringify(choice), String(options.cycles)],
    stderr: "inherit",
  });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`Expected the ${choice.kind} engine's cycles to end well`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

if (import.meta.main) {
  using engine = await openEngine(JSON.parse(Deno.args[0]!));
  console.log(JSON.stringify(residentGrowth(engine, { cycles: Number(Deno.args[1]) })));
}
