/**
 * The part of MLflow's server that delivery uses, in memory, with answers that can be lost: for
 * tests. The checks against a real server show that it behaves alike.
 *
 * @module
 */

/** What a run of the stand-in holds. */
export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  status: string;
  deleted: boolean;
  readonly tags: Record<string, string>;
  readonly params: Record<string, string>;
  /** `key step value timestamp`, each once as MLflow keeps them. */
  readonly metrics: Set<string>;
  readonly inputs: Set<string>;
}

/** A stand-in that listens on loopback. */
export interface FakeMlflow extends AsyncDisposable {
  readonly url: string;
  readonly runs: FakeRun[];
  readonly versions: { version: string; run_id: string; source: string }[];
  readonly aliases: Record<string, string>;
  /** Bytes by path. */
  readonly artifacts: Map<string, number>;
  /** Requests so far. */
  requests: number;
  /** Number of the request that is lost: before it is done, or only its answer. */
  lose: { readonly request: number; readonly done: boolean } | null;
  /** Milliseconds before each answer. */
  slowness: number;
}

type Body = Record<string, unknown>;
interface Pair {
  readonly key: string;
  readonly value: string;
}

/** Starts a stand-in; end it with `await using`. */
export function fakeMlflow(): FakeMlflow {
  const experiments = new Map<string, string>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  const fake: FakeMlflow = {
    url: `http://127.0.0.1:${server.addr.port}`,
    runs: [],
    versions: [],
    aliases: {},
    artifacts: new Map(),
    requests: 0,
    lose: null,
    slowness: 0,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  let registered = false;
  async function answer(request: Request): Promise<Response> {
    const number = ++fake.requests;
    const { pathname, searchParams } = new URL(request.url);
    const bytes = await request.arrayBuffer();
    const lost = fake.lose?.request === number;
    if (lost && !fake.lose!.done) return new Response("gone", { status: 502 });
    if (fake.slowness > 0) await new Promise((resolve) => setTimeout(resolve, fake.slowness));
    const response = handle(pathname, searchParams, bytes);
    return lost ? new Response("gone", { status: 502 }) : response;
  }
  function handle(path: string, query: URLSearchParams, bytes: ArrayBuffer): Response {
    const put = /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/.exec(path);
    if (put) {
      fake.artifacts.set(decodeURIComponent(put[1]!), bytes.byteLength);
      return Response.json({});
    }
    const body: Body = bytes.byteLength === 0
      ? Object.fromEntries(query)
      : JSON.parse(new TextDecoder().decode(bytes));
    const done = CALLS[path.replace("/api/2.0/mlflow/", "")];
    return done ? done(body) : problem("ENDPOINT_NOT_FOUND", path);
  }
  const CALLS: Record<string, (body: Body) => Response> = {
    "experiments/get-by-name": ({ experiment_name: name }) => {
      const id = experiments.get(String(name));
      return id === undefined
        ? problem("RESOURCE_DOES_NOT_EXIST", "no experiment")
        : Response.json({ experiment: { experiment_id: id, creation_time: 7 } });
    },
    "experiments/create": ({ name }) => {
      if (experiments.has(String(name))) return problem("RESOURCE_ALREADY_EXISTS", "there");
      experiments.set(String(name), String(experiments.size + 1));
      return Response.json({ experiment_id: experiments.get(String(name)) });
    },
    "runs/search": ({ filter, experiment_ids: ids }) => {
      const [, key, value] = /^tags\."(.+)" = '(.+)'$/.exec(String(filter))!;
      const found = fake.runs.filter((run) =>
        !run.deleted && run.tags[key!] === value && (ids as string[]).includes(run.experiment)
      );
      return Response.json(found.length === 0 ? {} : { runs: found.map(raw) });
    },
    "runs/create": ({ experiment_id: experiment, tags }) => {
      const run: FakeRun = {
        id: `run${fake.runs.length}`,
        experiment: String(experiment),
        status: "RUNNING",
        deleted: false,
        tags: record(tags),
        params: {},
        metrics: new Set(),
        inputs: new Set(),
      };
      fake.runs.push(run);
      return Response.json({ run: raw(run) });
    },
    "runs/delete": (body) => {
      runOf(body).deleted = true;
      return Response.json({});
    },
    "runs/log-batch": (body) => {
      const run = runOf(body);
      const metrics = (body.metrics ?? []) as Record<string, unknown>[];
      const [params, tags] = [record(body.params), record(body.tags)];
      if (metrics.length > 1000 || Object.keys(params).length > 100) {
        return problem("INVALID_PARAMETER_VALUE", "too many");
      }
      for (const { key, step, value, timestamp } of metrics) {
        run.metrics.add([key, step, value, timestamp].join(" "));
      }
      for (const [key, value] of Object.entries(params)) {
        if ((run.params[key] ??= value) !== value) return problem("INVALID_PARAMETER_VALUE", key);
      }
      Object.assign(run.tags, tags);
      return Response.json({});
    },
    "runs/log-inputs": (body) => {
      for (const { dataset } of body.datasets as { dataset: Record<string, string> }[]) {
        runOf(body).inputs.add(`${dataset.name} ${dataset.digest}`);
      }
      return Response.json({});
    },
    "runs/update": (body) => {
      runOf(body).status = String(body.status);
      return Response.json({});
    },
    "runs/set-tag": (body) => {
      runOf(body).tags[String(body.key)] = String(body.value);
      return Response.json({});
    },
    "registered-models/create": () => {
      if (registered) return problem("RESOURCE_ALREADY_EXISTS", "there");
      registered = true;
      return Response.json({});
    },
    "model-versions/search": ({ filter }) => {
      const id = /run_id = '(.+)'$/.exec(String(filter))![1];
      const found = fake.versions.filter(({ run_id }) => run_id === id);
      return Response.json(found.length === 0 ? {} : { model_versions: found });
    },
    "model-versions/create": ({ run_id, source }) => {
      const version = String(fake.versions.length + 1);
      fake.versions.push({ version, run_id: String(run_id), source: String(source) });
      return Response.json({ model_version: { version } });
    },
    "registered-models/alias": ({ alias, version }) => {
      fake.aliases[String(alias)] = String(version);
      return Response.json({});
    },
  };
  function runOf({ run_id: id }: Body): FakeRun {
    return fake.runs.find((run) => run.id === id)!;
  }
  return fake;
}

function raw(run: FakeRun) {
  return {
    info: {
      run_id: run.id,
      start_time: 1,
      artifact_uri: `mlflow-artifacts:/${run.experiment}/${run.id}/artifacts`,
      status: run.status,
    },
    data: { tags: Object.entries(run.tags).map(([key, value]) => ({ key, value })) },
  };
}

function record(pairs: unknown): Record<string, string> {
  return Object.fromEntries(((pairs ?? []) as Pair[]).map(({ key, value }) => [key, value]));
}

function problem(code: string, message: string): Response {
  return Response.json({ error_code: code, message }, { status: code.includes("NOT") ? 404 : 400 });
}
