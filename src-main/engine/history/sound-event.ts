// Whether a stored event is what it must be, without a schema for the two changes that come by the ten thousand: a run of 16,000 nodes
// is opened in a third of the time.
// Knows the fields of a node and of a reward; asks the schema about anything else, and about what it does not find sound.
import { RunEvent } from '../../contract/event.ts'
import { Ending, Hand } from '../../contract/node.ts'

type Fields = Record<string, unknown>

const ENDINGS: ReadonlySet<unknown> = new Set([null, ...Ending.options])
const HANDS: ReadonlySet<unknown> = new Set([undefined, ...Hand.options])

/** Whether a value is an event, as `RunEvent` has it. */
export function isSoundEvent(value: unknown): value is RunEvent {
  const { sequence, seconds, change } = value as Fields
  const placed = isCount(sequence) && isAmount(seconds)
  return (placed && isSoundChange(change)) || RunEvent.safeParse(value).success
}

function isSoundChange(value: unknown): boolean {
  const { type, node, reward } = (value ?? {}) as Fields
  if (type === 'node-scored') return isCount(node) && (reward === null || Number.isFinite(reward))
  return type === 'node-added' && isSoundNode((node ?? {}) as Fields)
}

function isSoundNode(node: Fields): boolean {
  const { id, parent, depth, text, tokenIds, tokens, logProbabilities, certainty, ending, answer, correct, hand } = node
  return (
    isCount(id) &&
    (parent === null || isCount(parent)) &&
    isCount(depth) &&
    typeof text === 'string' &&
    Array.isArray(tokenIds) &&
    tokenIds.every(isCount) &&
    (tokens === undefined || isCount(tokens)) &&
    Array.isArray(logProbabilities) &&
    logProbabilities.every(Number.isFinite) &&
    (certainty === undefined || isAmount(certainty)) &&
    ENDINGS.has(ending) &&
    (answer === null || typeof answer === 'string') &&
    (correct === null || typeof correct === 'boolean') &&
    HANDS.has(hand)
  )
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isAmount(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0
}
