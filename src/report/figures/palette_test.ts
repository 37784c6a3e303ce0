import assert from "node:assert/strict";
import { amountColour, COLOUR_ORDER, COLOURS, inkOn } from "./palette.ts";

Deno.test("amountColour() mixes neighbours half-way and clamps", () => {
  assert.equal(amountColour(1 / 20), "#042b5f"); // Between #00224E and #083370.
  assert.equal(amountColour(-3), amountColour(0));
  assert.equal(amountColour(7), amountColour(1));
});

Deno.test("inkOn() keeps at least 4.5:1 on every amount", () => {
  const luminance = (colour: string) => {
    const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
  };
  for (let i = 0; i <= 100; i++) {
    const ground = amountColour(i / 100);
    const [a, b] = [luminance(ground), luminance(inkOn(ground))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    assert.ok(contrast >= 4.5, `${ground}: ${contrast}`);
  }
});

Deno.test("COLOUR_ORDER names every colour once", () => {
  assert.deepEqual([...COLOUR_ORDER].sort(), Object.keys(COLOURS).sort());
});
