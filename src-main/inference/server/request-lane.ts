// The way to one server, which all runs share: how many requests are on it at once, found by what the server bears.
// Knows turns, and a limit that grows as long as more requests bring more replies and shrinks where the server says that it is busy.
// Does not know HTTP or what is asked.

export interface LaneLimits {
  /** Requests at once to begin with. */
  start: number
  /** And at most. */
  most: number
}

export interface RequestLane {
  /** Does a job when its turn has come, the first asked first. Rejects with the signal's reason where it is aborted before. */
  take<Result>(job: () => Promise<Result>, signal: AbortSignal): Promise<Result>
  /** The server has refused a request because it is busy: fewer are on their way from now on. */
  busy(): void
  /** Milliseconds since anything came from the server; since the lane was opened where nothing has. */
  silence(): number
  readonly load: { running: number; waiting: number; limit: number }
}

/** What more requests at once must bring to stay: replies a second, over those of the limit before. */
const GAIN = 1.1
/** The next limit that is tried, over the one that is known to bring something. */
const STEP = 1.5
/** What is left of the limit where the server refuses. */
const LESS = 0.8
/** What a settled limit has beside what the server was found to work on, so that none of its places waits for the next request. */
const RESERVE = 1.25
/** Rounds after which a settled limit is tried again: the server may have become idle. */
const SETTLED_ROUNDS = 8
/** The part of a round's requests that is waited for; the slowest of them would hold up what the others tell. */
const ENOUGH = 0.9

/**
 * As many requests as may be on their way at once. They begin when the first that began under this limit has come back: those before
 * found the server as the limit before had left it.
 */
interface Round {
  size: number
  ripe: boolean
  begun: number
  answered: number
  /** Milliseconds on their way, of all that were answered. */
  time: number
}

/** `now`: a clock in milliseconds. */
export function openRequestLane({ start, most }: LaneLimits, now = () => performance.now()): RequestLane {
  let limit = Math.min(start, most)
  let running = 0
  const waiting: { begin: () => void }[] = []
  let cameAt = now()
  let round: Round = { size: limit, ripe: false, begun: 0, answered: 0, time: 0 }
  /** The best limit so far, and what it brought. */
  let best = { limit, rate: 0 }
  let rest = 0
  let reducedAt = -Infinity

  const begin = () => {
    while (running < limit && waiting.length > 0) {
      running++
      waiting.shift()!.begin()
    }
  }

  const newRound = () => (round = { size: limit, ripe: false, begun: 0, answered: 0, time: 0 })

  /**
   * So many requests, each of which takes so long, are so many replies a second (Little's law). That is told by how long those took that
   * began under this limit: what comes meanwhile was asked under the one before.
   */
  const judge = () => {
    const rate = (limit * round.answered * 1000) / Math.max(1, round.time)
    if (rest > 0) {
      rest--
      if (rest === 0) {
        // Without the reserve, which would grow each time.
        limit = Math.min(limit, best.limit)
        best = { limit, rate: 0 }
      }
    } else if (rate > best.rate * GAIN && limit < most) {
      best = { limit, rate }
      limit = Math.min(most, Math.ceil(limit * STEP))
    } else {
      if (rate <= best.rate * GAIN) limit = Math.min(most, Math.ceil(best.limit * RESERVE))
      rest = SETTLED_ROUNDS
    }
    newRound()
  }

  const came = (one: Round, counts: boolean, time: number) => {
    cameAt = now()
    // Where nobody waits, the limit is not what holds the replies back.
    if (waiting.length === 0) return void newRound()
    if (one !== round) return
    round.ripe = true
    if (!counts) return
    round.answered++
    round.time += time
    if (round.answered >= round.size * ENOUGH) judge()
  }

  return {
    async take(job, signal) {
      signal.throwIfAborted()
      await new Promise<void>((resolve, reject) => {
        const turn = {
          begin() {
            signal.removeEventListener('abort', leave)
            resolve()
          },
        }
        const leave = () => {
          waiting.splice(waiting.indexOf(turn), 1)
          reject(signal.reason as Error)
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(turn)
        begin()
      })
      const one = round
      const counts = one.ripe && one.begun < one.size
      if (counts) one.begun++
      const from = now()
      try {
        const result = await job()
        came(one, counts, now() - from)
        return result
      } catch (error) {
        // Another one takes its place.
        if (counts) one.begun--
        throw error
      } finally {
        running--
        begin()
      }
    },
    busy() {
      cameAt = now()
      // Requests that were on their way together are refused together, which is one refusal.
      if (now() - reducedAt < 1000) return
      reducedAt = now()
      limit = Math.max(1, Math.floor(limit * LESS))
      best = { limit, rate: Infinity }
      rest = SETTLED_ROUNDS
      newRound()
    },
    silence: () => now() - cameAt,
    get load() {
      return { running, waiting: waiting.length, limit }
    },
  }
}

const lanes = new Map<string, RequestLane>()

/** The lane to a server, opened where it is first asked for in this thread. */
export function laneTo(url: string, limits: LaneLimits): RequestLane {
  const lane = lanes.get(url) ?? openRequestLane(limits)
  lanes.set(url, lane)
  return lane
}
