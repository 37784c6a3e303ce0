/**
 * Checks of the language-model path against a real server; run by `deno task test:ollama`.
 *
 * @module
 */
import assert from "node:assert/strict";
import { snapshotAt } from "../../ingest/shop.ts";
import { openAnswerCache } from "../../simulation/language_model/cache.ts";
import { findModel, modelClient } from "../../simulation/language_model/client.ts";
import {
  languageModelCustomer,
  openLanguageModel,
} from "../../simulation/language_model/customer.ts";
import { LanguageModelError } from "../../simulation/language_model/errors.ts";
import { type Fault, faultyServer } from "../../simulation/language_model/testing.ts";
import { drawCustomers } from "../../simulation/personas.ts";
import { simulate } from "../../simulation/simulate.ts";
import { FIRST_DAY, tastefulShop } from "../../simulation/testing.ts";
import { PROGRAM_VARIABLE } from "./main.ts";
import { startOllama } from "./server.ts";

const program = Deno.env.get(PROGRAM_VARIABLE);
if (program === undefined) throw new Error("Run these checks with: deno task test:ollama");

const ASK = {
  system: "You are a customer.",
  user: "Which article, 1 or 2?",
  format: {
    type: "object",
    properties: { pick: { type: "integer" } },
    required: ["pick"],
  },
  seed: 1,
};

async function withFolder(work: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  await work(folder).finally(() => Deno.remove(folder, { recursive: true }));
}

/** A small simulated experiment, the same each time. */
async function experiment(host: string, folder: string, personas: number, retry = 500) {
  const opened = await openLanguageModel({
    model: "tiny",
    cache: folder,
    host,
    longest: 70,
    backoff: retry,
    tries: 2,
    breakAfter: 2,
  });
  assert.equal(opened.notice, null);
  const shop = snapshotAt(tastefulShop({ customers: 120 }), FIRST_DAY + 84);
  const customers = drawCustomers(120, personas, 1);
  const recommended = new Map([...customers].map((c) => [c, {
    articles: [c % 6, 6 + c % 6, 12 + c % 6, 18 + c % 6],
    hour: 9,
  }]));
  const simulating = simulate(shop, customers, recommended, (a) => `article ${a}`, {
    size: 4,
    gateCases: 4,
    gatePersonas: 4,
    customerOf: languageModelCustomer(opened.session!),
  });
  return { counts: opened.session!.client.counts, simulating };
}

Deno.test("a real server", async (t) => {
  await using server = await startOllama(program);

  await t.step("has the model with a digest, and not another one", async () => {
    const { name, digest } = await findModel(server.host, "tiny");
    assert.equal(name, "tiny:latest");
    assert.match(digest, /^[0-9a-f]{12,}/);
    await assert.rejects(
      findModel(server.host, "llama3"),
      (error: LanguageModelError) => error.trouble === "model not pulled",
    );
  });

  await t.step("answers by the schema, the same for the same seed", async () => {
    await withFolder(async (folder) => {
      const texts = [];
      for (const digest of ["a", "b"]) {
        const client = modelClient(server.host, "tiny", openAnswerCache(folder, digest), {
          longest: 60,
        });
        texts.push(await client.ask(ASK));
      }
      assert.equal(texts[0], texts[1]);
      assert.match(texts[0]!, /^\{\s*"pick"/);
    });
  });

  await t.step("plays customers that fail the gate, and a second run asks nothing", async () => {
    await withFolder(async (folder) => {
      const first = await experiment(server.host, folder, 6);
      const { simulation } = await first.simulating;
      assert.equal(simulation.gate.passed, false);
      assert.equal(simulation.shares.kind, "language model");
      assert.match(simulation.sentence, /validity gate failed/);
      assert.match(
        simulation.sentence,
        /simulated by language model virtual customers, parse fail/,
      );
      assert.ok(first.counts.sent > 0);
      const second = await experiment(server.host, folder, 6);
      assert.deepEqual((await second.simulating).simulation, simulation);
      assert.equal(second.counts.sent, 0);
    });
  });

  await t.step("killed half-way, leaves answers that the next run does not ask again", async () => {
    await withFolder(async (folder) => {
      const first = await experiment(server.host, folder, 5, 50);
      const broken = assert.rejects(
        first.simulating,
        (error: LanguageModelError) => error.trouble === "server down",
      );
      while (first.counts.sent < 15) await new Promise((resolve) => setTimeout(resolve, 5));
      await server.kill();
      await broken;
      await server.restart();
      const { digest } = await findUp(server);
      const kept = openAnswerCache(folder, digest).size;
      assert.ok(kept > 0);
      const second = await experiment(server.host, folder, 5);
      await second.simulating;
      const all = openAnswerCache(folder, digest).size;
      assert.equal(second.counts.sent, all - kept, "only what was missing was asked");
    });
  });

  await t.step("behind a proxy that breaks every second request still answers all", async () => {
    const faults: Fault[] = ["500", "truncated", "dropped"];
    const proxy = faultyServer({
      upstream: server.host,
      fault: (n) => n % 2 === 0 ? faults[(n / 2) % 3]! : "none",
    });
    try {
      await withFolder(async (folder) => {
        const client = modelClient(proxy.host, "tiny", openAnswerCache(folder, "p"), {
          longest: 30,
          backoff: 5,
          tries: 6,
        });
        for (let i = 0; i < 6; i++) {
          assert.match(await client.ask({ ...ASK, seed: i }), /pick/);
        }
        assert.equal(proxy.asked, 12);
      });
    } finally {
      await proxy.stop();
    }
  });
});

/** Waits for the restarted server to have its model. */
async function findUp(server: { host: string }) {
  for (let i = 0;; i++) {
    try {
      return await findModel(server.host, "tiny");
    } catch (error) {
      if (i > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
