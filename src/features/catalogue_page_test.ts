import assert from "node:assert/strict";
import { cataloguePage, catalogueSections, withCatalogue } from "./catalogue_page.ts";

/** Cells without the padding that formatting adds. */
const unpadded = (page: string) => page.replaceAll(/ *\| */g, "|").replaceAll(/\|-+/g, "|-");

Deno.test("the README's catalogue is current", async () => {
  const page = await Deno.readTextFile(new URL("README.md", import.meta.url));
  const current = withCatalogue(page, cataloguePage(catalogueSections()));
  assert.equal(unpadded(page), unpadded(current), "Run src/features/catalogue_page.ts");
});

Deno.test("withCatalogue() refuses a page without its marks", () => {
  assert.throws(() => withCatalogue("no marks", ""), SyntaxError);
});
