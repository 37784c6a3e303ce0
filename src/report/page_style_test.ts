import assert from "node:assert/strict";
import { PAGE_STYLE } from "./page_style.ts";

Deno.test("PAGE_STYLE has a dark side, a printed side, and loads nothing", () => {
  assert.match(PAGE_STYLE, /prefers-color-scheme:dark/);
  assert.match(PAGE_STYLE, /@media print/);
  assert.doesNotMatch(PAGE_STYLE, /url\(|@import/);
  assert.equal(PAGE_STYLE.match(/{/g)!.length, PAGE_STYLE.match(/}/g)!.length);
});
