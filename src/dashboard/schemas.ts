/**
 * What the API takes and gives, as schemas: the validation and the OpenAPI document are made of the
 * same ones.
 *
 * @module
 */
import { z } from "zod";

const id = z.string().min(1).max(200);
const limit = z.coerce.number().int().min(1).max(100).default(12);
const probability = z.number().min(0).max(1);

/** Path of a customer or an article. */
export const IdPath = z.object({ id: id.describe("The id as it stands in the data") });

/** Query of `/v1/customers/{id}/recommendations`. */
export const RecommendationsQuery = z.object({
  limit: limit.describe("Most articles wanted"),
  reasons: z.enum(["true", "false"]).default("false").describe("Whether to say why"),
});

/** Query of `/v1/articles/{id}/similar`. */
export const SimilarQuery = z.object({ limit: limit.describe("Most articles wanted") });

/** Body of `POST /v1/recommendations:batch`. */
export const BatchBody = z.object({
  customer_ids: z.array(id).min(1).max(1000).describe("From 1 to 1,000 customers"),
  limit,
});

/** An article of a list. */
export const Recommendation = z.object({
  rank: z.int().min(1),
  article_id: z.string(),
  name: z.string().describe("Empty where the shop's data has no names"),
  score: z.number(),
  purchase_probability: probability.describe("P(buys it within the horizon), calibrated"),
  reasons: z.array(z.string()).optional().describe("Most important first"),
});

/** Answer of `/v1/customers/{id}/recommendations`. */
export const Recommendations = z.object({
  customer_id: z.string(),
  model_version: z.string(),
  as_of: z.string().describe("First day of the horizon, YYYY-MM-DD"),
  articles: z.array(Recommendation),
});

/** Answer of `/v1/customers/{id}/send-time`. */
export const SendTime = z.object({
  customer_id: z.string(),
  model_version: z.string(),
  purchase_propensity: probability.describe("P(buys anything within the horizon)"),
  send_day_of_week: z.int().min(1).max(7).describe("1 Monday … 7 Sunday"),
  send_hour: z.int().min(0).max(23).nullable().describe(
    "Local time; null where the source has no time of day",
  ),
  send_time_basis: z.enum(["personal", "segment", "global"]),
  day_probability: z.array(z.number()).length(7).describe("Monday first"),
  hour_probability: z.array(z.number()).length(24).nullable(),
});

/** Answer of `POST /v1/recommendations:batch`. */
export const BatchAnswer = z.object({
  model_version: z.string(),
  results: z.array(Recommendations.pick({ customer_id: true, articles: true })),
  unknown: z.array(z.string()).describe("Ids that no customer has"),
});

/** Answer of `/v1/articles/{id}/similar`. */
export const SimilarArticles = z.object({
  article_id: z.string(),
  name: z.string(),
  model_version: z.string(),
  similar: z.array(z.object({
    article_id: z.string(),
    name: z.string(),
    similarity: z.number().describe("Co-purchase weight, above 0 and at most 1"),
  })),
});

/** Answer of `/healthz`. */
export const Health = z.object({
  status: z.enum(["ok", "waiting"]),
  model_version: z.string().nullable(),
  as_of: z.string().nullable(),
  loaded_at: z.string().nullable(),
  mark: z.string().describe("Changes whenever anything that a page shows has changed"),
  trouble: z.string().nullable().describe("Why the newest outputs could not be loaded"),
});

/** An error (RFC 9457). */
export const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
});
