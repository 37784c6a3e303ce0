/**
 * One customer's order lines, from their places in the store's columns: a few short reads, whatever
 * the size of the shop.
 *
 * @module
 */
import type { EpochDay } from "../ingest/shop.ts";
import { storePaths } from "../ingest/store.ts";
import { isFile, type Workspace } from "../workspace.ts";

/** Equal order lines of a customer. */
export interface Purchase {
  readonly day: EpochDay;
  /** Minutes after midnight; -1 where the line has a date only. */
  readonly minute: number;
  /** Article code. */
  readonly article: number;
  /** NaN where unknown. */
  readonly price: number;
  /** How many equal lines. */
  readonly lines: number;
  /** Pieces of these lines together; a line is one piece where the source does not say. */
  readonly units: number;
}

/** A customer's purchases, newest first. */
export function purchasesOf(workspace: Workspace, customer: number): Purchase[] {
  const { column } = storePaths(workspace);
  const [from, to] = slice(column("orders.offsets.u32"), Uint32Array, customer, customer + 2);
  const values = <A extends Slice>(name: string, type: SliceType<A>) =>
    slice(column(`orders.${name}`), type, from!, to!);
  const day = values("day.u16", Uint16Array);
  const article = values("article.u32", Uint32Array);
  const price = values("price.f32", Float32Array);
  const minute = isFile(column("orders.minute.i16")) ? values("minute.i16", Int16Array) : null;
  const units = isFile(column("orders.units.f32")) ? values("units.f32", Float32Array) : null;
  const purchases: Purchase[] = [];
  for (let i = day.length - 1; i >= 0; i--) {
    const next = {
      day: day[i]!,
      minute: minute?.[i] ?? -1,
      article: article[i]!,
      price: price[i]!,
      lines: 1,
      units: units?.[i] ?? 1,
    };
    const last = purchases.at(-1);
    if (last && isSame(last, next)) purchases[purchases.length - 1] = together(last, next);
    else purchases.push(next);
  }
  return purchases;
}

function together(a: Purchase, b: Purchase): Purchase {
  return { ...a, lines: a.lines + b.lines, units: a.units + b.units };
}

function isSame(a: Purchase, b: Purchase): boolean {
  return a.day === b.day && a.minute === b.minute && a.article === b.article &&
    Object.is(a.price, b.price);
}

type Slice = Uint16Array | Int16Array | Uint32Array | Float32Array;

interface SliceType<A extends Slice> {
  new (buffer: ArrayBuffer): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** The values `from … to - 1` of a raw column. */
function slice<A extends Slice>(path: string, type: SliceType<A>, from: number, to: number): A {
  const bytes = new Uint8Array((to - from) * type.BYTES_PER_ELEMENT);
  using file = Deno.openSync(path);
  file.seekSync(from * type.BYTES_PER_ELEMENT, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) {
    const read = file.readSync(bytes.subarray(at));
    if (read === null) throw new RangeError(`Expected ${path} to have ${to} values but it ends`);
    at += read;
  }
  return new type(bytes.buffer);
}
