import assert from "node:assert/strict";
import { linkOf } from "./main.ts";

Deno.test("linkOf() throws on what is no link mode", () => {
  assert.throws(
    () => linkOf(["--link", "soon"]),
    /Expected --link to be full or fast but found soon/,
  );
  assert.throws(() => linkOf(["--lnk"]), TypeError);
});
