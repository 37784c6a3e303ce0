/**
 * The API's page: every operation with its parameters, made of the OpenAPI document's source.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { type Html, parts, textPart } from "../../report/page.ts";
import { pageResponse } from "../layout.ts";
import type { Live } from "../live.ts";
import { openApiDocument, OPERATIONS } from "../openapi.ts";
import { gridPart, safe } from "../parts.ts";

/** The page. */
export function apiPage(live: Live): Promise<Response> {
  return pageResponse(live, { href: "/api", title: "API", body: apiBody(live) });
}

async function apiBody(live: Live): Promise<Html> {
  const document = openApiDocument();
  const served = live.served();
  const customer = served ? served.labels.customers.idOf(served.index.order[0] ?? 0) : "12347";
  const operations = await Promise.all(
    OPERATIONS.map(async (operation) => {
      const described = document.paths[operation.path]![operation.method] as Described;
      return safe(html`<section id="${operation.id}">
        <h2><code>${operation.method.toUpperCase()} ${operation.path}</code></h2>
        <p>${operation.summary}.</p>
        ${await parameterTable(described)}
        ${await answerTable(described)}
      </section>`);
    }),
  );
  return parts(
    textPart(
      "Answers come from memory and carry the model's version as an ETag: send it back as " +
        "If-None-Match and an unchanged answer is a 304. Errors are application/problem+json. " +
        "A new model is picked up without a restart.",
      "hx-lead",
    ),
    safe(html`
      <p><a class="hx-button" href="/openapi.json">OpenAPI 3.1 document</a></p>
      <div class="hx-scroll">
        <pre class="input_area">${raw(
          escape(
            `curl "http://localhost:8787/v1/customers/${
              encodeURIComponent(customer)
            }/recommendations?limit=3&reasons=true"\ncurl http://localhost:8787/v1/recommendations:batch ` +
              `-d '${JSON.stringify({ customer_ids: [customer], limit: 3 })}'`,
          ),
        )}</pre>
      </div>
    `),
    ...operations,
  );
}

interface Described {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Record<string, unknown>;
  }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

function parameterTable({ parameters }: Described): Promise<Html> {
  if (parameters.length === 0) return safe(html``);
  return gridPart(
    "Parameters",
    [{ title: "name" }, { title: "in" }, { title: "kind" }, { title: "meaning" }],
    parameters.map((parameter) => [
      parameter.name + (parameter.required ? "" : " (optional)"),
      parameter.in,
      kindText(parameter.schema),
      parameter.description ?? "",
    ]),
  );
}

function kindText(schema: Record<string, unknown>): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(" or ");
  const range = schema.minimum === undefined ? "" : ` ${schema.minimum} to ${schema.maximum}`;
  const fallback = schema.default === undefined ? "" : `, default ${schema.default}`;
  return `${schema.type}${range}${fallback}`;
}

function answerTable({ responses }: Described): Promise<Html> {
  return gridPart(
    "Answers",
    [{ title: "status" }, { title: "meaning" }],
    Object.entries(responses).map(([status, { description }]) => [status, description]),
  );
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
