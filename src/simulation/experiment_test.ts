import assert from "node:assert/strict";
import type { VirtualCustomer } from "./customer.ts";
import { assignedArm } from "./design.ts";
import { asksOf, clickThrough, observe, STREAM } from "./experiment.ts";
import type { Arm } from "./messages.ts";
import type { Persona } from "./personas.ts";

const personas = Array.from({ length: 100 }, (_, customer) => ({ customer }) as Persona);
const arms = [0, 1].map((article): Arm => ({
  name: "AB"[article]!,
  description: "",
  message: () => ({ articles: [article], hour: 9 + article }),
})) as unknown as readonly [Arm, Arm];

/** Clicks the article 1 and remembers what it was asked. */
function listener() {
  const heard: { message: object; stream: number }[] = [];
  const customer = {
    answer: (asks: ReturnType<typeof asksOf>, stream: number) => {
      asks.forEach(({ message }) => heard.push({ message, stream }));
      return Promise.resolve(asks.map(({ message: { articles } }) => ({
        clicked: articles.filter((article) => article === 1),
      })));
    },
  } as unknown as VirtualCustomer;
  return { heard, customer };
}

Deno.test("observe() gives everybody the arm of the assignment, and that arm's message and hour", async () => {
  const { customer } = listener();
  const found = await observe(customer, personas, arms, { design: "randomised", seed: 3 });
  assert.equal(found.length, 100);
  for (const { persona, arm, hour, answer } of found) {
    assert.equal(arm, assignedArm(persona.customer, 3));
    assert.equal(hour, 9 + arm);
    assert.deepEqual(answer.clicked, arm === 1 ? [1] : []);
  }
});

Deno.test("observe() asks everybody in both arms when paired, never with the same draws", async () => {
  const { customer, heard } = listener();
  const found = await observe(customer, personas, arms, { design: "paired", seed: 3 });
  assert.equal(found.length, 200);
  assert.equal(heard.filter(({ stream }) => stream === STREAM.armA).length, 100);
  assert.equal(heard.filter(({ stream }) => stream === STREAM.armB).length, 100);
  assert.equal(new Set(Object.values(STREAM)).size, Object.values(STREAM).length);
});

Deno.test("observe() tells the virtual customer neither arm nor anything but articles and hour", async () => {
  const { customer, heard } = listener();
  await observe(customer, personas, arms, { design: "paired", seed: 1 });
  assert.deepEqual(Object.keys(heard[0]!.message).sort(), ["articles", "hour"]);
});

Deno.test("clickThrough() is the share of articles sent that was clicked, 0 for an empty message", () => {
  const asks = [
    { persona: personas[0]!, message: { articles: [1, 2, 3, 4], hour: null } },
    { persona: personas[1]!, message: { articles: [], hour: null } },
  ];
  const answers = [{ clicked: [1] }, { clicked: [] }] as unknown as Parameters<
    typeof clickThrough
  >[1];
  assert.deepEqual([...clickThrough(asks, answers)], [1 / 4, 0]);
});
