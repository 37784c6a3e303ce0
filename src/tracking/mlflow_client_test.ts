import assert from "node:assert/strict";
import { mlflowClient, MlflowError } from "./mlflow_client.ts";
import { fakeMlflow } from "./testing.ts";

Deno.test("mlflowClient() tells MLflow's own words", async () => {
  await using fake = fakeMlflow();
  const client = mlflowClient(fake.url);
  await assert.rejects(
    client.call("POST", "no/such/call"),
    (error) => error instanceof MlflowError && error.code === "ENDPOINT_NOT_FOUND",
  );
  assert.equal(await client.find("experiments/get-by-name", { experiment_name: "x" }), null);
});

Deno.test("mlflowClient() sends what MLflow's own client would say who it is", async () => {
  const seen: (string | null)[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    seen.push(request.headers.get("authorization"));
    return Response.json({});
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const people: Record<string, string>[] = [
    {},
    { MLFLOW_TRACKING_TOKEN: "t" },
    { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: "ü" },
  ];
  for (const names of people) {
    await mlflowClient(url, { env: (name) => names[name] }).call("GET", "experiments/search");
  }
  assert.deepEqual(seen, [null, "Bearer t", "Basic YWRhOsO8"]);
  await server.shutdown();
});

Deno.test("mlflowClient() says what answered where it was no MLflow", async () => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("<html>\nhello"),
  );
  const client = mlflowClient(`http://127.0.0.1:${server.addr.port}`);
  await assert.rejects(client.call("GET", "experiments/search"), /JSON .* found <html> hello/);
  await server.shutdown();
});
