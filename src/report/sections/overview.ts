/**
 * The overview: the answer in one screen.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { BASELINES } from "../../evaluation/baselines.ts";
import type { Metrics } from "../../evaluation/results.ts";
import { cardsPart, type Html, parts, type Section, textPart } from "../page.ts";
import type { PlanFacts } from "./plan.ts";
import { count, DAYS, percent } from "./words.ts";

/** The overview. */
export function overviewSection(
  metrics: Metrics,
  plan: PlanFacts,
  pages: readonly { readonly href: string; readonly text: string }[],
): Section {
  const { data } = metrics;
  const lead = `From ${count(data.lines)} order lines of ${count(data.customers)} customers and ` +
    `${count(data.articles)} articles (${data.firstDay} to ${data.lastDay}): a ranked list of ` +
    `articles and a time to send it for each of ${count(plan.summary.customers)} customers.`;
  return {
    id: "overview",
    title: "Overview",
    body: parts(
      textPart(lead, "hx-lead"),
      textPart([verdict(metrics), whoVerdict(metrics), whenVerdict(metrics)].join(" ").trim()),
      cardsPart(cards(metrics, plan)),
      linksPart(pages),
    ),
  };
}

/** One honest sentence on the lists against the rule to beat. */
function verdict(metrics: Metrics): string {
  const what = metrics.what;
  if (what === null) return `Nothing could be tested: ${metrics.noEvaluation}.`;
  const ranker = what.systems.find(({ kind }) => kind === "ranker")!;
  const rule = what.systems.find(({ name }) => name === BASELINES[1])!;
  const difference = ranker.difference.map_at_12;
  const lift = ranker.metrics.map_at_12.mean / rule.metrics.map_at_12.mean - 1;
  const weeks = `${metrics.folds.length} test week${metrics.folds.length === 1 ? "" : "s"}`;
  if (difference.low > 0) {
    return `On ${weeks} the ranker's lists beat “${rule.name}” by ${percent(lift)} in MAP@12; ` +
      `the 95 % interval of the difference is above zero.`;
  }
  if (difference.high < 0) return `On ${weeks} the ranker's lists lose to “${rule.name}”.`;
  return `On ${weeks} no difference to “${rule.name}” can be told apart from chance.`;
}

/** The model's probabilities against the best-known simple model of purchases. */
function whoVerdict({ who }: Metrics): string {
  if (who === null) return "";
  const { low, high } = who.differences.bgNbdPlatt.logLoss;
  const told = toldOf({ low: -high, high: -low }, "are better than", "are worse than");
  return `Who buys: the model's probabilities ${told} those of BG/NBD (log-loss).`;
}

/** The customers' own curves against the shop's, both or neither knowing the day. */
function whenVerdict({ when }: Metrics): string {
  if (when === null) return "";
  const { hourGain, dayGain } = when.withHistory;
  const told = toldOf(hourGain ?? dayGain, "foretell better than", "foretell worse than");
  return `When: customers' own ${hourGain === null ? "days of the week" : "hours"} ${told} the ` +
    `shop's.`;
}

/** What an interval of a gain allows to say. */
function toldOf({ low, high }: { low: number; high: number }, better: string, worse: string) {
  if (low > 0) return better;
  return high < 0 ? worse : "cannot be told apart from";
}

function cards(metrics: Metrics, plan: PlanFacts): [string, string][] {
  const ranker = metrics.what?.systems.find(({ kind }) => kind === "ranker");
  const busiest = plan.summary.sendDays.indexOf(Math.max(...plan.summary.sendDays));
  const cards: [string, string][] = [];
  if (ranker) {
    cards.push(
      [ranker.metrics.map_at_12.mean.toFixed(4), "MAP@12 on the test weeks"],
      [percent(ranker.metrics.hit_rate_at_10.mean), "of buyers bought one of their first ten"],
    );
  }
  cards.push(
    [count(plan.summary.expectedBuyers), "customers expected to buy within the horizon"],
    [DAYS[busiest]!, "the day most customers are sent to"],
  );
  return cards;
}

async function linksPart(
  pages: readonly { readonly href: string; readonly text: string }[],
): Promise<Html> {
  if (pages.length === 0) return raw("");
  const list = await html`<p class="hx-note">Notebooks: ${
    pages.map(({ href, text }, i) => html`${i > 0 ? " · " : ""}<a href="${href}">${text}</a>`)
  }</p>`;
  return raw(String(list));
}
