import assert from "node:assert/strict";
import {
  type Cell,
  expectedOutputs,
  lostOutputs,
  type Notebook,
  notebookTitle,
  type Output,
  readNotebook,
  sourcesHash,
} from "./document.ts";

const shown = (number: number): Output => ({
  output_type: "display_data",
  data: {},
  metadata: { helix: { shown: number } },
});
const code = (source: string, outputs: Output[] = []): Cell => ({
  cell_type: "code",
  source,
  metadata: {},
  outputs,
});

Deno.test("expectedOutputs() counts calls, not comments or other names", () => {
  const source = "// show(1)\n/* show(2) */\nslideshow(3);\nplot.show(4);\nawait show(\n  5,\n);";
  assert.equal(expectedOutputs(source), 1);
});

Deno.test("lostOutputs() finds nothing when every call has its output", () => {
  const cells = [code("await show(1); await show(2);", [shown(4), shown(5)]), code("1 + 1")];
  assert.deepEqual(lostOutputs({ cells }), []);
});

Deno.test("lostOutputs() finds a gap in the numbers, also between cells", () => {
  const cells = [code("await all();", [shown(1)]), code("await all();", [shown(3)])];
  assert.deepEqual(lostOutputs({ cells }), [{ cell: 2, expected: 2, found: 1 }]);
});

Deno.test("lostOutputs() does not take other outputs for shown ones", () => {
  const stream: Output = { output_type: "stream", text: "x" };
  const progress: Output = {
    output_type: "display_data",
    metadata: { helix: { progress: true } },
  };
  const cells = [code("await show(1);", [stream, progress])];
  assert.deepEqual(lostOutputs({ cells }), [{ cell: 1, expected: 1, found: 0 }]);
});

Deno.test("sourcesHash() follows code, not outputs or prose", () => {
  const prose: Cell = { cell_type: "markdown", source: "# Title", metadata: {} };
  const one = sourcesHash({ cells: [prose, code("a")] });
  assert.equal(
    sourcesHash({ cells: [{ ...prose, source: "# Other" }, code("a", [shown(1)])] }),
    one,
  );
  assert.notEqual(sourcesHash({ cells: [prose, code("b")] }), one);
  assert.equal(sourcesHash({ cells: [{ ...code(""), source: ["a"] }] }), one);
});

Deno.test("notebookTitle() is the first heading, else the file's name", () => {
  const cells: Cell[] = [{
    cell_type: "markdown",
    source: "intro\n\n# Who buys what \n",
    metadata: {},
  }];
  assert.equal(notebookTitle({ cells }, "01_eda"), "Who buys what");
  assert.equal(notebookTitle({ cells: [] }, "01_eda"), "01_eda");
});

Deno.test("readNotebook() says what is wrong with a file", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  await Deno.writeTextFile(path, "{");
  await assert.rejects(() => readNotebook(path), /Expected a notebook but found/);
  await Deno.writeTextFile(path, "{}");
  await assert.rejects(() => readNotebook(path), /format 4 but found other JSON/);
  const good: Notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  await Deno.writeTextFile(path, JSON.stringify(good));
  assert.deepEqual(await readNotebook(path), good);
  await Deno.remove(path);
});
