/**
 * The files that pages load: style, Plotly and the script, all from here, named by their content.
 *
 * @module
 */
import { Hono } from "hono";
import { STYLE } from "./style.ts";
import fit from "../report/figures/fit.js" with { type: "text" };
import client from "./assets/client.js" with { type: "text" };

/** Addresses of the files. */
export interface AssetUrls {
  readonly style: string;
  readonly plotly: string;
  readonly client: string;
}

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
}

let made: Promise<Record<keyof AssetUrls, Asset>> | undefined;

function assets(): Promise<Record<keyof AssetUrls, Asset>> {
  return made ??= make();
}

async function make(): Promise<Record<keyof AssetUrls, Asset>> {
  const { default: plotly } = await import("plotly.js-dist-min/plotly.min.js", {
    with: { type: "text" },
  });
  const script = "text/javascript; charset=utf-8";
  return {
    style: await asset("style", "css", "text/css; charset=utf-8", STYLE),
    plotly: await asset("plotly", "js", script, plotly),
    client: await asset("client", "js", script, fit + client),
  };
}

async function asset(name: string, end: string, type: string, text: string): Promise<Asset> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const packing = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(packing).arrayBuffer());
  return { url: `/static/${name}-${digest.toHex().slice(0, 12)}.${end}`, type, bytes, packed };
}

/** Where the files are; the names change with the content, so browsers may keep them for good. */
export async function assetUrls(): Promise<AssetUrls> {
  const { style, plotly, client } = await assets();
  return { style: style.url, plotly: plotly.url, client: client.url };
}

/** Routes of the files. */
export function staticRoutes(): Hono {
  const routes = new Hono();
  routes.get("/static/:file", async (c) => {
    const found = Object.values(await assets()).find(({ url }) => url === c.req.path);
    if (!found) return c.notFound();
    const gzip = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
    return new Response(gzip ? found.packed : found.bytes, {
      headers: {
        "content-type": found.type,
        "cache-control": "public, max-age=31536000, immutable",
        vary: "accept-encoding",
        ...(gzip ? { "content-encoding": "gzip" } : {}),
      },
    });
  });
  return routes;
}
