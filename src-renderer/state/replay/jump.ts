// Where a replay can jump to, one table: each a moment that a run has or has not.
// Knows moments. Does not know who jumps, or in which words.
import type { RunHeader } from '../../../src-main/contract/run.ts'
import { halfOfBudget } from './half-budget.ts'
import type { Lead, Moments } from './moments.ts'

export type Jump = 'answer' | 'right' | 'half' | 'chosen' | Walk
/** The nearest moment of a kind after the one on screen, or before it. */
type Walk = `${'lead' | 'round' | 'found'}-${'next' | 'previous'}`

/** Where a jump leads, and what it shows there. */
export interface Landing {
  at: number
  /** The node that makes the moment what it is. */
  node: number | null
  /** Who leads from here on, for a change of the lead. */
  lead: Lead | null
}

interface JumpRequest {
  moments: Moments
  /** The moment on screen. */
  position: number
  header: RunHeader
  /** Steps that were found. */
  found: readonly number[]
}

/** Where a jump leads; null where the run has no such moment. */
export function landingOf(jump: Jump, { moments, position, header, found }: JumpRequest): Landing | null {
  const isAfter = ({ at }: { at: number }): boolean => at > position
  const isBefore = ({ at }: { at: number }): boolean => at < position
  switch (jump) {
    case 'answer':
      return moments.firstAnswer && { ...moments.firstAnswer, lead: null }
    case 'right':
      return moments.firstRight && { ...moments.firstRight, lead: null }
    case 'chosen':
      return moments.chosen && { ...moments.chosen, lead: null }
    case 'lead-next':
      return onLead(moments.changes.find(isAfter))
    case 'lead-previous':
      return onLead(moments.changes.findLast(isBefore))
    case 'round-next':
      return onRound(moments.rounds.find((at) => at > position))
    case 'round-previous':
      return onRound(moments.rounds.findLast((at) => at < position))
    case 'found-next':
      return comingOf(found, moments).find(isAfter) ?? null
    case 'found-previous':
      return comingOf(found, moments).findLast(isBefore) ?? null
    case 'half': {
      const at = halfOfBudget(moments.costs, header)
      return at === null ? null : { at, node: null, lead: null }
    }
  }
}

function onRound(at: number | undefined): Landing | null {
  return at === undefined ? null : { at, node: null, lead: null }
}

/** When each found step came, earliest first. */
function comingOf(found: readonly number[], { addedAt }: Moments): Landing[] {
  const landings = found.flatMap((node) => (addedAt[node] === undefined ? [] : { at: addedAt[node], node, lead: null }))
  return landings.sort((a, b) => a.at - b.at)
}

function onLead(lead: Lead | undefined): Landing | null {
  return lead ? { at: lead.at, node: null, lead } : null
}
