import assert from "node:assert/strict";
import { terminalProgress } from "./terminal_progress.ts";

/** What `work` writes to standard error by lines, with the clock under the test's control. */
function told(work: (wait: (milliseconds: number) => void) => void): string[] {
  const lines: string[] = [];
  const [error, now] = [console.error, performance.now];
  let clock = 0;
  console.error = (line: string) => void lines.push(line);
  performance.now = () => clock;
  try {
    work((milliseconds) => void (clock += milliseconds));
  } finally {
    console.error = error;
    performance.now = now;
  }
  return lines;
}

Deno.test({
  name: "terminalProgress() says in a log what took a while, with its amount and time",
  ignore: Deno.stderr.isTerminal(),
  fn() {
    const lines = told((wait) => {
      const progress = terminalProgress();
      const short = progress.start("Reading", 3, "rows");
      wait(900);
      short.finish();
      const long = progress.start("Training", 1234, "trees");
      wait(2500);
      long.update(1234);
      long.finish("best 77");
      progress.note("done");
    });
    assert.deepEqual(lines, ["Training: 1,234 trees in 2.5 s best 77", "done"]);
  },
});

Deno.test("terminalProgress() says nothing when quiet", () => {
  const lines = told((wait) => {
    const progress = terminalProgress({ quiet: true });
    const bar = progress.start("Training", 10, "trees");
    wait(5000);
    bar.finish();
    progress.note("done");
  });
  assert.deepEqual(lines, []);
});
