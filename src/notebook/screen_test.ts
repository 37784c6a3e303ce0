import assert from "node:assert/strict";
import { currentScreen, kernelScreen } from "./screen.ts";

Deno.test("kernelScreen() keeps the order even when a message is slow", async () => {
  const arrived: unknown[] = [];
  const screen = kernelScreen({
    async broadcast(_type, content) {
      const { data } = content as { data: { n: number } };
      await new Promise((resolve) => setTimeout(resolve, data.n === 1 ? 20 : 0));
      arrived.push(data.n);
    },
  });
  await Promise.all([1, 2, 3].map((n) => screen.send({ n })));
  assert.deepEqual(arrived, [1, 2, 3]);
});

Deno.test("kernelScreen() reports a failed message and sends the next", async () => {
  let calls = 0;
  const screen = kernelScreen({
    broadcast: () => ++calls === 1 ? Promise.reject(new Error("gone")) : Promise.resolve(),
  });
  await assert.rejects(screen.send({}), /gone/);
  await screen.send({});
  assert.equal(calls, 2);
});

Deno.test("kernelScreen() names outputs that will be replaced", async () => {
  const contents: Record<string, unknown>[] = [];
  const screen = kernelScreen({
    broadcast: (_type, content) => Promise.resolve(void contents.push(content)),
  });
  await screen.send({}, { id: "bar" });
  assert.deepEqual(contents[0]!.transient, { display_id: "bar" });
});

Deno.test("currentScreen() is the terminal outside of a notebook", async () => {
  await currentScreen().send({ "text/plain": "shown on the terminal" });
});
