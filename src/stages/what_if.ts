/**
 * The report stage's second page, `reports/what-if.html`: the trained model at work in the page.
 *
 * @module
 */
import { findWasm } from "../lightgbm/mod.ts";
import { whatIfPage } from "../report/what_if/page.ts";
import { spreadCustomers, whatIfData } from "../report/what_if/payload.ts";
import { writeAtomically } from "../workspace.ts";
import { dayText } from "./options.ts";
import type { Run } from "./run.ts";
import { loadModels } from "./train.ts";

/** The file that is left. */
export const WHAT_IF_FILE = "reports/what-if.html";

/** Customers in the page. */
const CUSTOMERS = 24;

/**
 * Writes the page and returns its name beside the report; `null` where there is no ranker to look
 * into. LightGBM is in the page where its WebAssembly module has been built.
 */
export async function writeWhatIf(run: Run): Promise<string | null> {
  const path = run.workspace.path(WHAT_IF_FILE);
  const { ranker: modelText, propensity } = loadModels(run.workspace);
  if (modelText === null) {
    // an older page would show another model
    await Deno.remove(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
    return null;
  }
  const [inputs, labels, module] = await Promise.all([run.inputs(), run.labels(), findWasm()]);
  const { orders, asOf } = inputs.candidates.snapshot;
  const data = whatIfData({
    shop: run.options.data,
    asOf: dayText(asOf),
    inputs,
    modelText,
    customers: spreadCustomers(orders, propensity, CUSTOMERS),
    articleName: (article) => labels.articleName(article) || labels.articles.idOf(article),
  });
  if (module === undefined) {
    run.progress.note(
      `${WHAT_IF_FILE} walks the model's trees by itself; ` +
        "`deno task lightgbm:wasm` builds LightGBM for it",
    );
  }
  const page = await whatIfPage({
    data,
    modelText,
    module: module === undefined ? null : await Deno.readFile(module),
  });
  await writeAtomically(path, (temporary) => Deno.writeTextFileSync(temporary, page));
  return WHAT_IF_FILE.split("/").at(-1)!;
}
