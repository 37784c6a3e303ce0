import assert from "node:assert/strict";
import { openAnswerCache } from "./cache.ts";
import { findModel, modelClient, type ModelClientOptions, ollamaHost } from "./client.ts";
import { LanguageModelError, type ModelTrouble } from "./errors.ts";
import { type Fault, type FaultyServer, faultyServer, VALID } from "./testing.ts";

const ASK = { system: "s", user: "u", format: { type: "object" }, seed: 1 };
const FAST = { backoff: 5, timeoutSeconds: 0.5 };

async function withServer(
  fault: (request: number) => Fault,
  work: (server: FaultyServer, folder: string) => Promise<void>,
) {
  const server = faultyServer({ fault });
  const folder = Deno.makeTempDirSync();
  try {
    await work(server, folder);
  } finally {
    await server.stop();
    Deno.removeSync(folder, { recursive: true });
  }
}

function clientOf({ host }: FaultyServer, folder: string, options: ModelClientOptions = {}) {
  return modelClient(host, "tiny", openAnswerCache(folder, "d"), { ...FAST, ...options });
}

for (const fault of ["500", "slow", "truncated", "dropped"] as const) {
  Deno.test(`modelClient() asks again when an answer is: ${fault}`, async () => {
    await withServer((n) => n < 2 ? fault : "none", async (server, folder) => {
      assert.equal(await clientOf(server, folder).ask(ASK), VALID);
      assert.equal(server.asked, 3);
    });
  });
}

for (
  const [fault, trouble, hint] of [
    ["500", "server error", /ollama serve/],
    ["slow", "too slow", /ollama ps/],
    ["dropped", "server down", /ollama serve/],
    ["out of memory", "out of memory", /smaller model/],
    ["404", "model not pulled", /ollama pull tiny/],
  ] as const satisfies [Fault, ModelTrouble, RegExp][]
) {
  Deno.test(`modelClient() breaks and names the cause when it stays: ${fault}`, async () => {
    await withServer(() => fault, async (server, folder) => {
      const client = clientOf(server, folder, { tries: 2, breakAfter: 2 });
      const troubled = (error: unknown) => {
        assert.ok(error instanceof LanguageModelError);
        assert.equal(error.trouble, trouble);
        assert.match(error.hint, hint);
        return true;
      };
      await assert.rejects(client.ask(ASK), troubled);
      await assert.rejects(client.ask({ ...ASK, user: "v" }), troubled);
      const before = server.asked;
      await assert.rejects(client.ask({ ...ASK, user: "w" }), troubled);
      assert.equal(server.asked, before, "nothing is asked any more");
    });
  });
}

Deno.test("modelClient() waits twice as long before each further try", async () => {
  await withServer((n) => n < 3 ? "500" : "none", async (server, folder) => {
    const began = performance.now();
    await clientOf(server, folder, { backoff: 40 }).ask(ASK);
    assert.ok(performance.now() - began >= 40 + 80 + 160 - 5);
  });
});

Deno.test("modelClient() asks the same thing once, also in flight and in the next run", async () => {
  await withServer(() => "none", async (server, folder) => {
    const client = clientOf(server, folder);
    await Promise.all([client.ask(ASK), client.ask(ASK)]);
    await client.ask({ ...ASK, seed: 2 });
    assert.equal(server.asked, 2);
    const again = clientOf(server, folder);
    assert.equal(await again.ask(ASK), VALID);
    assert.equal(server.asked, 2);
    assert.deepEqual(again.counts, { cached: 1, sent: 0 });
  });
});

Deno.test("modelClient() sends schema, seed and temperature", async () => {
  await withServer(() => "none", async (server, folder) => {
    await clientOf(server, folder, { temperature: 0.3 }).ask({ ...ASK, seed: 5 });
    const [{ format, options, model, stream }] = server.bodies as Record<string, unknown>[] as [
      Record<string, unknown>,
    ];
    assert.deepEqual(format, ASK.format);
    assert.deepEqual(options, { seed: 5, temperature: 0.3, num_predict: 400 });
    assert.deepEqual([model, stream], ["tiny", false]);
  });
});

Deno.test("modelClient() names a server that is not there", async () => {
  const folder = Deno.makeTempDirSync();
  const gone = { host: "http://127.0.0.1:9" } as FaultyServer;
  await assert.rejects(
    clientOf(gone, folder, { tries: 1 }).ask(ASK),
    (error: LanguageModelError) => error.trouble === "server down",
  );
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("findModel() finds a model by its short name, and says how to fetch another", async () => {
  await withServer(() => "none", async ({ host }) => {
    const found = await findModel(host, "tiny");
    assert.deepEqual(found, { name: "tiny:latest", digest: "digest-tiny:latest" });
    await assert.rejects(
      findModel(host, "llama3"),
      (error: LanguageModelError) =>
        error.trouble === "model not pulled" && /ollama pull llama3/.test(error.hint),
    );
  });
});

Deno.test("ollamaHost() reads OLLAMA_HOST as Ollama does", () => {
  const host = (value?: string) => ollamaHost(() => value);
  assert.equal(host(), "http://127.0.0.1:11434");
  assert.equal(host("0.0.0.0"), "http://127.0.0.1:11434");
  assert.equal(host(":8080"), "http://127.0.0.1:8080");
  assert.equal(host("https://shop.example:444"), "https://shop.example:444");
});
