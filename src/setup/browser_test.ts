import assert from "node:assert/strict";
import { openBrowser, until } from "./browser.ts";
import { skipReason } from "./debian.ts";

const reason = await skipReason("chromium");

Deno.test({
  name: "until() waits for what comes later, and not for ever (needs chromium)",
  ignore: reason !== undefined,
  // Playwright keeps pipes of its own open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent(`<p>soon</p><script>
        setTimeout(() => document.querySelector("p").textContent = "now", 120)</script>`);
      await until(page, `document.querySelector("p").textContent === "now"`);
      await assert.rejects(until(page, "1 > 2", 100), /Expected 1 > 2 within 100 ms/);
    } finally {
      await browser.close();
    }
  },
});
