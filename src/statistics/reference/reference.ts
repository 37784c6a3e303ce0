/**
 * Compares this room's functions with the values that `make_reference.py` took from SciPy,
 * statsmodels, scikit-learn and mpmath.
 *
 * @module
 */
import assert from "node:assert/strict";

/** A value as the JSON files hold it: NaN and infinities are strings. */
export type ReferenceValue =
  | number
  | string
  | readonly ReferenceValue[]
  | { readonly [key: string]: ReferenceValue };

/** One call with what it must give. */
export interface ReferenceCase {
  /** Function name. */
  call: string;
  /** Its arguments. */
  args: ReferenceValue[];
  /** Its result, or some of the result's fields. */
  expect: ReferenceValue;
  /** The package that said so. */
  source: string;
}

/** What `make_reference.py` writes. */
export interface ReferenceFile {
  /** Version per package. */
  versions: Record<string, string>;
  cases: ReferenceCase[];
}

/**
 * Runs every case of a file and compares to a relative 1e-9.
 *
 * @param functions The functions that the cases call, by name; each must be called at least once.
 * @throws {AssertionError} With the call and its source, where a value differs.
 *
 * @example
 * ```ts
 * import { checkReference } from "./reference.ts";
 *
 * const cases = [{ call: "root", args: [4], expect: 2, source: "arithmetic" }];
 * checkReference({ versions: {}, cases }, { root: Math.sqrt });
 * ```
 */
export function checkReference(
  file: unknown,
  // deno-lint-ignore no-explicit-any
  functions: Record<string, (...args: any[]) => unknown>,
): void {
  const { cases } = file as ReferenceFile;
  const called = new Set<string>();
  for (const { call, args, expect, source } of cases) {
    const run = functions[call];
    assert.ok(run, `no function ${call}`);
    called.add(call);
    const told = `${call}(${JSON.stringify(args).slice(1, -1)}), ${source}`;
    compare(run(...args.map(parse)), parse(expect), told);
  }
  assert.deepEqual([...called].sort(), Object.keys(functions).sort());
}

function compare(actual: unknown, expected: unknown, told: string): void {
  if (typeof expected === "number") {
    const found = Number(actual);
    const near = Object.is(found, expected) || found === expected ||
      Math.abs(found - expected) <= 1e-9 * Math.abs(expected);
    assert.ok(near, `${told}: expected ${expected} but found ${found}`);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null, `${told}: found ${actual}`);
  for (const [key, value] of Object.entries(expected as Record<string, unknown>)) {
    compare((actual as Record<string, unknown>)[key], value, `${told} ${key}`);
  }
}

const SPECIAL: Record<string, number> = { NaN, Infinity, "-Infinity": -Infinity };

function parse(value: ReferenceValue): unknown {
  if (typeof value === "string") return SPECIAL[value] ?? value;
  if (Array.isArray(value)) return value.map(parse);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, parse(item)]));
}
