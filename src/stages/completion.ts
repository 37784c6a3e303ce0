/**
 * Completion of the command line in bash, zsh and fish. The commands and options come from the
 * command line itself, by `@bomb.sh/tab`; here are the values that it cannot know, and what a shell
 * needs besides: the command `helix` and folders as values.
 *
 * @module
 */
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { join } from "node:path";
import { OUTPUT_FORMATS } from "../serving/outputs.ts";
import { PROJECT_ROOT } from "../workspace.ts";

/** Options whose value is a folder or a file. */
const PATH_OPTIONS = ["data", "workspace", "recipe"] as const;

const VERSIONS = { newest: "the last one trained", current: "serves", previous: "served before" };

/** Values of options, and what they mean, by the option's name without its dashes. */
export const OPTION_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  data: {
    "online-retail": "the embedded sample",
    "synthetic": "a generated shop, H&M / 100",
    "synthetic:1000": "a generated shop of 1,000 customers",
  },
  engine: { auto: "native where it loads", native: "through FFI", wasm: "WebAssembly" },
  format: Object.fromEntries(OUTPUT_FORMATS.map((name) => [name, ""])),
  memory: { "4GB": "", "8GB": "the default", "16GB": "" },
  "horizon-days": { "7": "the default", "14": "", "28": "" },
};

/** Values of arguments, by command and argument. */
const ARGUMENT_VALUES: Readonly<Record<string, Readonly<Record<string, typeof VERSIONS>>>> = {
  compare: { a: VERSIONS, b: VERSIONS },
};

/**
 * Adds `complete SHELL`, which prints a script for the shell, and what that script asks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Command } from "commander";
 * import { addCompletion } from "./completion.ts";
 *
 * const program = new Command("helix");
 * addCompletion(program);
 * assert.deepEqual(program.commands.map((command) => command.name()), ["complete"]);
 * ```
 */
export function addCompletion(program: Command): void {
  const root = tab(program);
  for (const [name, command] of root.commands) {
    for (const [option, values] of Object.entries(OPTION_VALUES)) {
      const known = command.options.get(option);
      if (known !== undefined) known.handler = offer(values);
    }
    for (const [argument, values] of Object.entries(ARGUMENT_VALUES[name] ?? {})) {
      command.arguments.get(argument)!.handler = offer(values);
    }
  }
  program.commands.find((command) => command.name() === "complete")!
    .description("A script for bash, zsh or fish: the command helix, completed by the Tab key")
    .addHelpText(
      "after",
      '\nExamples:\n  eval "$(deno task helix complete bash)"      in ~/.bashrc; zsh alike\n' +
        "  deno task helix complete fish | source       in ~/.config/fish/config.fish",
    )
    .hook("preAction", (_program, { args }) => tell(BEFORE, args))
    .hook("postAction", (_program, { args }) => tell(AFTER, args));
}

type Offer = (value: string, description: string) => void;

const offer = (values: Readonly<Record<string, string>>) => (complete: Offer) =>
  Object.entries(values).forEach(([value, meaning]) => complete(value, meaning));

function tell(parts: Readonly<Record<string, string>>, [shell = ""]: readonly string[]): void {
  if (parts[shell] !== undefined) console.log(parts[shell]);
}

/** The command itself: the Deno and the project that printed the script, from any folder. */
const RUN = [Deno.execPath(), "run", "-A", join(PROJECT_ROOT, "src/main.ts")]
  .map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");

/** Stands in for the package bash-completion, whose helper the script calls, where it is not there. */
const BASH_WORDS = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD
  cur=\${words[cword]}; prev=\${words[cword - 1]}
}`;

const BEFORE: Readonly<Record<string, string>> = {
  bash: `helix() { ${RUN} "$@"; }\n${BASH_WORDS}`,
  zsh: `helix() { ${RUN} "$@"; }`,
  fish: `function helix; ${RUN} $argv; end`,
};

const paths = (dash: string, between: string) => PATH_OPTIONS.map((o) => dash + o).join(between);

/** Where the library has no value to offer, folders and files. */
const AFTER: Readonly<Record<string, string>> = {
  bash: "complete -o dirnames -F __helix_complete helix",
  zsh: `functions[_helix_values]=$functions[_helix]
_helix() {
  case \${words[CURRENT-1]} in ${paths("--", "|")}) _files ;; esac
  _helix_values
}`,
  fish: PATH_OPTIONS.map((option) => `complete -c helix -l ${option} -r -F`).join("\n"),
};
