import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { firstOtherLineEnd, readCsvHeader, unpackGzip } from "./csv.ts";
import { testFolder } from "./test_folder.ts";

function header(content: string | Uint8Array) {
  using folder = testFolder({ "a.csv": content });
  return readCsvHeader(join(folder.directory, "a.csv"));
}

Deno.test("readCsvHeader() finds the delimiter that stands outside quotes", () => {
  for (const [delimiter, name] of [[",", "commas"], [";", ""], ["\t", ""], ["|", ""]]) {
    const found = header(`a${delimiter}"b,;""c"${delimiter}d\n1${delimiter}2${delimiter}3\n`);
    assert.equal(found.delimiter, delimiter, name);
    assert.deepEqual(found.columns, ["a", 'b,;"c', "d"]);
  }
});

Deno.test("readCsvHeader() tells line ends apart and needs none", () => {
  assert.equal(header("a,b\n1,2").newLine, "\\n");
  assert.equal(header("a,b\r\n1,2").newLine, "\\r\\n");
  assert.equal(header("a,b\r1,2").newLine, "\\r");
  assert.deepEqual(header("a").columns, ["a"]);
});

Deno.test("readCsvHeader() says what is no CSV", () => {
  const message = (content: string | Uint8Array) => {
    try {
      header(content);
    } catch (error) {
      assert.ok(error instanceof DataError);
      return error.message;
    }
    return "no error";
  };
  assert.match(message(""), /^a\.csv: .*the file is empty$/);
  assert.match(message("\n1,2\n"), /Expected a first line with column names but found none/);
  assert.match(message(Uint8Array.of(0xff, 0xfe, 0x61, 0)), /Expected UTF-8 text but found UTF-16/);
  assert.match(message("a\0,b\n"), /Expected UTF-8 text but found binary data/);
  assert.match(message("a,b,A\n"), /^a\.csv, column A: Expected every column once/);
});

Deno.test("unpackGzip() unpacks one member or several", async () => {
  using folder = testFolder({
    "a.csv.gz": Uint8Array.from([...gzipSync("a\n"), ...gzipSync("1\n")]),
  });
  const path = await unpackGzip(join(folder.directory, "a.csv.gz"), folder.directory);
  assert.equal(Deno.readTextFileSync(path), "a\n1\n");
});

Deno.test("unpackGzip() refuses a file that was cut or changed anywhere", async () => {
  const whole = gzipSync(Array.from({ length: 5000 }, (_, i) => `${i * i}`).join("\n"));
  const changed = (at: number) => whole.map((byte, i) => i === at ? byte ^ 1 : byte);
  const wrong = [
    whole.subarray(0, whole.length / 2),
    whole.subarray(0, whole.length - 1),
    whole.subarray(0, 5),
    changed(whole.length >> 1),
    changed(whole.length - 6),
    new TextEncoder().encode("a,b\n"),
  ];
  for (const content of wrong) {
    using folder = testFolder({ "a.csv.gz": Uint8Array.from(content) });
    await assert.rejects(unpackGzip(join(folder.directory, "a.csv.gz"), folder.directory), {
      name: "DataError",
      message: /^a\.csv\.gz: Expected a whole gzip file but found: /,
    });
  }
});

Deno.test("firstOtherLineEnd() counts data rows", () => {
  using folder = testFolder({
    "a.csv": "h\r\n1\r\n2\n3\r\n",
    "b.csv": "h\n1\n2\r\n",
    "c.csv": "h\n1\n",
  });
  const path = (name: string) => join(folder.directory, name);
  assert.equal(firstOtherLineEnd(path("a.csv"), "\\r\\n"), 2);
  assert.equal(firstOtherLineEnd(path("b.csv"), "\\n"), 2);
  assert.equal(firstOtherLineEnd(path("c.csv"), "\\n"), undefined);
});

Deno.test("readCsvHeader() names the columns that have no name", () => {
  const file = Deno.makeTempFileSync();
  Deno.writeTextFileSync(file, ",t_dat,column_4,,\n");
  assert.deepEqual(readCsvHeader(file).columns, [
    "column_1",
    "t_dat",
    "column_4",
    "column_4_",
    "column_5",
  ]);
  Deno.removeSync(file);
});
