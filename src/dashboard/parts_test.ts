import assert from "node:assert/strict";
import { customerLink, formPart, pagesPart } from "./parts.ts";

Deno.test("formPart() keeps what was typed and escapes it", async () => {
  const form = String(
    await formPart("/x", "Find", [
      { kind: "search", name: "q", label: "Q", value: `"><b>` },
      { kind: "select", name: "s", label: "S", value: "b", choices: [["a", "A"], ["b", "B"]] },
      { kind: "range", name: "r", label: "R", value: 3, min: 0, max: 9, silent: true, twin: "n" },
    ]),
  );
  assert.match(form, /value="&quot;&gt;&lt;b&gt;"/);
  assert.match(form, /<option value="b" selected>/);
  assert.match(form, /type="range" id="r" value="3"/);
  assert.doesNotMatch(form, /name="r"/);
});

Deno.test("customerLink() shortens the text, never the address", async () => {
  const id = "a/".repeat(30);
  const link = String(await customerLink(id));
  assert.ok(link.includes(encodeURIComponent(id)));
  assert.match(link, />.{16}…</);
});

Deno.test("pagesPart() leads to the neighbours that exist", async () => {
  const at = async (page: number, last: number) =>
    String(await pagesPart("/x", { q: "a b" }, page, last));
  assert.equal((await at(1, 1)).trim(), "");
  assert.match(await at(1, 3), /href="\/x\?q=a\+b&(amp;)?page=2"/);
  assert.doesNotMatch(await at(1, 3), /Previous/);
  assert.doesNotMatch(await at(3, 3), /Next/);
});
