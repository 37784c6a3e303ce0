import assert from "node:assert/strict";
import { smallShop } from "../dashboard/testing.ts";
import { openBrowser } from "../setup/browser.ts";
import { skipReason } from "../setup/debian.ts";
import { benchDashboard, waitsTable } from "./dashboard.ts";
import { startDashboard } from "./dashboard_process.ts";

const reason = await skipReason("chromium");

Deno.test({
  name: "benchDashboard() waits for first paints and every control's results (needs chromium)",
  ignore: reason !== undefined,
  // Playwright keeps pipes of its own open until the process ends.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    using shop = await smallShop();
    await using server = await startDashboard(shop.workspace.root);
    assert.ok(server.startMs > 100);
    const browser = await openBrowser();
    try {
      const waits = await benchDashboard(browser, server.url, {
        repeat: 2,
        pages: ["/plan", "/customers"],
      });
      assert.deepEqual(waits.map(({ what, kind }) => `${kind} ${what}`), [
        "cold /plan",
        "warm /plan",
        "control /plan: Budget: customers to push",
        "control /plan: exactly",
        "control /plan: Sent on",
        "control /plan: Time rests on",
        "cold /customers",
        "warm /customers",
        "control /customers: Customer id contains",
        "control /customers: Send time rests on",
      ]);
      assert.ok(waits.every(({ ms }) => ms.length >= 2 && ms.every((one) => one > 1)));
    } finally {
      await browser.close();
    }
  },
});

Deno.test("waitsTable() marks what is above its limit", () => {
  const table = waitsTable([
    { what: "/", kind: "cold", ms: [299, 301] },
    { what: "/plan: day", kind: "control", ms: [200] },
  ]);
  assert.match(table, /\| \/ \| first paint, cold \| 301 \| 301 \(above 300\) \|/);
  assert.match(table, /\| \/plan: day \| control \| 200 \| 200 \|/);
});
