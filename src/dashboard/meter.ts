/**
 * What the server has done, in the text format of Prometheus.
 *
 * @module
 */
import type { Live } from "./live.ts";

/** Upper ends of the buckets of request times, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counts requests and what they were served. */
export interface Meter {
  /** A request has been answered. */
  request(route: string, status: number, seconds: number): void;
  /** Recommended articles have been given. */
  served(articles: number): void;
  /** Everything counted so far. */
  text(live: Pick<Live, "served" | "loads">): string;
}

/**
 * A new meter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createMeter } from "./meter.ts";
 *
 * const meter = createMeter();
 * meter.request("/healthz", 200, 0.002);
 * const text = meter.text({ served: () => null, loads: { done: 0, failed: 0 } });
 * assert.match(text, /helix_http_requests_total\{route="\/healthz",status="200"\} 1\n/);
 * ```
 */
export function createMeter(): Meter {
  const requests = new Map<string, number>();
  const buckets = new Float64Array(BUCKETS.length + 1);
  let [sum, recommended] = [0, 0];
  return {
    request(route, status, seconds) {
      const key = `route="${route}",status="${status}"`;
      requests.set(key, (requests.get(key) ?? 0) + 1);
      const bucket = BUCKETS.findIndex((end) => seconds <= end);
      buckets[bucket < 0 ? BUCKETS.length : bucket]!++;
      sum += seconds;
    },
    served: (articles) => void (recommended += articles),
    text(live) {
      const served = live.served();
      return [
        ...metric(
          "helix_http_requests_total",
          "counter",
          "Requests by route and status",
          [
            ...requests,
          ].map(([labels, count]) => [`{${labels}}`, count]),
        ),
        ...histogram(buckets, sum),
        ...metric("helix_recommendations_served_total", "counter", "Articles recommended", [
          ["", recommended],
        ]),
        ...metric("helix_loads_total", "counter", "Loads of outputs", [
          [`{outcome="done"}`, live.loads.done],
          [`{outcome="failed"}`, live.loads.failed],
        ]),
        ...metric(
          "helix_model_info",
          "gauge",
          "The model that is served",
          served === null ? [] : [[`{version="${served.modelVersion}",as_of="${served.asOf}"}`, 1]],
        ),
        ...metric("helix_outputs_loaded_timestamp_seconds", "gauge", "When they were loaded", [
          ["", served === null ? 0 : served.loadedAt.getTime() / 1000],
        ]),
        ...metric("helix_customers", "gauge", "Customers that are served", [
          ["", served?.index.order.length ?? 0],
        ]),
        ...metric("process_resident_memory_bytes", "gauge", "Memory of the process", [
          ["", Deno.memoryUsage().rss],
        ]),
      ].join("\n") + "\n";
    },
  };
}

function metric(
  name: string,
  type: string,
  help: string,
  values: readonly (readonly [string, number])[],
): string[] {
  const lines = values.map(([labels, value]) => `${name}${labels} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}

function histogram(buckets: Float64Array, sum: number): string[] {
  const name = "helix_http_request_duration_seconds";
  let total = 0;
  const lines = [...BUCKETS, "+Inf"].map((end, i) => {
    total += buckets[i]!;
    return `${name}_bucket{le="${end}"} ${total}`;
  });
  return [
    `# HELP ${name} Time to answer`,
    `# TYPE ${name} histogram`,
    ...lines,
    `${name}_sum ${sum}`,
    `${name}_count ${total}`,
  ];
}
