import assert from "node:assert/strict";
import { snapshotAt } from "../../ingest/shop.ts";
import { drawCustomers } from "../personas.ts";
import { simulate } from "../simulate.ts";
import { FIRST_DAY, tastefulShop } from "../testing.ts";
import { languageModelCustomer, openLanguageModel } from "./customer.ts";
import { LanguageModelError } from "./errors.ts";
import { type FaultyServer, faultyServer, type FaultyServerOptions } from "./testing.ts";

async function withServer(
  options: FaultyServerOptions,
  work: (server: FaultyServer, folder: string) => Promise<void>,
) {
  const server = faultyServer(options);
  const folder = Deno.makeTempDirSync();
  try {
    await work(server, folder);
  } finally {
    await server.stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A small simulated experiment answered by the server's model. */
async function experiment(host: string, cache: string) {
  const opened = await openLanguageModel({ model: "tiny", cache, host, backoff: 2, tries: 2 });
  assert.equal(opened.notice, null);
  const shop = snapshotAt(tastefulShop({ customers: 120 }), FIRST_DAY + 84);
  const customers = drawCustomers(120, 20, 1);
  const recommended = new Map(
    [...customers].map((c) => [c, { articles: [c % 6, 6 + c % 6, 12 + c % 6], hour: 9 }]),
  );
  return simulate(shop, customers, recommended, (a) => `article ${a}`, {
    size: 3,
    gateCases: 12,
    gatePersonas: 10,
    customerOf: languageModelCustomer(opened.session!),
  });
}

Deno.test("languageModelCustomer() answers in place of the rule, several at once", async () => {
  await withServer({ delay: 2 }, async (server, folder) => {
    const { simulation, observations } = await experiment(server.host, folder);
    assert.equal(simulation.shares.languageModelShare, 1);
    assert.equal(simulation.shares.parseFailureShare, 0);
    assert.ok(observations.every(({ answer }) => answer.clicked.length === 1));
    assert.ok(server.mostAtOnce > 1 && server.mostAtOnce <= 4, String(server.mostAtOnce));
    assert.equal(simulation.gate.passed, false, "always the first article: the gate fails it");
  });
});

Deno.test("languageModelCustomer() resumes after a crash without asking anything twice", async () => {
  const seen: string[] = [];
  const answer = (body: Record<string, unknown>) => {
    seen.push(JSON.stringify([body.messages, body.options]));
    return JSON.stringify({
      opened: true,
      clicked: [1],
      would_buy: [],
      satisfaction: 3,
      reason: "",
      pick: 1,
    });
  };
  const folder = Deno.makeTempDirSync();
  const crashing = faultyServer({ answer, fault: (n) => n >= 40 ? "500" : "none" });
  await assert.rejects(experiment(crashing.host, folder), LanguageModelError);
  await crashing.stop();
  const before = seen.length;
  const healthy = faultyServer({ answer });
  const first = await experiment(healthy.host, folder);
  const asked = healthy.asked;
  assert.ok(asked > 0);
  const again = await experiment(healthy.host, folder);
  assert.equal(healthy.asked, asked, "a repeated run asks nothing");
  assert.deepEqual(again.simulation, first.simulation);
  await healthy.stop();
  // The fake also words answers that it then fails to send, so only its healthy ones count.
  const kept = new Set(seen.slice(0, 40));
  assert.equal(seen.slice(before).filter((one) => kept.has(one)).length, 0);
  Deno.removeSync(folder, { recursive: true });
});

for (const fault of ["not json", "schema violated"] as const) {
  Deno.test(`languageModelCustomer() counts parse failures when answers are ${fault}`, async () => {
    await withServer({ fault: () => fault }, async (server, folder) => {
      const { simulation } = await experiment(server.host, folder);
      assert.deepEqual(
        [simulation.shares.parseFailureShare, simulation.shares.ruleBasedShare],
        [1, 1],
      );
      assert.equal(simulation.gate.passed, false);
      assert.ok(simulation.gate.picks.every(({ unanswered, cases }) => unanswered === cases));
      assert.match(simulation.sentence, /parse failures 100\.0 %/);
    });
  });
}

Deno.test("languageModelCustomer() asks once more when an answer cannot be read", async () => {
  await withServer({ fault: (n) => n % 2 === 0 ? "not json" : "none" }, async (server, folder) => {
    const opened = await openLanguageModel({
      model: "tiny",
      cache: folder,
      host: server.host,
      concurrency: 1,
    });
    const shop = snapshotAt(tastefulShop({ customers: 60 }), FIRST_DAY + 84);
    const customers = drawCustomers(60, 6, 1);
    const recommended = new Map([...customers].map((c) => [c, { articles: [1, 2], hour: 9 }]));
    const { simulation } = await simulate(shop, customers, recommended, String, {
      size: 2,
      gateCases: 2,
      gatePersonas: 4,
      customerOf: languageModelCustomer(opened.session!),
    });
    assert.equal(simulation.shares.parseFailureShare, 0);
  });
});

Deno.test("openLanguageModel() says in words why there is none", async () => {
  const cache = Deno.makeTempDirSync();
  const gone = await openLanguageModel({ model: "llama3", cache, host: "http://127.0.0.1:9" });
  assert.match(gone.notice!, /server down: .* ollama serve/);
  await withServer({}, async (server) => {
    const missing = await openLanguageModel({ model: "llama3", cache, host: server.host });
    assert.match(missing.notice!, /model not pulled: .* ollama pull llama3/);
  });
  Deno.removeSync(cache, { recursive: true });
});
