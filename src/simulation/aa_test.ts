import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";
import { type AaPath, aaRuns, replaying } from "./aa.ts";
import { articleFacts } from "./article_facts.ts";
import type { Ask, VirtualCustomer } from "./customer.ts";
import { fitChoiceModel } from "./fit_choice.ts";
import { fitHourHabits } from "./hour_habits.ts";
import { type Arm, crossedArm, popularArm, recommendedArm } from "./messages.ts";
import { personaMaker } from "./personas.ts";
import { rulePlayers } from "./rule_based.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";

const DAY = FIRST_DAY + 84;
const shop = snapshotAt(tastefulShop({ customers: 400 }), DAY);
const facts = articleFacts(shop, DAY);
const model = fitChoiceModel(shop, DAY);
const play = rulePlayers(model, facts, fitHourHabits(shop, DAY));
const maker = personaMaker(shop, facts);
const personas = Array.from({ length: 400 }, (_, c) => maker.of(c));
const recommended = new Map(
  personas.map(({ customer: c }) => [c, {
    articles: Array.from({ length: 6 }, (_, i) => 6 * i + c % 6),
    hour: 9 + 4 * (c % 3),
  }]),
);
const popular = (seed: number) => popularArm(facts, { size: 6, seed });
const ranker = (seed: number) => recommendedArm(recommended, { seed });
const both = (arm: (seed: number) => Arm) => (seed: number): readonly [Arm, Arm] => [
  arm(seed),
  arm(seed),
];
const sound: AaPath = { personas, design: "randomised", arms: both(popular), customer: play };
const REPETITIONS = { repetitions: 200 };

for (const design of ["randomised", "paired"] as const) {
  for (const [name, arm] of [["popular", popular], ["ranker's", ranker]] as const) {
    Deno.test(`aaRuns() passes the real path, ${name} articles, ${design}`, async () => {
      const runs = await aaRuns({ ...sound, design, arms: both(arm) }, REPETITIONS);
      assert.equal(runs.passed, true, JSON.stringify({ ...runs, pValues: [] }));
      assert.ok(runs.falsePositives.low < 0.05 && runs.falsePositives.high > 0.05);
      assert.ok(runs.difference.low < 0 && runs.difference.high > 0);
      assert.equal(runs.pValues.length, 200);
    });
  }
}

/** What each planted bug changes in a sound path; every one must be found. */
const BUGS: Record<string, Partial<AaPath>> = {
  "an assignment that follows activity": {
    arms: both(ranker),
    assign(customer, seed) {
      const frequent = personas[customer]!.days > 6;
      return createRandom(seed, 41 + 100 * customer).uniform() < (frequent ? 0.3 : 0.7) ? 0 : 1;
    },
  },
  "B's hour in one arm": {
    arms: (seed) => [crossedArm(popular(seed), ranker(seed)), popular(seed)],
  },
  "articles of the other arm for one message in three": {
    arms: (seed) => [
      popular(seed),
      {
        ...popular(seed),
        message: (c) => (c % 3 === 0 ? ranker(seed) : popular(seed)).message(c),
      },
    ],
  },
  "answers of all personas by the same draws": {
    customer: (seed) => ({
      ...play(seed),
      answer: (asks, stream) => play(seed).answer(asks.map((ask) => sameDraws(ask)), stream),
    }),
  },
};

/** The rule draws by the customer's code: with one code for all, everybody has the same luck. */
function sameDraws({ persona, message }: Ask): Ask {
  return { persona: { ...persona, customer: 7 }, message };
}

for (const [name, bug] of Object.entries(BUGS)) {
  Deno.test(`aaRuns() fails with a planted bug: ${name}`, async () => {
    const runs = await aaRuns({ ...sound, ...bug }, REPETITIONS);
    assert.equal(runs.passed, false, JSON.stringify({ ...runs, pValues: [] }));
  });
}

/** Clicks what comes first, now and then. */
function hasty(seed: number): VirtualCustomer {
  return {
    ...play(seed),
    answer: async (asks, stream) =>
      (await play(seed).answer(asks, stream)).map((answer, i) => {
        const { persona, message: { articles } } = asks[i]!;
        const first = articles[0]! < 6; // the best articles have the lowest codes
        const random = createRandom(seed, 5000 + 10_000 * persona.customer + stream);
        return { ...answer, clicked: first && random.uniform() < 0.5 ? [articles[0]!] : [] };
      }),
  };
}

Deno.test("aaRuns() fails where one arm's order of articles leaks to who clicks what is first", async () => {
  const shuffled = await aaRuns({ ...sound, arms: both(ranker), customer: hasty }, REPETITIONS);
  assert.equal(shuffled.passed, true, JSON.stringify({ ...shuffled, pValues: [] }));
  const best: (seed: number) => Arm = (seed) => ({
    ...ranker(seed),
    message(customer) {
      const { articles, hour } = ranker(seed).message(customer);
      return { articles: [...articles].sort((a, b) => a - b), hour };
    },
  });
  const leaking = await aaRuns({
    ...sound,
    customer: hasty,
    arms: (seed) => [ranker(seed), best(seed)],
  }, REPETITIONS);
  assert.equal(leaking.passed, false);
  assert.ok(leaking.difference.low > 0);
});

Deno.test("aaRuns() fails where nobody clicks, and says how many runs told nothing", async () => {
  const silent = (seed: number): VirtualCustomer => ({
    ...play(seed),
    answer: async (asks, stream) =>
      (await play(seed).answer(asks, stream)).map((one) => ({ ...one, clicked: [] })),
  });
  const runs = await aaRuns({ ...sound, customer: silent }, { repetitions: 20 });
  assert.deepEqual([runs.passed, runs.untold, runs.uniform], [false, 20, null]);
});

Deno.test("replaying() asks everybody once, whatever the assignment", async () => {
  let asked = 0;
  const counting: VirtualCustomer = {
    ...play(1),
    answer(asks, stream) {
      asked += asks.length;
      return play(1).answer(asks, stream);
    },
  };
  const arm = ranker(1);
  const customer = await replaying(counting, personas, arm);
  const path = { ...sound, arms: both(() => arm), customer: () => customer };
  const runs = await aaRuns(path, REPETITIONS);
  assert.equal(asked, personas.length);
  assert.equal(runs.passed, true, JSON.stringify({ ...runs, pValues: [] }));
});
