// The lenses, one row each: what a node's colour tells.
// Knows what a search leaves in its tree. Does not know colours or drawing.
import { widthsOf } from '../../../src-main/contract/decision.ts'
import type { Node } from '../../../src-main/contract/tree.ts'
import type { LensId } from '../../text/tree.ts'
import { endsBelow, mostReached } from './below.ts'
import type { Lens, LensView, Reading } from './lens.ts'
import type { ShownTree } from '../shown-tree.ts'
import { rewardText } from '../reward-scale.ts'
import { lastVisits } from './visits.ts'

const NOTHING: Reading = { at: null, text: '' }

/** A lens whose numbers are 0 to 1 by themselves. */
function parts(id: LensId, of: (shown: number) => number | null | undefined, used: boolean): LensView {
  return {
    id,
    scale: { kind: 'ramp', ticks: ['0', '0.5', '1'] },
    used,
    at: of,
    of: (shown) => {
      const at = of(shown)
      return { at, text: typeof at === 'number' ? rewardText(at) : '' }
    },
  }
}

/** A lens whose numbers lie between the least and the largest of all trees; `bend` makes room where small ones are many. */
function between(
  id: LensId,
  all: readonly Float64Array[],
  { write, bend = (part) => part }: { write: (number: number) => string; bend?: (part: number) => number },
): LensView[] {
  let [least, most] = [Infinity, -Infinity]
  for (const numbers of all)
    for (const number of numbers) {
      if (number < least) least = number
      if (number > most) most = number
    }
  const used = least <= most
  const span = most - least || 1
  const middle = least + span * inverse(bend)
  const place = (number: number): number | null => (Number.isNaN(number) ? null : bend((number - least) / span))
  return all.map((numbers) => ({
    id,
    scale: {
      kind: 'ramp',
      ticks: used ? (least === most ? ['', write(least), ''] : [least, middle, most].map(write)) : [],
    },
    used,
    at: (shown) => place(numbers[shown]!),
    of: (shown) => {
      const number = numbers[shown]!
      return Number.isNaN(number) ? NOTHING : { at: place(number), text: write(number) }
    },
  }))
}

/** A lens that needs to know of no other tree. */
function alone(look: (shown: ShownTree) => LensView): Lens {
  return (all) => all.map(look)
}

/** The part that the bend puts in the middle of the ramp. */
function inverse(bend: (part: number) => number): number {
  let [low, high] = [0, 1]
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2
    if (bend(middle) < 0.5) low = middle
    else high = middle
  }
  return low
}

/** A number for each node of the picture from those of its members; NaN where no member has one. */
function gathered(
  { tree, source, members }: ShownTree,
  read: (node: Node) => number | null,
  joined: 'mean' | 'sum' | 'least',
): Float64Array {
  const numbers = new Float64Array(tree.nodes.length).fill(NaN)
  for (let shown = 1; shown < numbers.length; shown++) {
    let [sum, count, least] = [0, 0, Infinity]
    for (const member of members(shown)) {
      const number = read(source.nodes[member]!)
      if (number === null) continue
      sum += number
      count++
      if (number < least) least = number
    }
    if (count > 0) numbers[shown] = joined === 'sum' ? sum : joined === 'mean' ? sum / count : least
  }
  return numbers
}

const root = Math.sqrt
const whole = (number: number): string => String(Math.round(number))
const digits = (number: number): string => number.toFixed(2)

/** Children that decisions gave to each node of the search. */
function given({ source }: ShownTree): Float64Array {
  const widths = new Float64Array(source.nodes.length)
  for (const decision of source.decisions) for (const { node, width } of widthsOf(decision)) widths[node]! += width
  return widths
}

const LENSES: Record<LensId, Lens> = {
  reward: alone(({ tree }) =>
    parts(
      'reward',
      (shown) => tree.nodes[shown]!.reward,
      tree.nodes.some(({ reward }) => typeof reward === 'number'),
    ),
  ),
  right: alone((shown) => {
    const { judged, right } = endsBelow(shown)
    return parts('right', (id) => (judged[id]! > 0 ? right[id]! / judged[id]! : null), judged[0]! > 0)
  }),
  answer: (all) => {
    const { classes, of } = mostReached(all)
    return of.map((most) => {
      const at = (id: number): number | null => (most[id]! < 0 ? null : most[id]!)
      return {
        ...{ id: 'answer', scale: { kind: 'classes', labels: classes }, used: classes.length > 0 },
        at,
        of: (id) => ({ at: at(id), text: '' }),
      }
    })
  },
  visits: (all) => {
    const numbers = all.map((shown) => {
      const known = lastVisits(shown.source)
      return gathered(shown, ({ id }) => known.get(id)?.visits ?? null, 'sum')
    })
    return between('visits', numbers, { write: whole, bend: root })
  },
  value: alone((shown) => {
    const known = lastVisits(shown.source)
    const weighed = gathered(shown, ({ id }) => scaled(known.get(id)), 'sum')
    const visits = gathered(shown, ({ id }) => known.get(id)?.visits ?? null, 'sum')
    const of = (id: number): number | null => (visits[id]! > 0 ? weighed[id]! / visits[id]! : null)
    return parts('value', of, known.size > 0)
  }),
  budget: (all) => {
    const numbers = all.map((shown) => {
      const widths = given(shown)
      return gathered(shown, ({ id }) => widths[id]!, 'sum')
    })
    return between('budget', numbers, { write: whole, bend: root })
  },
  order: (all) => {
    const numbers = all.map((shown) => gathered(shown, ({ id }) => id, 'least'))
    return between('order', numbers, { write: whole })
  },
  'log-probability': (all) => {
    const numbers = all.map((shown) => gathered(shown, ({ logProbabilities }) => mean(logProbabilities), 'mean'))
    return between('log-probability', numbers, { write: digits })
  },
  certainty: (all) => {
    const numbers = all.map((shown) => gathered(shown, ({ certainty }) => certainty ?? null, 'mean'))
    return between('certainty', numbers, { write: digits })
  },
}

function scaled(known: { value: number; visits: number } | undefined): number | null {
  return known ? known.value * known.visits : null
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** Looks at a tree through a lens. */
export function lookThrough(id: LensId, shown: ShownTree): LensView {
  return lookAtAll(id, [shown])[0]!
}

/** Looks at trees that stand side by side; colours mean the same in all of them. */
export function lookAtAll(id: LensId, all: readonly ShownTree[]): LensView[] {
  return LENSES[id](all)
}
