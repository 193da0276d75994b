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
/** Rounds of replies after which a settled limit is tried again: the server may have become idle. */
const SETTLED_ROUNDS = 30

/** `now`: a clock in milliseconds. */
export function openRequestLane({ start, most }: LaneLimits, now = () => performance.now()): RequestLane {
  let limit = Math.min(start, most)
  let running = 0
  const waiting: { begin: () => void }[] = []
  let cameAt = now()
  /** Of the limit that is in force: replies since when, while others waited all the time. */
  let round = { since: now(), replies: 0 }
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

  const newRound = () => (round = { since: now(), replies: 0 })

  /** A round is as many replies as requests at once; what it brought decides about the limit. */
  const judge = () => {
    const rate = (round.replies * 1000) / Math.max(1, now() - round.since)
    newRound()
    if (rest > 0) {
      rest--
      if (rest === 0) best = { limit, rate: 0 }
      return
    }
    if (rate > best.rate * GAIN) {
      best = { limit, rate }
      if (limit < most) limit = Math.min(most, Math.ceil(limit * STEP))
      else rest = SETTLED_ROUNDS
    } else {
      limit = best.limit
      rest = SETTLED_ROUNDS
    }
  }

  const came = () => {
    cameAt = now()
    // Where nobody waits, the limit is not what holds the replies back.
    if (waiting.length === 0) return newRound()
    round.replies++
    if (round.replies >= limit) judge()
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
      try {
        const result = await job()
        came()
        return result
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
