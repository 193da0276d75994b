// How fast a replay plays, one table: the whole run in some seconds, in step with the recorded time, or step by even step.
// Knows rates. Does not know frames or who plays.

/** Shortest and longest time that a whole run takes at the speed `fit`, in seconds of wall clock. */
const WHOLE_RUN = { min: 4, max: 16 }

type Way =
  | { kind: 'fit' }
  /** Times the recorded time. */
  | { kind: 'real'; factor: number }
  /** Steps of the tree a second. */
  | { kind: 'even'; steps: number }

const WAYS = {
  fit: { kind: 'fit' },
  '0.25x': { kind: 'real', factor: 0.25 },
  '0.5x': { kind: 'real', factor: 0.5 },
  '1x': { kind: 'real', factor: 1 },
  '2x': { kind: 'real', factor: 2 },
  '4x': { kind: 'real', factor: 4 },
  '8x': { kind: 'real', factor: 8 },
  '16x': { kind: 'real', factor: 16 },
  'even-1': { kind: 'even', steps: 1 },
  'even-4': { kind: 'even', steps: 4 },
  'even-16': { kind: 'even', steps: 16 },
  'even-64': { kind: 'even', steps: 64 },
} as const satisfies Record<string, Way>

export type Speed = keyof typeof WAYS
export const SPEEDS = Object.keys(WAYS) as Speed[]
/** What a speed is: for words and groups. */
export const speedWay = (speed: Speed): Way => WAYS[speed]

/** What a speed needs to know of a run. */
export interface Course {
  /** Events. */
  readonly length: number
  /** Searching time at a moment (events so far), seconds; 0 throughout where no time was recorded. */
  secondsAt: (position: number) => number
  /** The last moment at which no more than this searching time has passed. */
  positionAt: (seconds: number) => number
  /** By node: the moment at which it is there; the root is there at 0. */
  readonly addedAt: readonly number[]
}

/** A scale along which a replay moves evenly: recorded seconds, steps, or events. */
export interface Pace {
  /** Units of the scale in a second of wall clock. */
  perSecond: number
  placeOf: (position: number) => number
  /** The moment at a place; `length` of the course from its end on. */
  positionAt: (place: number) => number
}

/** The pace of a speed on a course. Where no time was recorded, real time is four even steps a second times its factor. */
export function paceOf(speed: Speed, course: Course): Pace {
  const way: Way = WAYS[speed]
  const total = course.secondsAt(course.length)
  const timed = total > 0
  switch (way.kind) {
    case 'fit': {
      const seconds = Math.min(Math.max(total, WHOLE_RUN.min), WHOLE_RUN.max)
      return timed ? bySeconds(course, total / seconds) : byEvents(course, course.length / seconds)
    }
    case 'real':
      return timed ? bySeconds(course, way.factor) : bySteps(course, 4 * way.factor)
    case 'even':
      return bySteps(course, way.steps)
  }
}

function bySeconds(course: Course, perSecond: number): Pace {
  return {
    perSecond,
    placeOf: (position) => course.secondsAt(position),
    positionAt: (place) =>
      place >= course.secondsAt(course.length) ? course.length : Math.min(course.positionAt(place), course.length),
  }
}

function byEvents(course: Course, perSecond: number): Pace {
  return {
    perSecond,
    placeOf: (position) => position,
    positionAt: (place) => Math.min(Math.floor(place), course.length),
  }
}

/** A step is shown with what follows it, its reward first of all, up to the next step. */
function bySteps(course: Course, perSecond: number): Pace {
  const { addedAt } = course
  return {
    perSecond,
    placeOf(position) {
      let [low, high] = [0, addedAt.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (addedAt[middle]! <= position) low = middle + 1
        else high = middle
      }
      return low - 1
    },
    positionAt(place) {
      const next = addedAt[Math.floor(place) + 1]
      return next === undefined ? course.length : next - 1
    },
  }
}
