/**
 * What `deno test` reports in its JUnit file.
 *
 * @module
 */

/** The tests of a JUnit file; steps count with their test. */
export interface TestSummary {
  passed: number;
  failed: number;
  /** Names of the tests that were not run. */
  skipped: string[];
}

/**
 * Counts a JUnit report. A test and its steps are one; Deno writes steps as `test > step`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJunit } from "./junit.ts";
 *
 * const xml = `<testsuite name="a_test.ts">
 *   <testcase name="a() adds" classname="a_test.ts" time="0.1"></testcase>
 *   <testcase name="a() adds &gt; zero" classname="a_test.ts" time="0.1"></testcase>
 *   <testcase name="b()" classname="a_test.ts" time="0"><skipped/></testcase>
 * </testsuite>`;
 * assert.deepEqual(readJunit(xml), { passed: 1, failed: 0, skipped: ["b()"] });
 * ```
 */
export function readJunit(xml: string): TestSummary {
  const summary: TestSummary = { passed: 0, failed: 0, skipped: [] };
  for (const suite of xml.split("<testsuite ").slice(1)) {
    const cases = [
      ...suite.matchAll(/<testcase name="([^"]*)"[^>]*?(\/>|>([\s\S]*?)<\/testcase>)/g),
    ];
    const names = new Set(cases.map((found) => found[1]!));
    for (const [, name, , inside = ""] of cases) {
      if (isStep(name!, names)) continue;
      if (/<(failure|error)\b/.test(inside)) summary.failed++;
      else if (/<skipped\b/.test(inside)) summary.skipped.push(unescape(name!));
      else summary.passed++;
    }
  }
  return summary;
}

function isStep(name: string, names: ReadonlySet<string>): boolean {
  for (let at = name.indexOf(" &gt; "); at >= 0; at = name.indexOf(" &gt; ", at + 1)) {
    if (names.has(name.slice(0, at))) return true;
  }
  return false;
}

function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}
