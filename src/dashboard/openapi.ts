/**
 * The API's OpenAPI 3.1 document, made of the schemas that check the requests.
 *
 * @module
 */
import { z } from "zod";
import {
  BatchAnswer,
  BatchBody,
  Health,
  IdPath,
  ProblemBody,
  Recommendations,
  RecommendationsQuery,
  SendTime,
  SimilarArticles,
  SimilarQuery,
} from "./schemas.ts";

/** One operation, before it becomes OpenAPI. */
export interface Operation {
  readonly method: "get" | "post";
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly pathParameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The answer's schema; text where there is none. */
  readonly answer?: z.ZodType;
  /** Statuses besides 200 and what they mean. */
  readonly others: Readonly<Record<number, string>>;
}

const LIVE = {
  304: "Unchanged since the ETag given in If-None-Match",
  400: "A parameter is wrong",
  404: "The id is not in the data",
  503: "Nothing to serve yet; see Retry-After",
};

/** Every operation of the API. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/v1/customers/{id}/recommendations",
    id: "recommendations",
    summary: "A customer's articles, likeliest first",
    pathParameters: IdPath,
    query: RecommendationsQuery,
    answer: Recommendations,
    others: LIVE,
  },
  {
    method: "get",
    path: "/v1/customers/{id}/send-time",
    id: "sendTime",
    summary: "Whether a customer will buy, and when to send",
    pathParameters: IdPath,
    answer: SendTime,
    others: LIVE,
  },
  {
    method: "post",
    path: "/v1/recommendations:batch",
    id: "recommendationsBatch",
    summary: "The articles of many customers",
    body: BatchBody,
    answer: BatchAnswer,
    others: { 400: "The body is wrong", 413: "The body is above 1 MiB", 503: LIVE[503] },
  },
  {
    method: "get",
    path: "/v1/articles/{id}/similar",
    id: "similar",
    summary: "Articles bought by the same customers",
    pathParameters: IdPath,
    query: SimilarQuery,
    answer: SimilarArticles,
    others: LIVE,
  },
  {
    method: "get",
    path: "/healthz",
    id: "health",
    summary: "What is served",
    answer: Health,
    others: { 503: "Nothing to serve yet" },
  },
  {
    method: "get",
    path: "/metrics",
    id: "metrics",
    summary: "Counters in the text format of Prometheus",
    others: {},
  },
];

/**
 * The document as plain JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openApiDocument } from "./openapi.ts";
 *
 * const { paths } = openApiDocument();
 * assert.ok(paths["/v1/customers/{id}/recommendations"]!.get);
 * ```
 */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    (paths[operation.path] ??= {})[operation.method] = describe(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Local-Helix",
      version: "1.0.0",
      description:
        "Who to push to, what to show them and when to send it. Every answer carries the model's version as an ETag; a new model is picked up without a restart.",
    },
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Problem: json(ProblemBody, "output") },
    },
    security: [{}, { token: [] }],
  };
}

function describe(operation: Operation) {
  const { id, summary, pathParameters, query, body, answer, others } = operation;
  const problem = {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  };
  const other = Object.entries(others).map(([status, description]) => [
    status,
    { description, ...(Number(status) >= 400 ? { content: problem } : {}) },
  ]);
  return {
    operationId: id,
    summary,
    parameters: [...parameters(pathParameters, "path"), ...parameters(query, "query")],
    ...(body ? { requestBody: { required: true, content: content(json(body, "input")) } } : {}),
    responses: {
      200: {
        description: "Done",
        content: answer
          ? content(json(answer, "output"))
          : { "text/plain": { schema: { type: "string" } } },
      },
      ...Object.fromEntries(other),
    },
  };
}

function parameters(schema: z.ZodObject | undefined, place: "path" | "query") {
  if (!schema) return [];
  const { properties = {} } = json(schema, "input") as {
    properties?: Record<string, { description?: string }>;
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path",
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

function content(schema: unknown) {
  return { "application/json": { schema } };
}

function json(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
