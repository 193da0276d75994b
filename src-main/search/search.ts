// The door of the search room: searches one problem from its first event to its last.
// Knows how a run's specification becomes a search, and how it ends. Does not know methods, models, stores or clocks.
import { reportOf } from '../contract/errors.ts'
import type { Change } from '../contract/event.ts'
import { methodById, parametersSchema } from '../contract/method.ts'
import { chosenIn } from '../contract/parameter.ts'
import type { Answers } from '../contract/prompt-record.ts'
import type { RunSpec } from '../contract/run.ts'
import type { Steering } from '../contract/steering.ts'
import type { Node } from '../contract/tree.ts'
import { confidenceIn } from '../contract/verifier-choice.ts'
import { verifierFor } from '../contract/verifier-need.ts'
import { referenceAnswer } from '../grading/extract-answer.ts'
import { matchesReference } from '../grading/same-answer.ts'
import { openMeter } from './budget-meter.ts'
import { chosenOf, pathReward, votesOf } from './choosing.ts'
import { ownConfidence } from './confidence.ts'
import { expand, score } from './expansion.ts'
import type { Growth } from './expansion.ts'
import { scoreAhead } from './look-ahead.ts'
import { SEARCHES } from './methods.ts'
import type { Policy } from './policy.ts'
import { randomStream, seedBelow } from './random.ts'
import { isOpen, isPruned } from './search-method.ts'
import type { Search } from './search-method.ts'
import { plantTree } from './search-tree.ts'
import type { SearchTree } from './search-tree.ts'
import { openDesk } from './steering.ts'
import type { Desk } from './steering.ts'
import type { Verifier } from './verifier.ts'

/** Label of the method's own random numbers: no child index of the root is as large. */
const METHOD_PLACE = 0xffff_ffff

export interface SearchOptions {
  spec: RunSpec
  /** Which ways of stating an answer are read in what the policy writes; all of them if left out. */
  answers?: Answers | undefined
  policy: Policy
  /** Null where the run has no model for it; a method that needs one then fails with a report, if the run names no confidence. */
  verifier: Verifier | null
  /** Told of every change in order: state `running` first; `done`, `stopped` or `failed` last. */
  emit: (change: Change) => void
  /** Awaited before each round; a pause holds it back, and meanwhile the tree may be changed by hand at the desk. */
  gate: (desk: Desk) => Promise<void>
  /** Stops the search within one token. */
  signal: AbortSignal
}

/** Searches to the end. Resolves whatever happens: what went wrong is in the last change. Rejects only if `emit` throws. */
export async function search(options: SearchOptions): Promise<void> {
  const { spec, emit, signal } = options
  const tree = plantTree({ question: spec.problem.question, emit })
  tree.enter('running')
  try {
    await SEARCHES[spec.method](searchOn(tree, options))
    signal.throwIfAborted()
  } catch (error) {
    if (signal.aborted) tree.enter('stopped')
    else tree.enter('failed', reportOf(error))
    return
  }
  tree.enter('done')
}

function searchOn(tree: SearchTree, options: SearchOptions): Search {
  const { spec, gate, signal } = options
  const method = methodById(spec.method)
  const parameters = parametersSchema(method).parse(spec.parameters)
  const growth = growthOf(tree, options)
  const { meter } = growth
  const desk = deskOf(growth, spec)
  /** Nodes that came by hand and were told. */
  const told = new Set<number>()
  /** Candidates of earlier rounds that were pruned. */
  let aside: readonly number[] = []
  return {
    number(key) {
      const value = parameters[key]
      if (typeof value !== 'number') throw new RangeError(`${method.name} has no number “${key}”.`)
      return value
    },
    choice(parameter) {
      const value = chosenIn(parameters, parameter)
      if (value === undefined) throw new RangeError(`${method.name} has no choice “${parameter.key}”.`)
      return value
    },
    node: (id) => tree.node(id),
    pathReward: (id, aggregate) => pathReward(tree.current, id, aggregate),
    random: (...labels) => randomStream(seedBelow(spec.seed, METHOD_PLACE, ...labels)),
    async round() {
      await unlessAborted(gate(desk), signal)
      return tree.settle()
    },
    get steered() {
      return tree.current.byHand !== null
    },
    byHand(candidates) {
      if (tree.current.byHand === null) return []
      const isLeaf = ({ children }: Readonly<Node>) => children.every((id) => isPruned(tree.node(id)))
      const fresh = tree.current.nodes.filter(
        (node) => node.hand !== undefined && isOpen(node) && isLeaf(node) && !told.has(node.id),
      )
      for (const { id } of fresh) told.add(id)
      const known = new Set(candidates)
      const isOut = (id: number) => isPruned(tree.node(id))
      const back = aside.filter((id) => !isOut(id) && !known.has(id))
      aside = [...new Set([...aside, ...known])].filter(isOut)
      return [...fresh.map(({ id }) => id), ...back].sort((a, b) => a - b)
    },
    begin(samples) {
      meter.begin(samples)
      tree.spend(meter.cost)
    },
    decide: (decision) => tree.decide(decision),
    expand: (widths) => expand(growth, widths),
    score: (nodes, { lookAhead } = { lookAhead: 0 }) =>
      lookAhead > 0 ? scoreAhead(growth, nodes, lookAhead) : score(growth, nodes),
    votes: (how) => votesOf(tree.current, how),
    choose(how) {
      signal.throwIfAborted()
      tree.choose(chosenOf(tree.current, how))
    },
  }
}

/**
 * Steers a run that has ended, once, as its specification says; `grown` are all its changes so far, and `emit` is told of the
 * further ones. Policy and verifier may be left out where the act needs none. Rejects as `Desk.steer` does.
 */
export async function steerEnded(
  options: Pick<SearchOptions, 'spec' | 'answers' | 'verifier' | 'emit' | 'signal'> & {
    policy: Policy | null
    grown: readonly Change[]
    asked: Steering
  },
): Promise<void> {
  const { spec, grown, asked, emit, policy, verifier } = options
  const tree = plantTree({ question: spec.problem.question, emit, grown })
  const growth = growthOf(tree, { ...options, policy: policy ?? NO_POLICY, verifier: verifier ?? NO_VERIFIER })
  for (const { id, children } of tree.current.nodes) {
    for (const [index, child] of children.entries()) growth.places[child] = seedBelow(growth.places[id]!, index)
  }
  await deskOf(growth, spec).steer(asked)
}

/** Of a run that is steered without one. */
const NO_POLICY: Policy = {
  shape: null,
  propose: () => Promise.reject(new RangeError('There is no policy to ask.')),
}
const NO_VERIFIER: Verifier = {
  shape: null,
  score: () => Promise.reject(new RangeError('There is no PRM to ask.')),
}

function deskOf(growth: Growth, spec: RunSpec): Desk {
  const { lookAhead } = parametersSchema(methodById(spec.method)).parse(spec.parameters)
  return openDesk(growth, spec, { lookAhead: typeof lookAhead === 'number' ? lookAhead : 0 })
}

/** What the run's specification makes of models and a tree that stands as it does. */
function growthOf(
  tree: SearchTree,
  {
    spec,
    answers,
    policy,
    verifier,
    signal,
  }: Pick<SearchOptions, 'spec' | 'answers' | 'policy' | 'verifier' | 'signal'>,
): Growth {
  const method = methodById(spec.method)
  const parameters = parametersSchema(method).parse(spec.parameters)
  const numberOr = (key: string, otherwise: number) => {
    const value = parameters[key]
    return typeof value === 'number' ? value : otherwise
  }
  const reference = spec.problem.answer === null ? null : referenceAnswer(spec.problem.answer)
  const confidence = confidenceIn(spec.verifier)
  return {
    tree,
    meter: openMeter(method.budget === null ? 1 : numberOr(method.budget, 1), tree.current.cost),
    policy,
    verifier: verifierFor(method, confidence === null ? verifier : ownConfidence(confidence)),
    certainty: confidence === 'self-certainty',
    sampling: method.greedy ? { ...spec.sampling, temperature: 0 } : spec.sampling,
    places: [spec.seed],
    depthLimit: numberOr('depthLimit', Infinity),
    answers,
    grade: (answer) => (reference === null ? null : matchesReference(answer, reference)),
    signal,
  }
}

/** Waits for `promise`, but no longer than until the signal is aborted; then rejects with its reason. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let release = () => {}
  const aborted = new Promise<void>((resolve) => {
    release = resolve
    signal.addEventListener('abort', release, { once: true })
  })
  await Promise.race([promise, aborted])
  signal.removeEventListener('abort', release)
  signal.throwIfAborted()
}
