import assert from "node:assert/strict";
import { isLoopback } from "./access.ts";

Deno.test("isLoopback() takes only addresses of this machine", () => {
  for (const host of ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "LOCALHOST"]) {
    assert.ok(isLoopback(host), host);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "localhost.example", "128.0.0.1", ""]) {
    assert.ok(!isLoopback(host), host);
  }
});
