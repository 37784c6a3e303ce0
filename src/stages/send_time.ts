/**
 * The send-time stage: the push plan's days and hours. The plan is written together with the lists,
 * so that the two tables always belong together.
 *
 * @module
 */
import { recommendStage } from "./recommend.ts";
import type { Run } from "./run.ts";

/** What the stage says. */
export interface SendTimeSummary {
  /** Customers by send day, Monday first. */
  readonly sendDays: readonly number[];
  /** Customers by send hour; `null` for sources with dates only. */
  readonly sendHours: readonly number[] | null;
  /** Customers by basis of their send time. */
  readonly bases: Readonly<Record<string, number>>;
  readonly reused: boolean;
}

/** Makes the push plan where it is not current and says when it would send. */
export async function sendTimeStage(run: Run): Promise<SendTimeSummary> {
  const { sendDays, sendHours, bases, reused } = await recommendStage(run);
  return { sendDays, sendHours, bases, reused };
}
