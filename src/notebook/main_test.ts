import assert from "node:assert/strict";
import { main } from "./main.ts";

Deno.test("main() gives 2 for an unknown option or a number that is none", async () => {
  assert.equal(await main(["--no-such-option"]), 2);
  assert.equal(await main(["--jobs", "none"]), 2);
});

Deno.test("main() gives 0 for its help", async () => {
  assert.equal(await main(["--help"]), 0);
});
