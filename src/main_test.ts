import assert from "node:assert/strict";
import { PROJECT_ROOT } from "./workspace.ts";

/** Runs the command line as a user does. */
async function helix(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `${PROJECT_ROOT}/src/main.ts`, ...args],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr).trim().split("\n") };
}

Deno.test("helix tells a wrong option in one line and exits with 2", async () => {
  const { code, out, err } = await helix("run", "--top-k", "0");
  assert.equal(code, 2);
  assert.equal(out, "");
  assert.deepEqual(err, ["error: Expected --top-k to be an integer from 1 to 100 but found 0"]);
});

Deno.test("helix names file, row and column of a wrong input and exits with 2", async () => {
  const root = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(
      `${root}/transactions_train.csv`,
      "t_dat,customer_id,article_id\n2020-01-01,anna,1\nsoon,bert,1\n",
    );
    const { code, err } = await helix("ingest", "--data", root, "--workspace", `${root}/ws`);
    assert.equal(code, 2);
    assert.match(err[0]!, /^error: transactions_train\.csv, row 2, column t_dat: .*'soon'/);
    assert.ok(!err.some((line) => /^\s+at /.test(line)));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("helix --json prints one JSON object on standard output and nothing else", async () => {
  const root = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(
      `${root}/transactions_train.csv`,
      "t_dat,customer_id,article_id\n2020-01-01,anna,1\n",
    );
    const args = ["ingest", "--data", root, "--workspace", `${root}/ws`, "--json"];
    const { code, out } = await helix(...args);
    assert.equal(code, 0);
    assert.equal(JSON.parse(out).lines, 1);
    assert.equal(out.trim().split("\n").length, 1);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("helix --help lists the stages and exits with 0", async () => {
  const { code, out } = await helix("--help");
  assert.equal(code, 0);
  for (const stage of ["ingest", "train", "evaluate", "recommend", "predict"]) {
    assert.match(out, new RegExp(`^  ${stage} `, "m"));
  }
});
