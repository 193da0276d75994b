// The way to a model at one address or several: which address a request goes to, with which key, and what is told of the load.
// Knows addresses, their lanes and how they fare. Does not know HTTP (http-call.ts), what is asked, or where keys are kept.
//
// A request goes to the address with the fewest on their way, and each gets at most twice what it works on at once, so that nobody waits at
// a slow one while another is idle. One that fails is left alone for a while, and its requests go to the others.
import type { z } from 'zod'
import type { ServerLoad } from '../../contract/connection.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import { rootOf } from './completion-way.ts'
import { callJson, ServerFault } from './http-call.ts'
import type { JsonCall } from './http-call.ts'
import type { ServerFacts } from './server-facts.ts'
import { laneTo } from './request-lane.ts'
import type { RequestLane } from './request-lane.ts'
import { openTokenRate } from './token-rate.ts'
import type { TokenRate } from './token-rate.ts'
import { authorization, withoutKey } from './server-key.ts'

/** Milliseconds for which an address that has failed is left alone; twice as long after each further failure, up to the longest. */
const FIRST_REST = 5000
const LONGEST_REST = 60_000

/** What is needed of a server. */
type WayFacts = Pick<ServerFacts, 'url' | 'atOnce' | 'access'>

export interface ServerWay {
  /** Asks at one of the addresses; see `callJson`. The call is made for the address that it gets, and rejects as that of the last one tried. */
  ask: <Reply extends z.ZodType>(call: (url: string) => JsonCall<Reply>) => Promise<z.infer<Reply>>
  /** Counts tokens that came. */
  came: (tokens: number) => void
}

interface Address {
  url: string
  lane: RequestLane
  /** Requests of this way that it was chosen for and that have not come back. */
  given: number
  waitsFor: ServerLoad['addresses'][number]['waitsFor']
  failure: { report: ErrorReport; rest: number; until: number } | null
}

/** What all runs of this thread share. */
interface Shared {
  model: string
  addresses: Address[]
  rate: TokenRate
  /** Who waits for room at an address. */
  waiting: (() => void)[]
}

const ways = new Map<string, Shared>()

/** The way to a server, which all runs of this thread share. */
export function wayTo(facts: WayFacts): ServerWay {
  const { access, url, atOnce } = facts
  const urls = [url, ...(access?.others ?? [])]
  const name = JSON.stringify([access?.connection, urls, atOnce])
  const shared = ways.get(name) ?? {
    model: access?.connection ?? url,
    addresses: urls.map((one): Address => ({
      url: one,
      lane: laneTo(laneName(one, atOnce), atOnce),
      given: 0,
      waitsFor: null,
      failure: null,
    })),
    rate: openTokenRate(),
    waiting: [],
  }
  ways.set(name, shared)
  const key = access?.key ?? null
  return {
    ask: async (call) => {
      try {
        return await askAt(shared, call, key)
      } catch (error) {
        throw withoutKey(error, key)
      }
    },
    came: (tokens) => shared.rate.came(tokens),
  }
}

/** What goes on at the servers that runs of this thread use now. */
export function serverLoads(): ServerLoad[] {
  return [...ways.values()].flatMap(({ model, addresses, rate, waiting }) => {
    if (addresses.every(({ given }) => given === 0) && rate.perSecond === 0) return []
    const loads = addresses.map(({ url, lane, waitsFor, failure }) => {
      const { running, waiting, limit } = lane.load
      return { url, running, waiting, limit, waitsFor, error: isResting(failure) ? failure!.report : null }
    })
    // Those that no address was found for yet wait at the first.
    loads[0]!.waiting += waiting.length
    return [{ model, addresses: loads, tokensPerSecond: rate.perSecond }]
  })
}

/** A server that works on so many at once and no more has a lane of its own for each such number, which a person may change. */
function laneName(url: string, { start, most }: WayFacts['atOnce']): string {
  return start === most ? `${rootOf(url)} ${most}` : rootOf(url)
}

type Call<Reply extends z.ZodType> = (url: string) => JsonCall<Reply>

async function askAt<Reply extends z.ZodType>(shared: Shared, call: Call<Reply>, key: string | null) {
  const { addresses } = shared
  const [only] = addresses
  if (addresses.length === 1) return await askOne(shared, chosen(only!), call(only!.url), key)
  const faults: { address: Address; fault: ServerFault }[] = []
  while (faults.length < addresses.length) {
    const { signal } = call(only!.url)
    const left = addresses.filter((address) => faults.every((one) => one.address !== address))
    const address = await withRoom(shared, left, signal)
    try {
      return await askOne(shared, address, { ...call(address.url), impatient: true }, key)
    } catch (error) {
      if (!(error instanceof ServerFault) || error.refusal) throw error
      faults.push({ address, fault: error })
      address.failure = failureOf(address, error)
    }
  }
  // All have failed: one that may answer later is waited for.
  const later = faults.find(({ fault }) => fault.passing)
  if (!later) throw faults[0]!.fault
  return await askOne(shared, chosen(later.address), call(later.address.url), key)
}

async function askOne<Reply extends z.ZodType>(
  shared: Shared,
  address: Address,
  call: JsonCall<Reply>,
  key: string | null,
): Promise<z.infer<Reply>> {
  try {
    const reply = await callJson({
      ...call,
      lane: address.lane,
      headers: authorization(key),
      waits: (fault) => (address.waitsFor = waitsFor(fault)),
    })
    address.failure = null
    return reply
  } finally {
    address.waitsFor = null
    address.given--
    // Two, because there may be more room than before.
    for (const wake of shared.waiting.splice(0, 2)) wake()
  }
}

/** The address that a request goes to, once one has room. Rejects with the signal's reason where it is aborted before. */
async function withRoom(shared: Shared, addresses: readonly Address[], signal: AbortSignal): Promise<Address> {
  for (;;) {
    signal.throwIfAborted()
    const rested = addresses.filter(({ failure }) => !isResting(failure))
    const able = (rested.length > 0 ? rested : addresses).toSorted((one, other) => onWay(one) - onWay(other))
    const roomy = able.find((address) => onWay(address) < 2 * address.lane.load.limit)
    // Where nothing of ours is on its way, nobody would wake us.
    if (roomy || shared.addresses.every(({ given }) => given === 0)) return chosen(roomy ?? able[0]!)
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        shared.waiting.splice(shared.waiting.indexOf(wake), 1)
        resolve()
      }
      shared.waiting.push(wake)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}

/** From now on the request counts, though it comes to its lane a little later. */
function chosen(address: Address): Address {
  address.given++
  return address
}

function onWay({ given, lane }: Address): number {
  return Math.max(given, lane.load.running + lane.load.waiting)
}

function failureOf({ failure }: Address, { report }: ServerFault): Address['failure'] {
  const rest = Math.min(failure ? failure.rest * 2 : FIRST_REST, LONGEST_REST)
  return { report, rest, until: performance.now() + rest }
}

function isResting(failure: Address['failure']): boolean {
  return failure !== null && performance.now() < failure.until
}

/** llama.cpp and others say of a model that it is loading; 503 of any other kind is a server that is busy, like 429. */
function waitsFor({ report }: ServerFault): Address['waitsFor'] {
  return /\bload/i.test(report.message) ? 'loading' : 'busy'
}
