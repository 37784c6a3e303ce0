import assert from "node:assert/strict";
import { figure } from "./figure.ts";
import { figureHtml, figureScripts } from "./html.ts";

const hostile = `</script><img src=x onerror=alert(1)>`;
const html = figureHtml(figure({
  title: hostile,
  x: { label: "kind" },
  y: { label: "n" },
  marks: [{ mark: "bars", name: hostile, x: ["a"], y: [1] }],
}));

Deno.test("figureHtml() keeps hostile text inside its place", () => {
  assert.ok(!html.includes("<img"));
  assert.equal(html.match(/<\/script>/g)!.length, 1);
});

Deno.test("figureHtml() carries the picture and the whole specification", () => {
  const json = /class="hx-spec">(.*?)<\/script>/.exec(html)![1]!;
  assert.equal(JSON.parse(json).data[0].name, hostile);
  assert.match(html, /<div class="hx-static"><svg /);
});

Deno.test("figureScripts() ends each script once and loads nothing", async () => {
  const scripts = await figureScripts();
  assert.equal(scripts.match(/<\/script>/g)!.length, 2);
  assert.doesNotMatch(scripts, /<script[^>]* src=/);
});
