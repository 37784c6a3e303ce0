import assert from "node:assert/strict";
import { describeGiftware } from "./giftware_words.ts";

const type = (description: string) => describeGiftware(description).productType;

Deno.test("describeGiftware() takes the last noun that names a product", () => {
  assert.equal(type("WHITE METAL LANTERN"), "Lamp or lights");
  assert.equal(type("JUMBO BAG PINK POLKADOT"), "Bag");
  assert.equal(type("KNITTED UNION FLAG HOT WATER BOTTLE"), "Warmth");
});

Deno.test("describeGiftware() does not take a detail for the thing", () => {
  assert.equal(type("ELEPHANT CLIP W SUCTION CUP"), "Hair or brooch");
  assert.equal(type("RECIPE BOX WITH METAL HEART"), "Baking");
  assert.equal(type("BOX OF 9 PEBBLE CANDLES"), "Candle");
});

Deno.test("describeGiftware() takes a motif for the thing only where nothing else is named", () => {
  assert.equal(type("RED WOOLLY HOTTIE WHITE HEART."), "Warmth");
  assert.equal(type("SET OF 3 COLOURED FLYING DUCKS"), "Figure");
});

Deno.test("describeGiftware() folds plurals", () => {
  assert.equal(type("SET/4 WHITE LEAVES"), type("WHITE LEAF"));
  assert.equal(type("PACK OF 6 BIRTHDAY CARDS"), "Card");
  assert.equal(type("SNACK BOXES"), "Lunch and picnic");
});

Deno.test("describeGiftware() reads colour, pattern and occasion", () => {
  const words = describeGiftware("RED RETROSPOT CHRISTMAS BAUBLES");
  assert.equal(words.colour, "Red");
  assert.equal(words.pattern, "Retrospot");
  assert.equal(words.occasion, "Christmas");
  assert.equal(describeGiftware("TURQ+GOLD PENDANT").colour, "Turquoise");
});

Deno.test("describeGiftware() says nothing where the words say nothing", () => {
  const words = describeGiftware("TOAST ITS");
  assert.deepEqual(Object.values(words), ["", "", "", "", ""]);
});
