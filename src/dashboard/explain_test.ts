import assert from "node:assert/strict";
import { openWorkspace } from "../workspace.ts";
import { openExplainer, within } from "./explain.ts";

Deno.test("openExplainer() says why where there is nothing to explain", async () => {
  const root = await Deno.makeTempDir();
  try {
    using explainer = openExplainer(openWorkspace(root), "", 12);
    await assert.rejects(explainer.explain(0), /Expected outputs to explain but found none/);
    assert.equal(explainer.ready(), false);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("openExplainer() closed gives up what was asked", async () => {
  const root = await Deno.makeTempDir();
  try {
    const explainer = openExplainer(openWorkspace(root), "", 12);
    const asked = explainer.explain(0);
    const expected = assert.rejects(asked, /replaced/);
    explainer[Symbol.dispose]();
    await expected;
    await assert.rejects(explainer.similarity(), /replaced/);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("within() passes a failure on", async () => {
  await assert.rejects(within(1000, Promise.reject(new Error("no"))), /no/);
});
