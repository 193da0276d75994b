// The door of the web host: who may come in.
// Knows the rules for Host, Origin and token. Does not know HTTP servers or sockets.
import { randomBytes, timingSafeEqual } from 'node:crypto'

/** Names of this machine's loopback. Any port: a tunnel from another machine may use a different one. */
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/

/** A fresh token of 256 random bits, safe in a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether the Host header names this machine. Keeps pages out whose own name was pointed at 127.0.0.1 (DNS rebinding). */
export function hostAllowed(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK.test(host)
}

/** Whether a socket was opened by a page of this very server. Browsers always send Origin with a socket. */
export function originAllowed(host: string | undefined, origin: string | undefined): boolean {
  return hostAllowed(host) && origin === `http://${host ?? ''}`
}

/** Compares in constant time. */
export function tokenMatches(token: string, offered: string): boolean {
  const expected = Buffer.from(token)
  const given = Buffer.from(offered)
  return given.length === expected.length && timingSafeEqual(expected, given)
}
