// Events as columns: of many events each field is one array of numbers or one text, so that they cross a border at the price of a copy
// instead of one map for each.
// Knows the two changes that come by the thousand, a node and its reward; every other one stays an object. Does not know what carries them.
import type { Change, RunEvent } from './event.ts'
import { Ending } from './node.ts'
import type { TreeNode } from './node.ts'

/** Texts one after the other, and the length of each in UTF-16 units; -1 for null. */
interface Texts {
  joined: string
  lengths: Int32Array
}

/** Lists of numbers one after the other, and the length of each. */
interface Lists<Numbers> {
  joined: Numbers
  lengths: Uint32Array
}

interface NodeColumns {
  ids: Uint32Array
  /** -1: none. */
  parents: Int32Array
  depths: Uint32Array
  texts: Texts
  answers: Texts
  tokenIds: Lists<Uint32Array>
  logProbabilities: Lists<Float64Array>
  /** Place in `ENDINGS`. */
  endings: Uint8Array
  /** Place in `CORRECT`. */
  correct: Uint8Array
  /** What a node has besides, by its place among the nodes here. */
  others: [number, Rest][]
}

/** Events that follow on each other. */
export interface EventColumns {
  /** Sequence of the first. */
  first: number
  seconds: Float64Array
  /** A place in `KINDS` for each event: which columns its change is the next of. */
  kinds: Uint8Array
  nodes: NodeColumns
  /** Reward of a node; NaN for null. */
  scored: { nodes: Uint32Array; rewards: Float64Array }
  others: Change[]
}

type Rest = Omit<TreeNode, Column>
type Column = 'id' | 'parent' | 'depth' | 'text' | 'answer' | 'tokenIds' | 'logProbabilities' | 'ending' | 'correct'

const KINDS = { other: 0, added: 1, scored: 2 } as const
const ENDINGS = [null, ...Ending.options] as const
const CORRECT = [null, false, true] as const

/** Packs events whose sequence numbers follow on each other. */
export function packEvents(events: readonly RunEvent[]): EventColumns {
  const kinds = new Uint8Array(events.length)
  const seconds = new Float64Array(events.length)
  const nodes: TreeNode[] = []
  const scored: number[] = []
  const rewards: number[] = []
  const others: Change[] = []
  for (const [index, event] of events.entries()) {
    const { change } = event
    seconds[index] = event.seconds
    if (change.type === 'node-added') {
      kinds[index] = KINDS.added
      nodes.push(change.node)
    } else if (change.type === 'node-scored') {
      kinds[index] = KINDS.scored
      scored.push(change.node)
      rewards.push(change.reward ?? NaN)
    } else others.push(change)
  }
  return {
    ...{ first: events[0]?.sequence ?? 0, seconds, kinds, nodes: packNodes(nodes), others },
    scored: { nodes: Uint32Array.from(scored), rewards: Float64Array.from(rewards) },
  }
}

function packNodes(nodes: readonly TreeNode[]): NodeColumns {
  const count = nodes.length
  let [tokens, probabilities] = [0, 0]
  for (const node of nodes) {
    tokens += node.tokenIds.length
    probabilities += node.logProbabilities.length
  }
  const columns: NodeColumns = {
    ids: new Uint32Array(count),
    parents: new Int32Array(count),
    depths: new Uint32Array(count),
    texts: { joined: '', lengths: new Int32Array(count) },
    answers: { joined: '', lengths: new Int32Array(count) },
    tokenIds: { joined: new Uint32Array(tokens), lengths: new Uint32Array(count) },
    logProbabilities: { joined: new Float64Array(probabilities), lengths: new Uint32Array(count) },
    endings: new Uint8Array(count),
    correct: new Uint8Array(count),
    others: [],
  }
  let [tokenAt, probabilityAt] = [0, 0]
  for (const [index, node] of nodes.entries()) {
    const { id, parent, depth, text, answer, tokenIds, logProbabilities, ending, correct, ...rest } = node
    columns.ids[index] = id
    columns.parents[index] = parent ?? -1
    columns.depths[index] = depth
    columns.texts.joined += text
    columns.texts.lengths[index] = text.length
    columns.answers.joined += answer ?? ''
    columns.answers.lengths[index] = answer?.length ?? -1
    columns.endings[index] = ENDINGS.indexOf(ending)
    columns.correct[index] = CORRECT.indexOf(correct)
    columns.tokenIds.lengths[index] = tokenIds.length
    columns.logProbabilities.lengths[index] = logProbabilities.length
    for (const token of tokenIds) columns.tokenIds.joined[tokenAt++] = token
    for (const one of logProbabilities) columns.logProbabilities.joined[probabilityAt++] = one
    if (Object.keys(rest).length > 0) columns.others.push([index, rest])
  }
  return columns
}

/** The events, as they were packed. */
export function unpackEvents({ first, seconds, kinds, nodes, scored, others }: EventColumns): RunEvent[] {
  const nextNode = unpackNodes(nodes)
  const next = [0, 0, 0]
  const changes: ((index: number) => Change)[] = [
    (index) => others[index]!,
    () => ({ type: 'node-added', node: nextNode() }),
    (index) => {
      const reward = scored.rewards[index]!
      return { type: 'node-scored', node: scored.nodes[index]!, reward: Number.isNaN(reward) ? null : reward }
    },
  ]
  return Array.from(kinds, (kind, index) => ({
    sequence: first + index,
    seconds: seconds[index]!,
    change: changes[kind]!(next[kind]!++),
  }))
}

/** Gives the nodes one after the other. */
function unpackNodes(columns: NodeColumns): () => TreeNode {
  const others = new Map(columns.others)
  const text = unpackTexts(columns.texts)
  const answer = unpackTexts(columns.answers)
  const tokenIds = unpackLists(columns.tokenIds)
  const logProbabilities = unpackLists(columns.logProbabilities)
  let next = 0
  return () => {
    const index = next++
    const parent = columns.parents[index]!
    return {
      id: columns.ids[index]!,
      parent: parent < 0 ? null : parent,
      depth: columns.depths[index]!,
      text: text() ?? '',
      tokenIds: tokenIds(),
      logProbabilities: logProbabilities(),
      ending: ENDINGS[columns.endings[index]!]!,
      answer: answer(),
      correct: CORRECT[columns.correct[index]!]!,
      ...others.get(index),
    }
  }
}

function unpackTexts({ joined, lengths }: Texts): () => string | null {
  let [next, at] = [0, 0]
  return () => {
    const length = lengths[next++]!
    if (length < 0) return null
    at += length
    return joined.slice(at - length, at)
  }
}

function unpackLists({ joined, lengths }: Lists<Uint32Array | Float64Array>): () => number[] {
  let [next, at] = [0, 0]
  return () => {
    const list = new Array<number>(lengths[next++]!)
    for (let index = 0; index < list.length; index++) list[index] = joined[at++]!
    return list
  }
}
