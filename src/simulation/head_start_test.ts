import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import type { VirtualCustomer } from "./customer.ts";
import { answerCells, type CellRates, takeApart } from "./head_start.ts";
import type { Arm } from "./messages.ts";
import type { Persona } from "./personas.ts";

const personas = Array.from({ length: 300 }, (_, customer) => ({ customer }) as Persona);
const arm = (article: number, hour: number | null): Arm => ({
  name: "",
  description: "",
  message: () => ({ articles: [article], hour }),
});

/** Clicks with a probability that article and hour give. */
function clicking(probability: (article: number, hour: number | null) => number): VirtualCustomer {
  return {
    kind: "rule-based",
    description: "made up",
    choose: () => Promise.reject(new Error("not asked")),
    answer: (asks, stream) =>
      Promise.resolve(asks.map(({ persona, message: { articles, hour } }) => {
        const random = createRandom(1, 1 + stream + 1000 * persona.customer);
        const clicked = random.uniform() < probability(articles[0]!, hour) ? [...articles] : [];
        return {
          opened: true,
          clicked,
          wouldBuy: [],
          satisfaction: 3,
          reason: "",
          by: "rule-based" as const,
          parseFailure: false,
        };
      })),
  };
}
const apart = async (customer: VirtualCustomer) => {
  const cells = await answerCells(customer, personas, [arm(0, 0), arm(1, 1)], 20);
  return takeApart(cells, { rounds: 20 });
};

Deno.test("takeApart() adds articles' and hour's parts up to the gain, for any rates", () => {
  const random = createRandom(9);
  for (let trial = 0; trial < 20; trial++) {
    const cells = Array.from(
      { length: 4 },
      () => Float64Array.from({ length: 7 }, () => random.uniform()),
    ) as unknown as CellRates;
    const { gain, articles, hour, interaction, articlesAlone, hourAlone } = takeApart(cells, {
      resamples: 20,
    });
    assert.ok(Math.abs(articles.mean + hour.mean - gain.mean) < 1e-12);
    assert.ok(
      Math.abs(articlesAlone.mean + hourAlone.mean + interaction.mean - gain.mean) < 1e-12,
    );
  }
});

Deno.test("takeApart() gives the whole gain to the articles where the hour does nothing", async () => {
  const { hour, articles, hourShare, interaction } = await apart(
    clicking((article) => 0.1 + 0.2 * article),
  );
  assert.deepEqual([hour.mean, interaction.mean, hourShare!.mean], [0, 0, 0]);
  assert.ok(articles.low < 0.2 && articles.high > 0.2 && articles.low > 0.15);
});

Deno.test("takeApart() finds planted effects of both, and their interaction", async () => {
  const { hour, articles, interaction, cells } = await apart(
    clicking((article, hour) => 0.1 * (1 + article) * (1 + 2 * hour!)), // .1, .2, .3, .6
  );
  // 300 personas · 20 answers: a cell's deviation is at most 0.0065.
  const near = ({ mean, low, high }: { mean: number; low: number; high: number }, truth: number) =>
    assert.ok(low < mean && mean < high && Math.abs(mean - truth) < 0.025, `${mean} ${truth}`);
  [0.1, 0.2, 0.3, 0.6].forEach((truth, i) => near(cells[i]!, truth));
  near(articles, (0.1 + 0.3) / 2);
  near(hour, (0.2 + 0.4) / 2);
  near(interaction, 0.2);
});

Deno.test("takeApart() names no share of a gain that may be none", async () => {
  const { hourShare, gain } = await apart(clicking(() => 0.3));
  assert.equal(gain.mean, 0);
  assert.equal(hourShare, null);
});

Deno.test("takeApart() covers the hour's true share in 95 % ± 3 % of experiments", () => {
  const random = createRandom(3);
  let covered = 0;
  for (let trial = 0; trial < 400; trial++) {
    const level = Float64Array.from({ length: 200 }, () => 0.5 + random.uniform());
    const cells = [1, 2, 3, 6].map((rate) =>
      level.map((own) => rate * own + random.normal())
    ) as unknown as CellRates;
    const { hourShare } = takeApart(cells, { resamples: 300, seed: trial });
    if (hourShare!.low <= 0.6 && hourShare!.high >= 0.6) covered++; // ((3-1)+(6-2))/2 of 5
  }
  assert.ok(Math.abs(covered / 400 - 0.95) < 0.03, String(covered / 400)); // deviation 0.011
});

Deno.test("takeApart() throws when the cells hold other personas", () => {
  const one = Float64Array.of(1);
  assert.throws(() => takeApart([one, one, one, new Float64Array(2)]), RangeError);
});
