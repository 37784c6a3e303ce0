/**
 * Judges arms from a shop's own log of sends: what would have come of sending everybody one arm.
 *
 * @module
 */
import { doublyRobust, ips, type OffPolicyEstimate, snips } from "../statistics/off_policy.ts";

/** One logged send, as the exported plan planned it, and what came of it. */
export interface LoggedSend {
  readonly arm: "A" | "B";
  /** Probability with which the plan drew this arm for this customer. */
  readonly propensity: number;
  /** E.g. 1 for a click. */
  readonly reward: number;
  /** A figure known before the send that goes with the reward. @default {none} */
  readonly covariate?: number;
}

/** Three estimates of one arm's mean reward. */
export interface ArmJudgement {
  readonly arm: "A" | "B";
  readonly ips: OffPolicyEstimate;
  readonly snips: OffPolicyEstimate;
  readonly doublyRobust: OffPolicyEstimate;
}

/**
 * Inverse propensity, self-normalised and doubly robust estimates of "everybody gets this arm". The
 * doubly robust one guesses rewards by a line in the covariate, fitted per arm.
 *
 * @throws {RangeError} If the log is empty or a propensity is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { judgeArms } from "./judge_log.ts";
 *
 * const [a, b] = judgeArms([
 *   { arm: "A", propensity: 0.5, reward: 0 },
 *   { arm: "B", propensity: 0.5, reward: 1 },
 * ]);
 * assert.deepEqual([a!.snips.estimate, b!.snips.estimate], [0, 1]);
 * ```
 */
export function judgeArms(log: readonly LoggedSend[]): ArmJudgement[] {
  const reward = log.map((send) => send.reward);
  const propensity = log.map((send) => send.propensity);
  const lines = { A: rewardLine(log, "A"), B: rewardLine(log, "B") };
  const predictedLogged = log.map((send) => lines[send.arm](send.covariate ?? 0));
  return (["A", "B"] as const).map((arm) => {
    const sends = {
      reward,
      propensity,
      targetProbability: log.map((send) => send.arm === arm ? 1 : 0),
    };
    const predictedTarget = log.map((send) => lines[arm](send.covariate ?? 0));
    return {
      arm,
      ips: ips(sends),
      snips: snips(sends),
      doublyRobust: doublyRobust({ ...sends, predictedLogged, predictedTarget }),
    };
  });
}

/** Least squares of the reward on the covariate within an arm. */
function rewardLine(log: readonly LoggedSend[], arm: "A" | "B"): (covariate: number) => number {
  const mine = log.filter((send) => send.arm === arm);
  if (mine.length === 0) return () => 0;
  const mean = (of: (send: LoggedSend) => number) =>
    mine.reduce((sum, send) => sum + of(send), 0) / mine.length;
  const x = mean((send) => send.covariate ?? 0);
  const y = mean((send) => send.reward);
  const xx = mean((send) => ((send.covariate ?? 0) - x) ** 2);
  const xy = mean((send) => ((send.covariate ?? 0) - x) * (send.reward - y));
  const slope = xx > 0 ? xy / xx : 0;
  return (covariate) => y + slope * (covariate - x);
}
