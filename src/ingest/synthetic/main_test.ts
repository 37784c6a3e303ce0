import assert from "node:assert/strict";
import { parseCommand } from "./main.ts";

Deno.test("parseCommand() reads every option", () => {
  const args = "-- --customers 64 --out d --seed 3 --hours --format parquet --threads 2";
  assert.deepEqual(parseCommand(args.split(" ")), {
    out: "d",
    options: { customers: 64, seed: 3, hours: true, format: "parquet", threads: 2 },
  });
});

Deno.test("parseCommand() refuses what is missing, malformed or unknown", () => {
  for (
    const args of [
      "--customers 64",
      "--out d",
      "--customers many --out d",
      "--customers 64 --out d --format xml",
      "--customers 64 --out d --shape round",
    ]
  ) assert.throws(() => parseCommand(args.split(" ")), TypeError);
});
