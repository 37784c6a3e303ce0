/**
 * What pages need of a whole shop, made before new outputs are shown, so that nobody waits for it.
 *
 * @module
 */
import { catalogueOf, weeklyLinesOf } from "./catalogue.ts";
import type { Live } from "./live.ts";
import { customerSearch } from "./pages/customers.ts";
import { reachOfServed } from "./pages/overview.ts";
import { missingValues } from "./pages/quality.ts";

/**
 * Makes `live` remember what the pages ask for. What cannot be made is left to the page that needs
 * it, which says why.
 */
export async function preparePages(live: Live): Promise<void> {
  const served = live.served();
  if (served === null) return;
  const works = [
    () => customerSearch(live, served),
    () => catalogueOf(live, served),
    () => reachOfServed(live, served),
    () => weeklyLinesOf(live, served),
    () => missingValues(live, "customers"),
    () => missingValues(live, "articles"),
  ];
  for (const work of works) await work().catch(() => {});
}
