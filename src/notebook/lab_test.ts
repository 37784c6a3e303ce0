import assert from "node:assert/strict";
import { labArguments } from "./lab.ts";

Deno.test("labArguments() serves the given folder and asks nobody for news", () => {
  const args = labArguments("/shop");
  assert.deepEqual(args.slice(0, 2), ["-m", "jupyterlab"]);
  assert.ok(args.includes("--ServerApp.root_dir=/shop"));
  assert.ok(args.includes("--LabApp.news_url=None"));
});

Deno.test("labArguments() passes further arguments last", () => {
  assert.equal(labArguments("/shop", ["--port=9999"]).at(-1), "--port=9999");
});
