import assert from "node:assert/strict";
import { createApp } from "./app.ts";
import { openLive } from "./live.ts";
import { openApiDocument, OPERATIONS } from "./openapi.ts";
import { smallShop } from "./testing.ts";

Deno.test("openApiDocument() describes what the server answers, operation by operation", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  await live.explainer().similarity();
  const app = createApp(live);
  for (const { method, path, answer } of OPERATIONS) {
    const url = path.replace("{id}", path.includes("articles") ? "0100" : "c1");
    const body = method === "post" ? JSON.stringify({ customer_ids: ["c1"] }) : undefined;
    const response = await app.request(url, { method, ...(body === undefined ? {} : { body }) });
    assert.equal(response.status, 200, path);
    if (answer) answer.parse(await response.json());
  }
});

Deno.test("openApiDocument() has plain JSON with every reference in it", () => {
  const document = openApiDocument();
  const text = JSON.stringify(document);
  assert.deepEqual(JSON.parse(text), document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  assert.ok(references.length > 0);
  for (const [, name] of references) assert.ok(name! in document.components.schemas, name);
  const parameters = document.paths["/v1/customers/{id}/recommendations"]!.get as {
    parameters: { name: string; required: boolean }[];
  };
  assert.deepEqual(
    parameters.parameters.map(({ name, required }) => [name, required]),
    [["id", true], ["limit", false], ["reasons", false]],
  );
});
