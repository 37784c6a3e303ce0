/**
 * A small shop with real outputs, for the tests of this room.
 *
 * @module
 */
import { recommendStage } from "../stages/recommend.ts";
import { stageOptions } from "../stages/options.ts";
import { openRun } from "../stages/run.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

/** A shop's folder and the workspace that a run left. */
export interface SmallShop extends Disposable {
  readonly workspace: Workspace;
  /** Runs again with other options and leaves new outputs. */
  again(topK: number): Promise<void>;
}

/**
 * Runs the path on a shop of 24 customers and 12 articles; one name has quotes and angle brackets,
 * and one row cannot be used.
 */
export async function smallShop(): Promise<SmallShop> {
  const root = await Deno.makeTempDir({ prefix: "helix-dashboard-" });
  const data = `${root}/shop`;
  await Deno.mkdir(data);
  await Deno.writeTextFile(`${data}/transactions_train.csv`, transactions());
  await Deno.writeTextFile(`${data}/articles.csv`, articles());
  const workspace = openWorkspace(`${root}/workspace`);
  const again = async (topK: number) => {
    const run = openRun(stageOptions({ data, workspace: workspace.root, topK, threads: 1 }));
    await recommendStage(run);
  };
  await again(12);
  return {
    workspace,
    again,
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

const CUSTOMERS = 24;
const ARTICLES = 12;

function transactions(): string {
  const rows = ["t_dat,customer_id,article_id,price,quantity"];
  for (let week = 0; week < 10; week++) {
    for (let c = 0; c < CUSTOMERS; c++) {
      if ((c + week) % 3 === 0) continue;
      const day = new Date(Date.UTC(2020, 0, 1 + 7 * week + (c % 7)));
      const hour = String(9 + (c % 12)).padStart(2, "0");
      for (const article of [(c + week) % ARTICLES, (c * 5) % ARTICLES]) {
        const date = day.toISOString().slice(0, 10);
        rows.push(`${date} ${hour}:30:00,c${c},0${100 + article},${1 + article},${1 + c % 3}`);
      }
    }
  }
  rows.push("not a day,c1,0100,1,1");
  return rows.join("\n") + "\n";
}

function articles(): string {
  const names = Array.from({ length: ARTICLES }, (_, a) => `0${100 + a},Thing ${a},Things`);
  names[3] = `0103,"A ""<b>bold</b>"" thing",Things`;
  return ["article_id,prod_name,product_group_name", ...names].join("\n") + "\n";
}
