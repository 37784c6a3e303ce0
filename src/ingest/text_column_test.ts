import assert from "node:assert/strict";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { findText, openTextColumn, readTextColumn, textAt } from "./text_column.ts";

function columnOf(values: readonly string[]) {
  const folder = Deno.makeTempDirSync();
  {
    using writer = openTextColumn(`${folder}/ids`);
    writer.write(values.slice(0, 2));
    writer.write(values.slice(2));
    writer.flush();
  }
  const column = readTextColumn(`${folder}/ids`, values.length);
  Deno.removeSync(folder, { recursive: true });
  return column;
}

Deno.test("findText() finds every value and nothing else", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 6 });
  fc.assert(fc.property(fc.uniqueArray(text), text, (values, other) => {
    const column = columnOf(values);
    const order = Uint32Array.from(values.keys()).sort((a, b) =>
      Buffer.compare(Buffer.from(values[a]!), Buffer.from(values[b]!))
    );
    values.forEach((value, i) => {
      assert.equal(textAt(column, i), value);
      assert.equal(findText(column, order, value), i);
    });
    assert.equal(findText(column, order, other), values.indexOf(other));
  }));
});

Deno.test("textAt() refuses an index that is out of range", () => {
  const column = columnOf(["a"]);
  for (const index of [-1, 1, 0.5, NaN]) assert.throws(() => textAt(column, index), RangeError);
});
