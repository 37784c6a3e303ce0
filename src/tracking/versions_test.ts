import assert from "node:assert/strict";
import { dirname } from "node:path";
import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
import {
  installVersion,
  keepVersion,
  readVersions,
  type VersionFacts,
  versionPath,
} from "./versions.ts";

const FACTS: VersionFacts = {
  asOf: "2020-01-01",
  data: "shop",
  dataFingerprint: "f",
  horizonDays: 7,
  way: { recipe: DEFAULT_RECIPE, seed: 1, engine: "auto", selectFeatures: null },
  code: "c",
  features: [],
  noRanker: null,
};
const FILES = { hashed: ["models/ranker.txt", "data/who.f64"], kept: ["models/card.json"] };

function place(root: string, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    // as the workspace does: a new file under the old name
    Deno.writeTextFileSync(`${root}/${path}.tmp`, text);
    Deno.renameSync(`${root}/${path}.tmp`, `${root}/${path}`);
  }
}

Deno.test("keepVersion() names a version by its content, not by its facts or its card", async () => {
  const [one, two] = [Deno.makeTempDirSync(), Deno.makeTempDirSync()];
  place(one, { "models/ranker.txt": "trees", "data/who.f64": "p", "models/card.json": "a" });
  place(two, { "models/ranker.txt": "trees", "data/who.f64": "p", "models/card.json": "b" });
  const first = await keepVersion(one, FILES, FACTS);
  const second = await keepVersion(two, FILES, { ...FACTS, asOf: "2021-01-01" });
  assert.equal(first.version, second.version);
  place(two, { "models/ranker.txt": "trees!" });
  assert.notEqual((await keepVersion(two, FILES, FACTS)).version, first.version);
  assert.equal(readVersions(two).length, 2);
  for (const root of [one, two]) Deno.removeSync(root, { recursive: true });
});

Deno.test("installVersion() puts the old files back and removes those that it had not", async () => {
  const root = Deno.makeTempDirSync();
  place(root, { "models/ranker.txt": "old", "models/card.json": "{}" });
  const { version } = await keepVersion(root, FILES, FACTS);
  place(root, { "models/ranker.txt": "new", "data/who.f64": "p" });
  await installVersion(root, version, [...FILES.hashed, ...FILES.kept]);
  assert.equal(Deno.readTextFileSync(`${root}/models/ranker.txt`), "old");
  assert.throws(() => Deno.statSync(`${root}/data/who.f64`), Deno.errors.NotFound);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("installVersion() refuses a damaged version, which keepVersion() mends", async () => {
  const root = Deno.makeTempDirSync();
  place(root, { "models/ranker.txt": "old", "models/card.json": "{}" });
  const { version } = await keepVersion(root, FILES, FACTS);
  const kept = versionPath(root, version, "models/ranker.txt");
  Deno.writeTextFileSync(kept, "bent");
  await assert.rejects(
    installVersion(root, version, FILES.hashed),
    /ranker\.txt to be as .* made but found that it is damaged/,
  );
  await keepVersion(root, FILES, FACTS);
  await installVersion(root, version, FILES.hashed);
  Deno.removeSync(root, { recursive: true });
});
