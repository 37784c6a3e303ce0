import assert from "node:assert/strict";
import { notebookProgress } from "./progress.ts";
import type { Bundle, SendOptions } from "./screen.ts";

function setUp() {
  const sent: { text: string; html: string; options: SendOptions }[] = [];
  let time = 0;
  const screen = {
    send(bundle: Bundle, options: SendOptions = {}) {
      const [text, html] = [String(bundle["text/plain"]), String(bundle["text/html"])];
      return Promise.resolve(void sent.push({ text, html, options }));
    },
  };
  const progress = notebookProgress({ screen, now: () => time, interval: 100 });
  return { sent, progress, pass: (milliseconds: number) => void (time += milliseconds) };
}

Deno.test("notebookProgress() replaces one output instead of adding more", () => {
  const { sent, progress, pass } = setUp();
  const bar = progress.start("Reading", 400, "rows");
  pass(1000);
  bar.update(100);
  bar.finish();
  assert.deepEqual(sent.map((one) => one.options.replace ?? false), [false, true, true]);
  assert.equal(new Set(sent.map((one) => one.options.id)).size, 1);
  assert.equal(sent[1]!.text, "Reading: 100 of 400 rows, 3 s left");
  assert.match(sent[1]!.html, /<progress max="400" value="100"/);
});

Deno.test("notebookProgress() draws no more often than its interval", () => {
  const { sent, progress, pass } = setUp();
  const bar = progress.start("Reading", 0, "rows");
  for (let i = 1; i <= 1000; i++) {
    pass(1);
    bar.update(i);
  }
  bar.finish("all read");
  assert.equal(sent.length, 1 + 10 + 1);
  assert.equal(sent.at(-1)!.text, "✓ Reading: 1,000 rows · all read");
});

Deno.test("notebookProgress() draws the next bar in the line of one that has ended", () => {
  const { sent, progress } = setUp();
  const outer = progress.start("Weeks", 2, "weeks");
  for (const title of ["One", "Two", "Three"]) progress.start(title, 1, "trees").finish();
  outer.finish();
  assert.equal(new Set(sent.map((one) => one.options.id)).size, 2);
  assert.equal(sent.filter((one) => !one.options.replace).length, 2);
  const last = new Map(sent.map((one) => [one.options.id, one.text]));
  assert.deepEqual([...last.values()], ["✓ Weeks: 2 weeks", "✓ Three: 1 trees"]);
});

Deno.test("notebookProgress() keeps the lines of what was settled", () => {
  const { sent, progress } = setUp();
  const late = progress.start("Late", 1, "rows");
  progress.start("One", 1, "rows").finish();
  progress.settle();
  progress.start("Two", 1, "rows").finish();
  late.finish();
  progress.start("Three", 1, "rows").finish();
  const last = new Map(sent.map((one) => [one.options.id, one.text]));
  assert.deepEqual([...last.values()], ["✓ Late: 1 rows", "✓ One: 1 rows", "✓ Three: 1 rows"]);
});

Deno.test("notebookProgress() ends a bar once and ignores late updates", () => {
  const { sent, progress, pass } = setUp();
  const bar = progress.start("Reading", 1, "rows");
  bar.finish();
  bar.finish();
  pass(1000);
  bar.update(1);
  assert.equal(sent.length, 2);
});

Deno.test("notebookProgress() gathers notes in one output of at most five lines", () => {
  const { sent, progress } = setUp();
  for (let i = 1; i <= 7; i++) progress.note(`step ${i}`);
  assert.equal(sent.at(-1)!.text, "step 3\nstep 4\nstep 5\nstep 6\nstep 7");
  assert.deepEqual(sent.map((one) => one.options.replace), [false, ...Array(6).fill(true)]);
});

Deno.test("notebookProgress() does not fail the work when the screen does", async () => {
  const screen = { send: () => Promise.reject(new Error("gone")) };
  const bar = notebookProgress({ screen }).start("Reading", 1, "rows");
  bar.finish();
  await new Promise((resolve) => setTimeout(resolve, 0));
});
