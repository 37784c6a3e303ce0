/**
 * What a giftware description says about its article: the kind of thing, its colour, its pattern
 * and its occasion, as far as the words themselves say so.
 *
 * @module
 */

/** What {@linkcode describeGiftware} reads from a description; `""` where the words do not say. */
export interface GiftwareWords {
  /** The kind of thing, e.g. `Candle holder`. */
  productType: string;
  /** The family of kinds, e.g. `Candles and light`. */
  productGroup: string;
  /** The first colour named, e.g. `Pink`. */
  colour: string;
  /** The first pattern or motif named, e.g. `Polkadot`. */
  pattern: string;
  /** The occasion named, e.g. `Christmas`. */
  occasion: string;
}

/** Group → type → the nouns (singular, one or two words) that name it. */
const TYPES: Record<string, Record<string, string>> = {
  "Bags and travel": {
    "Bag": "bag,shopper,tote,handbag,backpack,rucksack,satchel,holdall",
    "Purse or wallet": "purse,wallet,coin purse",
    "Washbag": "washbag,wash bag,sponge bag,cosmetic bag",
    "Travel accessory": "luggage tag,passport cover,passport holder,umbrella,card holder",
  },
  "Candles and light": {
    "Candle": "candle,t-light,tealight,pillar,votive",
    "Candle holder":
      "t-light holder,tealight holder,candle holder,candleholder,candlestick,candlepot,candle pot," +
      "t-light hldr,candle stick,t-light hol,light holder,votive holder",
    "Lamp or lights":
      "lamp,lampshade,lantern,lights,light,light chain,chandelier,night light,torch",
    "Home fragrance": "incense,warmer,oil burner,scent,diffuser,potpourri,matches",
  },
  "Kitchen and table": {
    "Mug or cup": "mug,cup,beaker,teacup,saucer,tumbler,glass,goblet,egg cup",
    "Bowl or dish": "bowl,dish,platter,ramekin,sundae,casserole",
    "Plate": "plate,cakestand,cake stand,tray,coaster,placemat,table mat,trivet,mat",
    "Jug or bottle": "jug,bottle,teapot,flask,decanter,carafe,pitcher,kettle",
    "Cutlery or tool":
      "cutlery,cutlery set,spoon,fork,knife,whisk,spatula,cutter,peeler,opener,ladle,chopstick," +
      "rolling pin,scales,scissor,corer,grater,sieve,funnel,corkscrew,timer",
    "Baking": "cake case,baking mould,mould,jelly mould,pan,baking set,recipe box,cake tin,cases",
    "Kitchen textile": "tea towel,apron,oven glove,mitt,oven mitt,tea cosy,cosy,egg cosy",
    "Lunch and picnic":
      "lunch box,lunch bag,snack box,picnic basket,picnic set,cool bag,food cover",
    "Board or rack":
      "board,chopping board,rack,breakfast set,coffee set,breadbin,bread bin,egg house,dinner set,tea set",
  },
  "Storage": {
    "Box": "box,chest,trinket box,trinket pot,case,crate",
    "Tin or jar": "tin,jar,cannister,canister,container,caddy,storage tin,biscuit tin,pot",
    "Basket or bin": "basket,bin,bucket,pail,hamper,storage cube",
    "Cabinet or drawers":
      "cabinet,drawer,cupboard,shelf,organiser,stand,tidy,holder,dresser,stool,chair",
    "Hook or hanger": "hook,hanger,coat hanger,peg,knob,drawer knob,coat rack,key holder",
  },
  "Home decoration": {
    "Decoration":
      "decoration,ornament,stocking,ball,globe,bauble,wreath,droplet,heart,star,angel,reindeer,santa,snowflake",
    "Garland or bunting":
      "garland,bunting,curtain,string curtain,paper chain,pennant,streamer,mobile",
    "Frame": "frame,photoframe,photo frame,picture frame,photo album,album,photo clip",
    "Mirror": "mirror",
    "Clock": "clock,alarm clock,wall clock",
    "Sign or plaque":
      "sign,plaque,chalkboard,blackboard,memo board,memoboard,doorsign,noticeboard,number tile,tile,letters,letter,word",
    "Wall art": "wall art,art,picture,canvas,poster,print",
    "Figure":
      "doorstop,door stop,gnome,figurine,paperweight,bird,cat,dog,owl,bunny,rabbit,chick,duck,dove,hen",
    "Artificial flower": "flower,rose,posy,bouquet,tree,leaf",
    "Vase": "vase",
  },
  "Soft furnishings": {
    "Cushion": "cushion,cushion cover,seat pad,pillow,beanbag",
    "Blanket or throw":
      "throw,blanket,quilt,bedspread,sheet,tablecloth,runner,hand towel,towel,flannel",
    "Doormat or rug": "doormat,door mat,rug,draught excluder",
    "Warmth":
      "hot water bottle,water bottle,hand warmer,hottie,washing up glove,poncho,hat,slipper,sock,scarf,glove",
  },
  "Stationery and paper": {
    "Card": "card,greeting card,birthday card,invite,postcard,envelope,gift tag,tag",
    "Wrap or ribbon": "wrap,gift wrap,gift bag,ribbon,tissue paper,bow,tape,ribbon reel,reel",
    "Book or pad":
      "stationery set,notebook,sketchbook,journal,book,pad,diary,organizer,memo pad,calendar,address book,notes",
    "Pen or pencil":
      "pen,pencil,eraser,rubber,sharpener,ruler,crayon,chalk,marker,stencil,stamp,stamp set",
    "Sticker or magnet": "sticker,magnet,patch,badge,transfer,confetti",
    "Paper tissue": "tissue,toilet roll,plaster,napkin,doily,doilies,doiley,serviette,paper napkin",
  },
  "Party": {
    "Party ware":
      "balloon,straw,party set,party hat,cracker,paper plate,cones,paper cup,piñata,sparkler,flag",
  },
  "Toys and games": {
    "Game or puzzle":
      "game,disc,ladders,jigsaw,playing card,skittle,domino,puzzle,ludo,marbles,snap card,skipping rope,jacks",
    "Toy":
      "toy,rocking horse,doll,teddy,bear,puppet,helicopter,robot,spinning top,windmill,kite,pony,playhouse,tractor,car",
    "Craft kit":
      "kit,craft,sewing kit,craft kit,colouring set,knitting nancy,sewing box,drawing slate,paint set,origami,grow set",
    "Money bank": "bank,money bank,money box,piggy bank",
  },
  "Jewellery and accessories": {
    "Necklace": "necklace,neckl,necklac,pendant,locket,chain,lariat,choker",
    "Bracelet": "bracelet,braclet,bangle",
    "Earrings": "earring,earrings",
    "Ring": "ring",
    "Key ring or charm":
      "charm,keyring,key ring,key fob,bag charm,phone charm,fob,key-chain,keychain",
    "Hair or brooch":
      "brooch,hairclip,hair clip,hairslide,hair comb,comb,hairband,clip,slide,tiara,bead,hair tie,grip",
    "Beauty":
      "soap,bath salt,brush,mirror compact,compact,compact mirror,nail file,sponge,bath sponge,eau",
  },
  "Garden": {
    "Garden tool":
      "watering can,spade,trowel,garden tool,seed,dibber,gardening set,kneeling pad,spirit level",
    "Planter":
      "planter,plant pot,flower pot,garden pot,trough,plant cage,trellis,plant marker,plant hook",
    "Outdoors":
      "parasol,birdhouse,bird house,bird feeder,bird table,feeder,thermometer,hammock,wind chime,garden glove,rake,birdcage," +
      "bird cage,deckchair,fan,bell,insect hotel",
  },
};

const COLOURS = (
  "red blue pink white black green ivory cream silver gold purple yellow orange brown turquoise grey " +
  "lilac copper fuschia mint amethyst amber clear multicolour"
).split(" ");

const COLOUR_SPELLINGS: Record<string, string> = {
  blk: "black",
  col: "",
  gray: "grey",
  golden: "gold",
  rainbow: "multicolour",
  multicolor: "multicolour",
  multi: "multicolour",
  "m-colour": "multicolour",
  "m/colour": "multicolour",
  turq: "turquoise",
  turquois: "turquoise",
};

const PATTERNS = (
  "retrospot polkadot spot spotty paisley gingham stripe floral check skull babushka baroque flock " +
  "woodland spaceboy strawberry daisy rose flower heart star butterfly bird owl rabbit bunny hen " +
  "apple cherry leaf toadstool cat dog union-jack london regency botanical honeycomb"
).split(" ");

const OCCASIONS: Record<string, string> = {
  christmas: "Christmas",
  xmas: "Christmas",
  santa: "Christmas",
  nativity: "Christmas",
  reindeer: "Christmas",
  advent: "Christmas",
  bauble: "Christmas",
  snowflake: "Christmas",
  stocking: "Christmas",
  noel: "Christmas",
  easter: "Easter",
  birthday: "Birthday",
  party: "Party",
  wedding: "Wedding",
  bride: "Wedding",
  valentine: "Valentine",
  halloween: "Halloween",
};

const TYPE_OF_NOUN: ReadonlyMap<string, readonly [type: string, group: string]> = new Map(
  Object.entries(TYPES).flatMap(([group, types]) =>
    Object.entries(types).flatMap(([type, nouns]) =>
      nouns.split(",").map((noun) => [noun, [type, group]] as const)
    )
  ),
);

const IRREGULAR: Record<string, string> = { knives: "knife", leaves: "leaf", shelves: "shelf" };

/** Nouns that are a motif at least as often as the thing itself: they tell the kind last. */
const MOTIFS = new Set(
  ("heart star angel reindeer santa snowflake letter letters word bird cat dog owl bunny rabbit " +
    "chick duck dove hen flower rose tree leaf bear car pony robot").split(" "),
);

/** What follows one of these tells of the thing's details, not of its kind. */
const DETAIL_BEGINS = new Set(["w", "with", "in", "on", "for", "and", "from", "by"]);

/**
 * Reads kind, colour, pattern and occasion from a description by the words in it. English names
 * a thing last, so the last noun that names a product tells the kind, save what follows `with`,
 * `in`, `on` or `for`, and save motifs (hearts, stars, birds) where another noun stands.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeGiftware } from "./giftware_words.ts";
 *
 * assert.deepEqual(describeGiftware("WHITE HANGING HEART T-LIGHT HOLDER"), {
 *   productType: "Candle holder",
 *   productGroup: "Candles and light",
 *   colour: "White",
 *   pattern: "Heart",
 *   occasion: "",
 * });
 * ```
 */
export function describeGiftware(description: string): GiftwareWords {
  const words = wordsOf(description);
  const cut = words.findIndex((word, i) => i > 0 && DETAIL_BEGINS.has(word));
  const head = cut < 0 ? words : words.slice(0, cut);
  const strong = (noun: string) => !MOTIFS.has(singular(noun));
  const kind = lastKind(head, strong) ?? lastKind(words, strong) ?? lastKind(words, () => true);
  const occasion = words.map((word) => OCCASIONS[word] ?? OCCASIONS[singular(word)])
    .find((name) => name !== undefined);
  return {
    productType: kind?.[0] ?? "",
    productGroup: kind?.[1] ?? "",
    colour: capitalised(firstIn(COLOURS, words.map((w) => COLOUR_SPELLINGS[w] ?? w))),
    pattern: capitalised(firstIn(PATTERNS, words.map(singular))),
    occasion: occasion ?? "",
  };
}

function wordsOf(description: string): string[] {
  const text = description.toLowerCase().replaceAll("union jack", "union-jack")
    .replaceAll("polka dot", "polkadot").replaceAll("tea light", "t-light")
    .replaceAll("m/colour", "m-colour").replace(/^(?:box|pack|set|tin|bag|tube) of /, "");
  return text.match(/[a-zà-ÿ][a-zà-ÿ'-]*/g) ?? [];
}

function lastKind(
  words: readonly string[],
  accepts: (noun: string) => boolean,
): readonly [string, string] | undefined {
  for (let i = words.length - 1; i >= 0; i--) {
    const pair = i > 0 ? kindOf(`${words[i - 1]} ${words[i]}`) : undefined;
    const found = pair ?? (accepts(words[i]!) ? kindOf(words[i]!) : undefined);
    if (found) return found;
  }
  return undefined;
}

function kindOf(noun: string): readonly [string, string] | undefined {
  return TYPE_OF_NOUN.get(noun) ?? TYPE_OF_NOUN.get(singular(noun));
}

/** The singular as far as the lists need it. */
function singular(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular) return irregular;
  if (/(?:x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function firstIn(list: readonly string[], words: readonly string[]): string {
  return words.find((word) => list.includes(word)) ?? "";
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
