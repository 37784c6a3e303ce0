import assert from "node:assert/strict";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import {
  explainAnyError,
  explainSystemError,
  publish,
  recoverPublishes,
  WorkspaceError,
  writeAtomically,
} from "./publish.ts";

function temporary(): { root: string } & Disposable {
  const root = Deno.makeTempDirSync();
  return { root, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

const read = (...path: string[]) => Deno.readTextFileSync(join(...path));
const write = (path: string, text: string) => Deno.writeTextFileSync(path, text);
const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("writeAtomically() keeps the old content and no leftovers when writing fails", async () => {
  using folder = temporary();
  const path = join(folder.root, "a.txt");
  await writeAtomically(path, (at) => write(at, "old"));
  await assert.rejects(
    writeAtomically(path, (at) => {
      write(at, "half");
      throw new Error("cut short");
    }),
    { message: "cut short" },
  );
  assert.equal(read(path), "old");
  assert.deepEqual(names(folder.root), ["a.txt"]);
});

Deno.test(
  "writeAtomically() says that the disk is full",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    using folder = temporary();
    const path = join(folder.root, "a.txt");
    await assert.rejects(
      writeAtomically(path, () => write("/dev/full", "x".repeat(1 << 16))),
      { name: "WorkspaceError", message: `Expected to write ${path} but the disk is full` },
    );
  },
);

Deno.test("explainSystemError() leaves other errors as they are", () => {
  const others = [
    new TypeError("something else"),
    new DataError("Expected a file that can be read but found: Permission denied"),
  ];
  for (const error of others) assert.equal(explainSystemError(error, "write x"), error);
});

Deno.test("explainSystemError() tells missing rights and too little memory", () => {
  const says = (error: Error) => explainSystemError(error, "write x").message;
  assert.equal(
    says(new Deno.errors.PermissionDenied("os error 13")),
    "Expected to write x but the rights are missing",
  );
  assert.equal(
    says(new Error("Out of Memory Error: failed to pin block")),
    "Expected to write x but the memory limit is too small",
  );
});

Deno.test("publish() replaces files and folders together", async () => {
  using folder = temporary();
  const { root } = folder;
  for (const round of ["1", "2"]) {
    const result = await publish(root, ({ stage, scratch }) => {
      write(join(scratch, "intermediate"), "x");
      Deno.mkdirSync(stage("data/store"));
      write(join(stage("data/store"), `only-in-${round}`), round);
      write(stage("reports/metrics.json"), round);
      return Number(round);
    });
    assert.equal(result, Number(round));
  }
  assert.deepEqual(names(join(root, "data/store")), ["only-in-2"]);
  assert.equal(read(root, "reports/metrics.json"), "2");
  assert.deepEqual(names(join(root, "data/.staging")), []);
});

Deno.test("publish() leaves the old outputs when its callback fails", async () => {
  using folder = temporary();
  const { root } = folder;
  await publish(root, ({ stage }) => write(stage("data/a"), "old"));
  await assert.rejects(
    publish(root, ({ stage }) => {
      write(stage("data/a"), "new");
      throw new Error("cut short");
    }),
    { message: "cut short" },
  );
  assert.equal(read(root, "data/a"), "old");
  assert.deepEqual(names(join(root, "data/.staging")), []);
});

Deno.test("publish() takes back its moves when a later one fails", async () => {
  using folder = temporary();
  const { root } = folder;
  await publish(root, ({ stage }) => {
    Deno.mkdirSync(stage("data/folder"));
    write(join(stage("data/folder"), "x"), "old");
    write(stage("data/a"), "old");
  });
  write(join(root, "blocked"), "a file where a folder would be needed");
  await assert.rejects(publish(root, ({ stage }) => {
    Deno.mkdirSync(stage("data/folder"));
    write(stage("data/a"), "new");
    write(stage("data/b"), "new");
    write(stage("blocked/c"), "new");
  }));
  assert.equal(read(root, "data/a"), "old");
  assert.deepEqual(names(join(root, "data/folder")), ["x"]);
  assert.deepEqual(names(join(root, "data")), [".staging", "a", "folder"]);
  assert.deepEqual(recoverPublishes(root), { finished: 0, removed: 0 });
});

Deno.test("recoverPublishes() finishes what was committed and removes what was not", () => {
  using folder = temporary();
  const { root } = folder;
  const area = (name: string, committed: boolean) => {
    const staging = join(root, "data/.staging", name);
    Deno.mkdirSync(staging, { recursive: true });
    write(join(staging, "owner"), "");
    write(join(staging, "1"), name);
    if (committed) write(join(staging, "commit.json"), '["data/gone-already","data/a"]');
  };
  area("killed-late", true);
  area("killed-early", false);
  assert.deepEqual(recoverPublishes(root), { finished: 1, removed: 1 });
  assert.equal(read(root, "data/a"), "killed-late");
  assert.deepEqual(names(join(root, "data")), [".staging", "a"]);
  assert.deepEqual(names(join(root, "data/.staging")), []);
});

Deno.test("recoverPublishes() leaves the area of a live run alone", async () => {
  using folder = temporary();
  const { root } = folder;
  await publish(root, ({ stage }) => {
    write(stage("data/a"), "alive");
    assert.deepEqual(recoverPublishes(root), { finished: 0, removed: 0 });
  });
  assert.equal(read(root, "data/a"), "alive");
});

Deno.test("publish() leaves either the old or the new set when killed at any moment", async () => {
  using folder = temporary();
  const { root } = folder;
  await publish(root, ({ stage }) => ["a", "b"].forEach((n) => write(stage(`data/${n}`), "0")));
  const module = new URL("./publish.ts", import.meta.url).href;
  const code = `import { publish } from ${JSON.stringify(module)};
    for (let i = 1; ; i++) await publish(${JSON.stringify(root)}, ({ stage }) =>
      ["a", "b"].forEach((n) => Deno.writeTextFileSync(stage("data/" + n), String(i))));`;
  for (let round = 0; round < 4; round++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--no-lock",
        "--no-check",
        `data:application/typescript,${encodeURIComponent(code)}`,
      ],
      stderr: "null",
    }).spawn();
    await new Promise((resolve) => setTimeout(resolve, 250 + 37 * round));
    child.kill("SIGKILL");
    await child.status;
    recoverPublishes(root);
    assert.equal(read(root, "data/a"), read(root, "data/b"));
  }
  assert.ok(Number(read(root, "data/a")) > 0);
});

Deno.test("explainAnyError() tells every common system error in one line with a hint", () => {
  const cases: [Error, RegExp][] = [
    [
      new Deno.errors.NotFound("No such file or directory (os error 2): open '/ws/a.bin'"),
      /use \/ws\/a\.bin but there is no such file/,
    ],
    [
      new Deno.errors.PermissionDenied("Permission denied (os error 13): open '/ws/a.bin'"),
      /use \/ws\/a\.bin but the rights are missing/,
    ],
    [new Error("No space left on device (os error 28)"), /go on but the disk is full/],
    [
      new Error("Read-only file system (os error 30): mkdir '/ws'"),
      /use \/ws but the file system is read-only/,
    ],
    [new Error("Too many open files (os error 24)"), /too many files are open/],
    [
      new Error("Out of Memory Error: could not allocate block of size 256.0 KiB"),
      /the memory limit is too small/,
    ],
    [new RangeError("Array buffer allocation failed"), /there is not enough memory/],
    [new Deno.errors.IsADirectory("Is a directory (os error 21)"), /a folder is in its place/],
  ];
  for (const [raw, says] of cases) {
    const error = explainAnyError(raw) as WorkspaceError;
    assert.ok(error instanceof WorkspaceError, raw.message);
    assert.match(error.message, says);
    assert.doesNotMatch(error.message, /os error|Error:/);
    assert.ok(error.hint);
  }
  const own = new RangeError("Expected --top-k to be an integer from 1 to 100 but found 0");
  assert.equal(explainAnyError(own), own);
});
