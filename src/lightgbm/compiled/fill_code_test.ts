import assert from "node:assert/strict";
import { broadcastFunction, gatherFunction } from "./fill_code.ts";
import { uniform } from "./trial_data.ts";
import { moduleBytes } from "./wasm_binary.ts";

const memory = new WebAssembly.Memory({ initial: 1 });
const module = new WebAssembly.Module(moduleBytes([
  { name: "gather", code: gatherFunction() },
  { name: "broadcast", code: broadcastFunction() },
]));
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const { gather, broadcast } = exports as Record<string, (...args: number[]) => void>;
const bytes = new Uint8Array(memory.buffer);

const [IDS, TARGETS, RECORDS, COLUMNS] = [0, 1024, 2048, 16384] as const;
const STRIDE = 256;

Deno.test("gatherFunction() transposes records into columns", () => {
  const random = uniform(6);
  for (const width of [16, 32, 48]) {
    const ids = new Uint32Array(memory.buffer, IDS, 64).map(() => Math.floor(random() * 100));
    new Uint32Array(memory.buffer, IDS, 64).set(ids);
    const targets = Uint32Array.from(
      { length: width },
      (_, c) => COLUMNS + (width - 1 - c) * STRIDE,
    );
    new Uint32Array(memory.buffer, TARGETS, width).set(targets);
    for (let i = 0; i < 100 * width; i++) bytes[RECORDS + i] = Math.floor(random() * 256);
    gather!(IDS, 8, 8 + 64, RECORDS, width, TARGETS, TARGETS + width * 4);
    for (let r = 0; r < 64; r++) {
      for (let c = 0; c < width; c++) {
        assert.equal(bytes[targets[c]! + 8 + r], bytes[RECORDS + ids[r]! * width + c]);
      }
    }
  }
});

Deno.test("broadcastFunction() writes runs of every length and nothing beside them", () => {
  new Uint32Array(memory.buffer, TARGETS, 2).set([COLUMNS, COLUMNS + STRIDE]);
  bytes.set([11, 22], RECORDS);
  for (let length = 1; length < 70; length++) {
    const area = bytes.subarray(COLUMNS, COLUMNS + 2 * STRIDE).fill(0);
    broadcast!(RECORDS, 3, 3 + length, TARGETS, TARGETS + 8);
    const expected = new Uint8Array(2 * STRIDE);
    expected.fill(11, 3, 3 + length).fill(22, STRIDE + 3, STRIDE + 3 + length);
    assert.deepEqual(area, expected);
  }
});
