import assert from "node:assert/strict";
import { historyReader } from "../features/history.ts";
import { randomLines, randomShop } from "../features/test_shop.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { neighbourIndex, neighbourSource } from "./neighbours.ts";

const asOf = 1110;

/** The definition, with sets instead of indexes. */
function bruteForce(seed: number, customer: number): Map<number, number> {
  const lines = randomLines(seed).filter(({ day }) => day < asOf);
  const lastDay = (c: number) => {
    const days = new Map<number, number>();
    for (const { customer, article, day } of lines) {
      if (customer === c) {
        days.set(article, Math.max(day, days.get(article) ?? 0));
      }
    }
    return days;
  };
  const owned = Array.from({ length: 30 }, (_, c) => lastDay(c));
  const buyers = (a: number) => owned.filter((days) => days.has(a)).length;
  const times = (a: number) =>
    [
      ...new Set(
        lines.filter((l) => l.customer === customer && l.article === a)
          .map((l) => l.day * 1440 + l.minute!),
      ),
    ].reduce((sum, t) => sum + Math.pow(2, -(asOf - Math.floor(t / 1440)) / 180), 0);
  const near = owned.map((days, c) =>
    c === customer ? 0 : [...owned[customer]!.keys()].filter((a) => days.has(a))
      .reduce((sum, a) => sum + Math.sqrt(times(a)) / Math.sqrt(buyers(a) + 5), 0) /
      (days.size + 10)
  );
  const total = near.reduce((x, y) => x + y, 0);
  const score = new Map<number, number>();
  owned.forEach((days, c) => {
    for (const [a, day] of near[c]! > 0 ? days : []) {
      score.set(a, (score.get(a) ?? 0) + near[c]! / total * Math.pow(2, -(asOf - day) / 14));
    }
  });
  return score;
}

Deno.test("neighbourSource() scores as its definition does where nothing is cut", () => {
  const snapshot = snapshotAt(randomShop(8), asOf);
  const source = neighbourSource(snapshot, neighbourIndex(snapshot), 20);
  const history = historyReader(snapshot);
  const out = {
    size: 0,
    article: new Uint32Array(20),
    score: new Float32Array(20),
  };
  for (const c of [0, 5, 9]) {
    history.read(c);
    source(c, history, out);
    const expected = bruteForce(8, c);
    assert.equal(out.size, Math.min(20, expected.size));
    const articles = Uint32Array.from(expected.keys());
    const [score, slow] = [new Float32Array(articles.length), new Float32Array(articles.length)];
    source.scoreAll(articles, articles.length, score, slow);
    articles.forEach((a, i) => {
      assert.ok(Math.abs(score[i]! - expected.get(a)!) < 1e-5, `${a}`);
      assert.ok(slow[i]! > score[i]!);
    });
    for (let i = 1; i < out.size; i++) {
      assert.ok(out.score[i - 1]! >= out.score[i]!);
    }
  }
});

Deno.test("neighbourIndex() keeps an article's latest buyers", () => {
  const snapshot = snapshotAt(randomShop(9), asOf);
  const { buyerOffsets, buyer } = neighbourIndex(snapshot, {
    buyersPerArticle: 2,
  });
  const lines = randomLines(9).filter(({ day, article }) => day < asOf && article === 0);
  const newest = Math.max(...lines.map(({ day }) => day));
  const latest = lines.filter(({ day }) => day === newest).map(({ customer }) => customer);
  assert.equal(buyerOffsets[1], 2);
  assert.ok(latest.includes(buyer[0]!));
});
