import assert from "node:assert/strict";
import { main } from "./main.ts";
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

Deno.test("helix alone prints its help; a wrong use is one line, a hint, and exit code 2", async () => {
  const alone = await helix();
  assert.equal(alone.code, 2);
  assert.match(alone.out, /^Usage: helix/);
  const cases: [string[], RegExp][] = [
    [["nonsense"], /unknown command 'nonsense'/],
    [["run", "--nope"], /unknown option '--nope'/],
    [["run", "--horizon-days", "x"], /--horizon-days .* found x/],
    [["run", "--threads", "1e9"], /--threads .* found 1e9/],
    [["run", "--as-of", "2020-13-45"], /--as-of .* found 2020-13-45/],
    [["run", "--top-k", "3", "--top-k", "5"], /--top-k once but found it again with 5/],
    [["predict"], /missing required argument 'customer_id'/],
    [["run", "--data"], /'--data <name\|path>' argument missing/],
  ];
  for (const [args, message] of cases) {
    const { out, err, code } = await run(args);
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.match(err[0]!, message);
    assert.match(err[0]!, /^error: /);
    assert.ok(err.length <= 2 && (err.length === 1 || err[1]!.startsWith("hint: ")), err.join("|"));
  }
});

Deno.test("helix goes on with the workspace's own shop where --data is forgotten", async () => {
  const root = Deno.makeTempDirSync();
  try {
    const text = "t_dat,customer_id,article_id\n2020-01-01,anna,1\n";
    Deno.writeTextFileSync(`${root}/transactions_train.csv`, text);
    const workspace = ["--workspace", `${root}/ws`, "--json"];
    assert.equal((await run(["ingest", "--data", root, ...workspace])).code, 0);
    const { code, out, err } = await run(["ingest", ...workspace]);
    assert.deepEqual([code, JSON.parse(out).directory], [0, root]);
    assert.match(err.join(), new RegExp(`^No --data: going on with ${root}, `));
    Deno.writeTextFileSync(`${root}/ws/data/.stages/ingest.json`, "{");
    const lost = await run(["ingest", ...workspace]);
    assert.equal(lost.code, 2);
    assert.match(
      lost.err[0]!,
      /^error: Expected data\/\.stages\/ingest\.json .* but found it missing/,
    );
    assert.match(lost.err[1]!, /^hint: .*--data/);
    assert.equal((await run(["ingest", "--data", root, ...workspace])).code, 0);
    const mistyped = await run(["predict", "anna", "--workspace", `${root}/wz`]);
    assert.deepEqual([mistyped.code, mistyped.out], [2, ""]);
    assert.match(mistyped.err[0]!, /^error: Expected a workspace but found no folder .*wz$/);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("helix names far-off last days instead of taking them for today", async () => {
  const root = Deno.makeTempDirSync();
  try {
    const lines = Array.from({ length: 30 }, (_, i) => `2020-01-${10 + i % 9},c${i % 5},${i % 3}`);
    Deno.writeTextFileSync(
      `${root}/transactions_train.csv`,
      ["t_dat,customer_id,article_id", ...lines, "2119-01-01,anna,1", ""].join("\n"),
    );
    const args = ["features", "--data", root, "--workspace", `${root}/ws`, "--quiet"];
    const { code, err } = await run(args);
    assert.equal(code, 2);
    assert.match(
      err[0]!,
      /column t_dat: .* found 1 order line of 2119-01-01, 99\.0 years after 2020-01-18/,
    );
    assert.match(err[1]!, /^hint: .*--as-of 2020-01-19 to leave them out/);
    assert.equal((await run([...args, "--as-of", "2020-01-19"])).code, 0);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

/** The command line in this process. */
async function run(args: string[]) {
  const { log, error } = console;
  const said = { out: "", err: [] as string[] };
  console.log = (text: string) => said.out += `${text}\n`;
  console.error = (text: string) => said.err.push(...String(text).split("\n"));
  try {
    return { code: await main(args), ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}
