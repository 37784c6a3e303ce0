/**
 * Gets LightGBM's C++ sources out of its Python source distribution.
 *
 * @module
 */

import { join } from "node:path";
import { fillDirectory } from "../cache.ts";
import { LightGBMError } from "../errors.ts";
import { runPip } from "../native_library.ts";
import { LIGHTGBM_VERSION } from "../version.ts";
import { C_FILES, CPP_FILES } from "./recipe.ts";

/** SHA-256 of the version's source distribution. */
const SOURCE_HASH = "f8e20f682c9aabd000bcf4a7ed8aa6f473c1adfecccae34ec24e823d156f4af0";

/** Of the bundled Arrow helper; the sources carry the template only. */
const NANOARROW_VERSION = "0.8.0";

/**
 * Directory of LightGBM's sources below `cacheDir`, fetched with pip (checksum pinned) on first use.
 *
 * @throws {LightGBMError} If they cannot be had.
 */
export async function ensureSources(
  cacheDir: string,
  options: { note?: (message: string) => void } = {},
): Promise<string> {
  const directory = join(cacheDir, `lightgbm-${LIGHTGBM_VERSION}`, "source");
  if (await hasFiles(directory)) return directory;
  options.note?.(`Getting LightGBM ${LIGHTGBM_VERSION}'s sources with pip`);
  await fillDirectory(directory, async (temporary) => {
    await unpack(await download(temporary), temporary);
    await configureNanoarrow(temporary);
  });
  return directory;
}

async function hasFiles(directory: string): Promise<boolean> {
  const last = ["external_libs/nanoarrow/src/nanoarrow/nanoarrow_config.h"];
  const found = [...CPP_FILES, ...C_FILES, ...last].map((file) =>
    Deno.stat(join(directory, file)).then(() => true, () => false)
  );
  return (await Promise.all(found)).every((exists) => exists);
}

async function download(directory: string): Promise<string> {
  const requirements = join(directory, "requirements.txt");
  await Deno.writeTextFile(
    requirements,
    `lightgbm==${LIGHTGBM_VERSION} --hash=sha256:${SOURCE_HASH}\n`,
  );
  const args = ["download", "--quiet", "--no-deps", "--no-binary=lightgbm", "--require-hashes"];
  await runPip([...args, "--requirement", requirements, "--dest", directory]);
  return join(directory, `lightgbm-${LIGHTGBM_VERSION}.tar.gz`);
}

async function unpack(archive: string, directory: string): Promise<void> {
  const command = new Deno.Command("tar", {
    args: ["-xzf", archive, "--strip-components=1", "-C", directory],
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  if (!success) {
    throw new LightGBMError("unpack its sources", new TextDecoder().decode(stderr).trim());
  }
  await Deno.remove(archive);
}

async function configureNanoarrow(directory: string): Promise<void> {
  const folder = join(directory, "external_libs/nanoarrow/src/nanoarrow");
  const template = await Deno.readTextFile(join(folder, "nanoarrow_config.h.in"));
  await Deno.writeTextFile(join(folder, "nanoarrow_config.h"), fillTemplate(template));
}

/** The Arrow helper's configuration header out of its template. */
export function fillTemplate(template: string): string {
  const [major, minor, patch] = NANOARROW_VERSION.split(".");
  return template
    .replaceAll("@NANOARROW_VERSION_MAJOR@", major!)
    .replaceAll("@NANOARROW_VERSION_MINOR@", minor!)
    .replaceAll("@NANOARROW_VERSION_PATCH@", patch!)
    .replaceAll("@NANOARROW_VERSION@", NANOARROW_VERSION)
    .replaceAll("@NANOARROW_NAMESPACE_DEFINE@", "");
}
