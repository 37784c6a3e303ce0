import assert from "node:assert/strict";
import { dayText } from "../stages/options.ts";
import { openLive } from "./live.ts";
import { purchasesOf } from "./purchases.ts";
import { tablesOf } from "./queries.ts";
import { smallShop } from "./testing.ts";

Deno.test("purchasesOf() has the order lines that SQL finds, newest first, equal ones once", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  const { orders } = tablesOf(live);
  const { count } = live.served()!.labels.customers;
  let several = 0;
  for (let customer = 0; customer < count; customer++) {
    const rows = await live.db.rows(
      `select day::varchar as day, coalesce(minute, -1)::integer as minute, article, price,
         count(*)::integer as lines, sum(units)::double as units
       from ${orders} where customer = $customer group by all
       order by day desc, minute desc, article desc`,
      { customer },
    );
    const found = purchasesOf(shop.workspace, customer);
    assert.deepEqual(found.map((one) => ({ ...one, day: dayText(one.day) })), rows);
    several += found.filter(({ lines }) => lines > 1).length;
  }
  assert.ok(count > 20 && several > 0);
});
