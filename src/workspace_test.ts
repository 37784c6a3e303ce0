import assert from "node:assert/strict";
import { join } from "node:path";
import { lockWorkspace, openWorkspace, PROJECT_ROOT } from "./workspace.ts";

Deno.test("PROJECT_ROOT is the folder that holds deno.json", () => {
  assert.ok(Deno.statSync(join(PROJECT_ROOT, "deno.json")).isFile);
});

Deno.test("openWorkspace() makes its folders on demand", () => {
  const root = join(Deno.makeTempDirSync(), "a", "b");
  const workspace = openWorkspace(root);
  for (const folder of [workspace.data, workspace.models, workspace.reports]) {
    assert.ok(Deno.statSync(folder).isDirectory);
  }
  Deno.removeSync(root, { recursive: true });
});

Deno.test("openWorkspace() says that the workspace is a file", () => {
  const file = Deno.makeTempFileSync();
  assert.throws(() => openWorkspace(file), {
    name: "WorkspaceError",
    message: `Expected the workspace ${file} to be a folder but found a file`,
  });
  Deno.removeSync(file);
});

Deno.test("lockWorkspace() keeps another process out and names the holder", async () => {
  const root = Deno.makeTempDirSync();
  const workspace = openWorkspace(root);
  const module = new URL("./workspace.ts", import.meta.url).href;
  const code = `import { lockWorkspace, openWorkspace } from ${JSON.stringify(module)};
    using _ = lockWorkspace(openWorkspace(${JSON.stringify(root)}));
    console.log("locked");
    await new Promise(() => setTimeout(() => {}, 60_000));`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-lock",
      "--no-check",
      `data:application/typescript,${encodeURIComponent(code)}`,
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  assert.throws(() => lockWorkspace(workspace), {
    name: "WorkspaceError",
    message: new RegExp(`no other run in .* but found one \\(process ${child.pid}, since 20`),
  });
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  lockWorkspace(workspace)[Symbol.dispose]();
  Deno.removeSync(root, { recursive: true });
});
