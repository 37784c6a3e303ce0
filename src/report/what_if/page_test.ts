import assert from "node:assert/strict";
import { inflate, unpackData } from "./pack.ts";
import { whatIfPage } from "./page.ts";
import { trialPage } from "./testing.ts";

const { data, modelText } = await trialPage();
const packed = (page: string, id: string) =>
  new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`).exec(page)?.[1];

Deno.test("whatIfPage() holds everything it needs, and asks for nothing", async () => {
  const module = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const page = await whatIfPage({ data, modelText, module });
  assert.deepEqual(unpackData(await inflate(packed(page, "packed-data")!)), data);
  const text = await inflate(packed(page, "packed-model")!);
  assert.equal(new TextDecoder().decode(text), modelText);
  assert.deepEqual(await inflate(packed(page, "packed-engine")!), module);
  assert.match(page, /default-src &#39;none&#39;/);
  assert.doesNotMatch(page, /<(link|img|iframe)\b|\ssrc=|url\(|@import/);
  assert.match(page, /shows what the model says, not what a customer would do/);
});

Deno.test("whatIfPage() without the module says which command builds it", async () => {
  const page = await whatIfPage({ data, modelText, module: null });
  assert.equal(packed(page, "packed-engine"), undefined);
  assert.match(page, /deno task lightgbm:wasm/);
});

Deno.test("whatIfPage() names every column that a slider changes, and its rule", async () => {
  const page = await whatIfPage({ data, modelText, module: null });
  for (const column of ["price_over_usual", "due_article", "avg_purchase_hour"]) {
    assert.match(page, new RegExp(`<code>${column}</code></td>\\s*<td>[a-z]`));
  }
  assert.match(page, /times \(days_since_bought \+ x\) \/ days_since_bought/);
});
