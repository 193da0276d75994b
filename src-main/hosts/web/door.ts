// The door of the web host: who may come in.
// Knows the rules for Host, Origin and token. Does not know HTTP servers or sockets.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/** A name or an address, and a port. Any port: a tunnel from another machine may use a different one. */
const HOST = /^(\[[\da-f:.]+\]|[\da-z.-]+)(?::\d{1,5})?$/i
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

export interface Door {
  /**
   * Whether the Host header names this machine. Keeps pages out whose own name was pointed at it (DNS rebinding): so names are
   * checked, and an address, which nobody can point elsewhere, is not.
   */
  host: (host: string | undefined) => boolean
  /** Whether a socket was opened by a page of this very server. Browsers always send Origin with a socket. */
  origin: (host: string | undefined, origin: string | undefined) => boolean
}

export interface DoorRules {
  /** Whether only this machine reaches the door. */
  loopback: boolean
  /** Of the door, where it speaks TLS; its names are names of this machine. */
  certificate?: X509Certificate | null | undefined
  /** Further names by which it is reached. */
  names?: readonly string[] | undefined
}

export function openDoor({ loopback, certificate = null, names = [] }: DoorRules): Door {
  const own = new Set([...LOOPBACK, ...names, ...(loopback ? [] : [hostname()])].map((name) => name.toLowerCase()))
  // What stands in front of a door without TLS may speak it.
  const schemes = certificate ? ['https'] : loopback && names.length === 0 ? ['http'] : ['http', 'https']

  const host: Door['host'] = (header) => {
    const name = HOST.exec(header ?? '')?.[1]?.toLowerCase()
    if (name === undefined) return false
    if (own.has(name)) return true
    if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return !loopback
    return certificate !== null && certificate.checkHost(name) !== undefined
  }
  return {
    host,
    origin: (header, origin) => host(header) && schemes.some((scheme) => origin === `${scheme}://${header ?? ''}`),
  }
}

/** A fresh token of 256 random bits, safe in a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares in constant time. */
export function tokenMatches(token: string, offered: string): boolean {
  const expected = Buffer.from(token)
  const given = Buffer.from(offered)
  return given.length === expected.length && timingSafeEqual(expected, given)
}
