/**
 * Who may use the server: loopback alone, or whoever has the token.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { problemResponse } from "./problems.ts";

/** Cookie in which a browser keeps the token. */
const COOKIE = "helix_token";

/**
 * Whether an address can be reached from this machine only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isLoopback } from "./access.ts";
 *
 * assert.ok(isLoopback("127.0.0.1") && isLoopback("::1") && isLoopback("localhost"));
 * assert.ok(!isLoopback("0.0.0.0") && !isLoopback("127.evil.example"));
 * ```
 */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Lets nobody in without the token: as `Authorization: Bearer …`, or once as `?token=…` in a
 * browser, which then keeps it in a cookie. `/healthz` is open.
 */
export function requireToken(token: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.path === "/healthz") return await next();
    const given = c.req.query("token");
    if (given !== undefined && same(given, token)) {
      setCookie(c, COOKIE, token, { httpOnly: true, sameSite: "Strict", path: "/" });
      const url = new URL(c.req.url);
      url.searchParams.delete("token");
      return c.redirect(url.pathname + url.search);
    }
    const bearer = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (same(bearer ?? getCookie(c, COOKIE) ?? "", token)) return await next();
    const response = problemResponse({
      status: 401,
      title: "Token wanted",
      detail: "Send Authorization: Bearer TOKEN, or open the page once with ?token=TOKEN",
    });
    response.headers.set("www-authenticate", "Bearer");
    return response;
  };
}

/**
 * Without a token: only requests that name this machine. A page of another site that has its name
 * resolved to 127.0.0.1 gets nothing.
 */
export const loopbackNamesOnly: MiddlewareHandler = async (c, next) => {
  if (isLoopback(new URL(c.req.url).hostname)) return await next();
  return problemResponse({
    status: 403,
    title: "Loopback only",
    detail: "Without a token the server answers to localhost and 127.0.0.1 alone",
  });
};

/** Compares in a time that does not tell how much was right. */
function same(given: string, token: string): boolean {
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(token)];
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i % b.length]!;
  return difference === 0;
}
