import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_ROOT } from "../workspace.ts";
import { OPTION_VALUES } from "./completion.ts";
import { stageOptions } from "./options.ts";
import { resolveSource } from "../ingest/sources.ts";

const present = (program: string) => {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
};

/** Runs a shell's own code on the script that `helix complete SHELL` prints. */
function inShell(shell: string, code: string): string[] {
  const printed = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(PROJECT_ROOT, "src/main.ts"), "complete", shell],
    stderr: "inherit",
  }).outputSync();
  assert.ok(printed.success);
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeFileSync(join(folder, "script"), printed.stdout);
    const clean = { bash: ["--norc"], fish: ["--no-config"] }[shell] ?? [];
    const { stdout, stderr } = new Deno.Command(shell, {
      args: [...clean, "-c", `source '${join(folder, "script")}'\n${code}`],
      cwd: folder,
      env: { HOME: folder, DENO_DIR: denoDir() },
    }).outputSync();
    const told = new TextDecoder().decode(stderr).replaceAll(/^.*compopt: not currently.*\n/gm, "");
    assert.equal(told, "");
    return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Deno's cache, which the shells' home must not hide. */
function denoDir(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** What bash offers for a line whose last word is being typed. */
const bashOffers = (...words: string[]) => `
  COMP_WORDS=(helix ${words.map((word) => `'${word}'`).join(" ")})
  COMP_CWORD=${words.length}
  COMPREPLY=()
  __helix_complete
  echo "\${COMPREPLY[@]}"`;

Deno.test({
  name: "helix complete bash lets a real bash complete stages, options and values",
  ignore: !present("bash"),
  fn() {
    const [stages, options, engines, data, versions, helped, spec] = inShell(
      "bash",
      bashOffers("re") + bashOffers("run", "--ho") + bashOffers("train", "--engine", "") +
        bashOffers("run", "--seed", "2", "--data", "syn") + bashOffers("compare", "c") +
        "\nhelix report --help | head -1\ncomplete -p helix",
    );
    assert.equal(stages, "recommend report");
    assert.equal(options, "--horizon-days --hours");
    assert.equal(engines, "auto native wasm");
    assert.equal(data, "synthetic synthetic:1000");
    assert.equal(versions, "current");
    assert.match(helped!, /^Usage: helix report/);
    assert.match(spec!, /-o dirnames .*helix$/);
  },
});

Deno.test({
  name: "helix complete fish lets a real fish complete stages, options, values and folders",
  ignore: !present("fish"),
  fn() {
    const offered = (line: string) => inShell("fish", `mkdir shop; complete -C '${line}'`);
    assert.deepEqual(offered("helix ev").map((line) => line.split("\t")[0]), ["evaluate"]);
    assert.deepEqual(offered("helix run --engine w"), ["wasm\tWebAssembly"]);
    assert.ok(offered("helix run --workspace s").includes("shop/"));
  },
});

Deno.test("helix complete offers only values that the options take", () => {
  for (const engine of Object.keys(OPTION_VALUES.engine!)) {
    assert.equal(stageOptions({ engine }).engine, engine);
  }
  for (const format of Object.keys(OPTION_VALUES.format!)) {
    assert.deepEqual(stageOptions({ format }).formats, [format]);
  }
  for (const memory of Object.keys(OPTION_VALUES.memory!)) assert.ok(stageOptions({ memory }));
  for (const data of Object.keys(OPTION_VALUES.data!)) assert.equal(resolveSource(data).name, data);
});
