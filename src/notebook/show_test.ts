import assert from "node:assert/strict";
import { figure } from "../report/figures/figure.ts";
import type { Bundle, SendOptions } from "./screen.ts";
import { PLOTLY_MIME, show, toBundle } from "./show.ts";

function recorder() {
  const sent: { bundle: Bundle; options: SendOptions | undefined }[] = [];
  const send = (bundle: Bundle, options?: SendOptions) =>
    Promise.resolve(void sent.push({ bundle, options }));
  return { sent, screen: { send } };
}

Deno.test("show() numbers what it shows without a gap", async () => {
  const { sent, screen } = recorder();
  for (const value of ["a", 1, [{ n: 1 }]]) await show(value, { screen, settle: 0 });
  const numbers = sent.map(({ options }) => (options!.metadata!.helix as { shown: number }).shown);
  assert.deepEqual(numbers, [numbers[0]!, numbers[0]! + 1, numbers[0]! + 2]);
});

Deno.test("show() waits at least 50 ms after it has sent", async () => {
  let sentAt = 0;
  const screen = { send: () => Promise.resolve(void (sentAt = performance.now())) };
  await show("x", { screen });
  assert.ok(performance.now() - sentAt >= 49);
});

Deno.test("toBundle() gives a figure an interactive and a static picture and words", () => {
  const bundle = toBundle(figure({
    title: "A finding",
    x: { label: "kind" },
    y: { label: "n" },
    marks: [{ mark: "bars", x: ["a"], y: [1] }],
  }));
  assert.deepEqual(Object.keys(bundle), [PLOTLY_MIME, "image/svg+xml", "text/plain"]);
  assert.match(String(bundle["image/svg+xml"]), /^<svg /);
});

Deno.test("toBundle() shows other values as JSON that a kernel can send", () => {
  const bundle = toBundle({ rows: 3n, at: new Date("2011-12-01"), x: new Uint8Array([1]) });
  assert.deepEqual(JSON.parse(String(bundle["text/plain"])), { rows: 3, at: "2011-12-01", x: [1] });
});
