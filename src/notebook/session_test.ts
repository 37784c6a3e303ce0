import assert from "node:assert/strict";
import { silent } from "../progress.ts";
import { openSession } from "./session.ts";

async function shop(sales = ["2020-01-01,anna,1", "2020-01-09,bert,2"]) {
  const folder = await Deno.makeTempDir({ prefix: "helix-session-" });
  const lines = ["t_dat,customer_id,article_id", ...sales, ""];
  await Deno.writeTextFile(`${folder}/transactions_train.csv`, lines.join("\n"));
  const open = (more: Record<string, string> = {}) => {
    const given = { HELIX_DATA: folder, HELIX_WORKSPACE: `${folder}/ws`, ...more };
    const env = (name: string) => given[name as keyof typeof given];
    return openSession({ env, progress: silent, patience: 5 });
  };
  return { open, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

Deno.test("openSession() ingests and gives the snapshot of the day it was told", async () => {
  await using made = await shop();
  assert.equal((await made.open().snapshot()).orders.day.length, 2);
  const earlier = await made.open({ HELIX_AS_OF: "2020-01-09" }).snapshot();
  assert.equal(earlier.orders.day.length, 1);
});

Deno.test("openSession() takes empty variables as not given and checks the others", async () => {
  await using made = await shop();
  assert.equal(made.open({ HELIX_TOP_K: "" }).run.options.topK, 12);
  assert.throws(() => made.open({ HELIX_TOP_K: "many" }), RangeError);
});

Deno.test("stage() waits until another run leaves the workspace", async () => {
  await using made = await shop();
  const [one, two] = [made.open(), made.open()];
  const order: string[] = [];
  const slow = one.stage(async () => {
    order.push("one begins");
    await new Promise((resolve) => setTimeout(resolve, 40));
    order.push("one ends");
  });
  await two.stage(() => Promise.resolve(void order.push("two")));
  await slow;
  assert.deepEqual(order, ["one begins", "one ends", "two"]);
});

Deno.test("stage() frees the workspace when the work fails", async () => {
  await using made = await shop();
  const session = made.open();
  await assert.rejects(session.stage(() => Promise.reject(new Error("no"))), /no/);
  assert.equal(await session.stage(() => Promise.resolve(1)), 1);
});

Deno.test("settings name no path of the machine", async () => {
  await using made = await shop();
  const session = made.open({ HELIX_DATA: "online-retail" });
  assert.doesNotMatch(JSON.stringify(session.settings), /\/tmp|\/home|\/root/);
});

Deno.test("snapshot() gives each customer's lines oldest first, whatever their articles", async () => {
  await using made = await shop(["2019-12-01,bert,1", "2020-01-01,anna,9", "2020-01-09,anna,1"]);
  const { orders } = await made.open().snapshot();
  const anna = [...orders.day.subarray(orders.offsets[1]!, orders.offsets[2]!)];
  assert.deepEqual(anna.map((day) => day - anna[0]!), [0, 8]);
});
