import assert from "node:assert/strict";
import { assetUrls, staticRoutes } from "./static.ts";

Deno.test("staticRoutes() gives every file whole, packed or not, to be kept for good", async () => {
  const routes = staticRoutes();
  for (const url of Object.values(await assetUrls())) {
    const plain = await routes.request(url);
    assert.match(plain.headers.get("cache-control")!, /immutable/);
    const text = await plain.text();
    assert.ok(text.length > 1000, url);
    const packed = await routes.request(url, { headers: { "accept-encoding": "br, gzip" } });
    assert.equal(packed.headers.get("content-encoding"), "gzip");
    const unpacked = packed.body!.pipeThrough(new DecompressionStream("gzip"));
    assert.equal(await new Response(unpacked).text(), text);
  }
  assert.equal((await routes.request("/static/other.js")).status, 404);
});
