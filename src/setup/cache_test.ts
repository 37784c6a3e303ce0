import assert from "node:assert/strict";
import { cacheDirectory } from "./cache.ts";

const from = (values: Record<string, string>) => (name: string) => values[name];

Deno.test("cacheDirectory() prefers LOCAL_HELIX_CACHE over everything", () => {
  const env = from({ LOCAL_HELIX_CACHE: "/big/disk", XDG_CACHE_HOME: "/x", HOME: "/h" });
  assert.equal(cacheDirectory({ env, os: "linux" }), "/big/disk");
});

Deno.test("cacheDirectory() follows XDG_CACHE_HOME, then the platform's place", () => {
  const home = { HOME: "/h" };
  const at = (os: string, values: Record<string, string>) =>
    cacheDirectory({ env: from(values), os });
  assert.equal(at("linux", { ...home, XDG_CACHE_HOME: "/x" }), "/x/local-helix");
  assert.equal(at("linux", home), "/h/.cache/local-helix");
  assert.equal(at("darwin", home), "/h/Library/Caches/local-helix");
  assert.equal(at("windows", { LOCALAPPDATA: "/l" }), "/l/local-helix");
  assert.equal(at("windows", { USERPROFILE: "/u" }), "/u/AppData/Local/local-helix");
});

Deno.test("cacheDirectory() ignores an empty LOCAL_HELIX_CACHE", () => {
  const env = from({ LOCAL_HELIX_CACHE: "", HOME: "/h" });
  assert.equal(cacheDirectory({ env, os: "linux" }), "/h/.cache/local-helix");
});

Deno.test("cacheDirectory() says what to set when there is no home", () => {
  assert.throws(() => cacheDirectory({ env: () => undefined, os: "linux" }), /LOCAL_HELIX_CACHE/);
});
