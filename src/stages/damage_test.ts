import assert from "node:assert/strict";
import { dirname } from "node:path";
import { folderDigests } from "../distributed/main.ts";
import { main } from "../main.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";

/** `HELIX_DAMAGE=all` tries every way on every file with every command; a rotation without it. */
const ALL = Deno.env.get("HELIX_DAMAGE") === "all";

const root = Deno.makeTempDirSync({ prefix: "helix-damage-" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
writeTrialShop(`${root}/shop`, { customers: 60, articles: 25, days: 40 });
Deno.writeTextFileSync(
  `${root}/recipe.json`,
  JSON.stringify({
    maxTrees: 4,
    seeds: 1,
    labelWindows: 2,
    models: [{ objective: "binary", learning_rate: 0.2, min_data_in_leaf: 10 }],
  }),
);

/** Ways to damage a file in its place, so that a second name of it is damaged too. */
const WAYS: Record<string, (path: string) => void> = {
  "cut in half": (path) => Deno.truncateSync(path, Deno.statSync(path).size >> 1),
  "emptied": (path) => Deno.truncateSync(path, 0),
  "overwritten": (path) => {
    const noise = Uint8Array.from(
      { length: Math.max(1, Deno.statSync(path).size) },
      (_, i) => (i * 197 + 61) & 255,
    );
    overwrite(path, noise);
  },
  "bent in the middle": (path) => {
    const bytes = Deno.readFileSync(path);
    for (let i = bytes.length >> 1; i < Math.min(bytes.length, (bytes.length >> 1) + 8); i++) {
      bytes[i]! ^= 0x55;
    }
    overwrite(path, bytes);
  },
  "null": (path) => {
    Deno.truncateSync(path, 0);
    overwrite(path, new TextEncoder().encode("null\n"));
  },
  "removed": (path) => Deno.removeSync(path),
  "a folder": (path) => {
    Deno.removeSync(path);
    Deno.mkdirSync(path);
  },
};

function overwrite(path: string, bytes: Uint8Array) {
  using file = Deno.openSync(path, { write: true });
  file.writeSync(bytes);
}

const COMMANDS: Record<string, { args: string[]; seed: string }> = {
  recommend: { args: ["recommend"], seed: "2" },
  predict: { args: ["predict", "customer 7"], seed: "2" },
  check: { args: ["check"], seed: "2" },
  rollback: { args: ["rollback"], seed: "1" },
  promote: { args: ["promote", "--force", "--why", "wanted"], seed: "2" },
  versions: { args: ["versions"], seed: "2" },
  features: { args: ["features"], seed: "2" },
};

/** Runs the command line in this process. */
async function helix(workspace: string, { args, seed }: { args: string[]; seed: string }) {
  const { log, error } = console;
  const said = { out: [] as string[], err: [] as string[] };
  console.log = (text: string) => said.out.push(String(text));
  console.error = (text: string) => said.err.push(...String(text).split("\n"));
  try {
    const code = await main([
      ...args,
      ...["--data", `${root}/shop`, "--workspace", workspace, "--threads", "1", "--seed", seed],
      ...["--recipe", `${root}/recipe.json`, "--quiet", "--json"],
    ]);
    return { code, ...said };
  } finally {
    Object.assign(console, { log, error });
  }
}

/** A copy in which two names of one file are two names of one file again. */
function copyWorkspace(from: string, to: string, known = new Map<number, string>()) {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) {
      copyWorkspace(`${from}/${name}`, `${to}/${name}`, known);
      continue;
    }
    const { ino, nlink } = Deno.statSync(`${from}/${name}`);
    const other = ino === null || (nlink ?? 1) < 2 ? undefined : known.get(ino);
    if (other !== undefined) Deno.linkSync(other, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
    if (ino !== null) known.set(ino, `${to}/${name}`);
  }
}

function filesUnder(folder: string, prefix = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${prefix}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesUnder(folder, `${prefix}${name}/`) : [`${prefix}${name}`]
  ).sort();
}

/** What people use of a workspace. */
const outputs = (workspace: string) => folderDigests(`${workspace}/data/recommendations`);

const RAW =
  /JSON|os error|Cannot |undefined|NaN|[A-Z]\w+ Error:|^\s+at |Unexpected|not a function|tree`/;

Deno.test("every command mends a damaged workspace or names the file and the command that does", async (t) => {
  const base = `${root}/base`;
  for (const seed of ["1", "2"]) {
    assert.equal((await helix(base, { args: ["recommend"], seed })).code, 0);
  }
  assert.equal((await helix(base, COMMANDS.features!)).code, 0);
  const good: Record<string, { code: number; out: string[] }> = {};
  for (const [name, command] of Object.entries(COMMANDS)) {
    copyWorkspace(base, `${root}/${name}`);
    good[name] = await helix(`${root}/${name}`, command);
    assert.ok([0, 3].includes(good[name]!.code), name);
  }
  const expected = outputs(base);
  const files = filesUnder(base).filter((path) => !/^data\/(\.lock|runs\/)/.test(path));
  const [ways, commands] = [Object.keys(WAYS), Object.keys(COMMANDS)];
  let at = 0;
  for (const [f, file] of files.entries()) {
    await t.step(file, async () => {
      for (const [w, way] of ways.entries()) {
        for (const [c, command] of commands.entries()) {
          if (!ALL && (f + 3 * w + c) % 21 !== 0) continue;
          const workspace = `${root}/damaged-${at++}`;
          copyWorkspace(base, workspace);
          WAYS[way]!(`${workspace}/${file}`);
          const { code, out, err } = await helix(workspace, COMMANDS[command]!);
          const what = `${file} ${way}, ${command}: exit ${code}, ${err.join(" | ")}`;
          if (code === 0 || code === 3) {
            assert.deepEqual(err, [], what);
            if (command === "predict") assert.deepEqual(out, good.predict!.out, what);
            if (command === "recommend") assert.deepEqual(outputs(workspace), expected, what);
            if (command === "check") assert.equal(code, good.check!.code, what);
          } else {
            assert.equal(err.length, 2, what);
            assert.match(err[0]!, /^error: Expected /, what);
            assert.match(err[0]!, /data\/[.\w]|models\/\w/, what);
            assert.doesNotMatch(err[0]!, RAW, what);
            assert.match(
              err[1]!,
              /^hint: (.*helix (train|ingest|recommend|promote)|Move the folder away)/,
              what,
            );
          }
          Deno.removeSync(workspace, { recursive: true });
        }
      }
    });
  }
});

Deno.test("damage of a served file does not spread to what is kept of its version", async () => {
  const workspace = `${root}/spread`;
  await helix(workspace, COMMANDS.recommend!);
  for (const file of filesUnder(`${workspace}/models/versions`)) {
    const served = filesUnder(workspace).filter((path) =>
      path.endsWith(`/${file.split("/").at(-1)}`) && !dirname(path).startsWith("models/versions")
    );
    for (const path of served) {
      const kept = Deno.readFileSync(`${workspace}/models/versions/${file}`);
      Deno.truncateSync(`${workspace}/${path}`, 1);
      assert.deepEqual(Deno.readFileSync(`${workspace}/models/versions/${file}`), kept, path);
    }
  }
  assert.equal((await helix(workspace, COMMANDS.recommend!)).code, 0);
});
