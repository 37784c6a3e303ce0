/**
 * MLflow's REST interface: requests, errors, pages.
 *
 * @module
 */

/** What MLflow answered instead of doing what was asked. */
export class MlflowError extends Error {
  override readonly name = "MlflowError";
  /** HTTP status. */
  readonly status: number;
  /** MLflow's word, e.g. `RESOURCE_ALREADY_EXISTS`; empty where it gave none. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Requests to one server. */
export interface MlflowClient {
  /** Address without a slash at the end. */
  readonly url: string;
  /** A request of `/api/2.0/mlflow/`; the fields go into the address of a GET, else the body. */
  call<T>(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    fields?: Readonly<Record<string, unknown>>,
  ): Promise<T>;
  /** The same; `null` where there is no such resource. */
  find<T>(path: string, fields: Readonly<Record<string, unknown>>): Promise<T | null>;
  /** Puts a file into the artifact store behind the server, replacing one that is there. */
  putArtifact(path: string, file: string): Promise<void>;
}

/** Options of {@linkcode mlflowClient}. */
export interface MlflowClientOptions {
  /** Ends everything that is under way. @default {never} */
  signal?: AbortSignal;
  /** Milliseconds for one request. @default {120000} */
  timeoutMs?: number;
  /** @default {the process's environment} */
  env?: (name: string) => string | undefined;
}

/**
 * A client of the server at `url`, with the user and password or the token that MLflow's own client
 * takes from `MLFLOW_TRACKING_USERNAME`, `MLFLOW_TRACKING_PASSWORD` and `MLFLOW_TRACKING_TOKEN`.
 *
 * @throws {RangeError} If it is no address of a server.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mlflowClient } from "./mlflow_client.ts";
 *
 * assert.equal(mlflowClient("http://127.0.0.1:5000/").url, "http://127.0.0.1:5000");
 * assert.throws(() => mlflowClient("sqlite:///mlflow.db"), /http.*found sqlite/);
 * ```
 */
export function mlflowClient(url: string, options: MlflowClientOptions = {}): MlflowClient {
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new RangeError(
      `Expected MLFLOW_TRACKING_URI to be an http or https address but found ${url}`,
    );
  }
  const base = url.replace(/\/+$/, "");
  const { signal, timeoutMs = 120_000, env = (name) => Deno.env.get(name) } = options;
  const headers = authorisation(env);
  async function request(address: string, init: RequestInit): Promise<unknown> {
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await fetch(address, {
      ...init,
      headers: { ...headers, ...init.headers },
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      redirect: "error",
    });
    const text = await response.text();
    if (!response.ok) throw mlflowError(address, response.status, text);
    return text === "" ? {} : parsed(text, address);
  }
  const client: MlflowClient = {
    url: base,
    async call<T>(
      method: string,
      path: string,
      fields: Readonly<Record<string, unknown>> = {},
    ): Promise<T> {
      const address = `${base}/api/2.0/mlflow/${path}`;
      if (method === "GET") {
        const query = new URLSearchParams(
          Object.entries(fields).map(([name, value]) => [name, String(value)]),
        );
        return await request(`${address}?${query}`, { method }) as T;
      }
      const body = JSON.stringify(fields);
      const type = { "content-type": "application/json" };
      return await request(address, { method, body, headers: type }) as T;
    },
    async find<T>(path: string, fields: Readonly<Record<string, unknown>>): Promise<T | null> {
      try {
        return await client.call<T>("GET", path, fields);
      } catch (error) {
        if (error instanceof MlflowError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
        throw error;
      }
    },
    async putArtifact(path: string, file: string) {
      const encoded = path.split("/").map(encodeURIComponent).join("/");
      await request(`${base}/api/2.0/mlflow-artifacts/artifacts/${encoded}`, {
        method: "PUT",
        body: await Deno.readFile(file),
      });
    },
  };
  return client;
}

function authorisation(env: (name: string) => string | undefined): Record<string, string> {
  const user = env("MLFLOW_TRACKING_USERNAME");
  const token = env("MLFLOW_TRACKING_TOKEN");
  if (user) {
    const pair = new TextEncoder().encode(`${user}:${env("MLFLOW_TRACKING_PASSWORD") ?? ""}`);
    return { authorization: `Basic ${pair.toBase64()}` };
  }
  return token ? { authorization: `Bearer ${token}` } : {};
}

function mlflowError(address: string, status: number, text: string): MlflowError {
  let [code, said] = ["", text.slice(0, 200).replaceAll(/\s+/g, " ").trim()];
  try {
    const answer = JSON.parse(text);
    [code, said] = [String(answer.error_code ?? ""), String(answer.message ?? said)];
  } catch { /* another server's page, told as it is */ }
  const path = new URL(address).pathname;
  return new MlflowError(
    `Expected MLflow to accept ${path} but found status ${status}: ${said}`,
    status,
    code,
  );
}

function parsed(text: string, address: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const found = text.slice(0, 60).replaceAll(/\s+/g, " ");
    throw new MlflowError(
      `Expected JSON from ${new URL(address).origin} but found ${found}`,
      200,
      "",
    );
  }
}
