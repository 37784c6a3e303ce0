import assert from "node:assert/strict";
import { SIGNATURES } from "../backend.ts";
import {
  compileFingerprint,
  CPP_FILES,
  EXPORTS,
  includeFlags,
  linkFlags,
  moduleFingerprint,
} from "./recipe.ts";

Deno.test("CPP_FILES names each of LightGBM's 35 files once", () => {
  assert.equal(new Set(CPP_FILES).size, 35);
});

Deno.test("linkFlags() exports every function that the backend calls", () => {
  const exported = linkFlags("full").find((flag) => flag.startsWith("-sEXPORTED_FUNCTIONS="))!;
  for (const name of Object.keys(SIGNATURES)) assert.ok(exported.includes(`_${name}`), name);
  assert.ok(EXPORTS.includes("malloc"));
});

Deno.test("moduleFingerprint() differs by link mode and by the stubs", () => {
  const prints = [
    moduleFingerprint("full", "a"),
    moduleFingerprint("fast", "a"),
    moduleFingerprint("full", "b"),
  ];
  assert.equal(new Set(prints).size, 3);
  assert.match(compileFingerprint(), /^[0-9a-f]{12}$/);
});

Deno.test("includeFlags() points into the sources", () => {
  assert.ok(includeFlags("/s").every((flag) => flag.startsWith("-I/s/")));
});
