/**
 * Errors of the API as `application/problem+json` (RFC 9457).
 *
 * @module
 */
import type { z } from "zod";

/** What went wrong with a request. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Seconds after which another try makes sense. @default {none} */
  readonly retryAfter?: number;
}

/** A {@linkcode Problem} that is thrown. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/**
 * The response for a problem.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { problemResponse } from "./problems.ts";
 *
 * const response = problemResponse({ status: 404, title: "Unknown customer", detail: "No x" });
 * assert.equal(response.headers.get("content-type"), "application/problem+json");
 * assert.deepEqual(await response.json(), {
 *   type: "about:blank",
 *   title: "Unknown customer",
 *   status: 404,
 *   detail: "No x",
 * });
 * ```
 */
export function problemResponse(problem: Problem): Response {
  const { status, title, detail, retryAfter } = problem;
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail }), {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  });
}

/**
 * Checks a part of a request.
 *
 * @param where What is checked, e.g. `"query"`.
 * @throws {ProblemError} Status 400, naming the first field that is wrong.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * import { checked } from "./problems.ts";
 *
 * const schema = z.object({ limit: z.coerce.number().max(100) });
 * assert.deepEqual(checked(schema, { limit: "5" }, "query"), { limit: 5 });
 * assert.throws(() => checked(schema, { limit: "500" }, "query"), /query limit/);
 * ```
 */
export function checked<T extends z.ZodType>(schema: T, value: unknown, where: string): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = issue.path.length > 0 ? ` ${issue.path.join(".")}` : "";
  throw new ProblemError({
    status: 400,
    title: "Invalid request",
    detail: `${where}${field}: ${issue.message}`,
  });
}
