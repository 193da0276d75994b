// The moments of a run that somebody may look for: when each step came, rounds, first answers, changes of the lead, the choice.
// Knows events. Does not know the tree, frames or who goes there. A moment is a number of events: the tree after them.
import type { Cost } from '../../../src-main/contract/cost.ts'
import { widthsOf } from '../../../src-main/contract/decision.ts'
import type { RunEvent } from '../../../src-main/contract/event.ts'
import type { ChosenBy } from '../../../src-main/contract/method-parameters.ts'
import { Leader } from './leader.ts'
import type { VoteRule } from './vote-rule.ts'

/** A moment with the node that makes it one. */
export interface NodeMoment {
  at: number
  node: number
}

/** From this moment on `answer` leads; before it, another one did, or none. */
export interface Lead {
  at: number
  answer: string
  before: string | null
}

export class Moments {
  /** By node: the moment at which it is there. */
  readonly addedAt: number[] = [0]
  /** Decisions that gave nodes children, or weighed whether to. */
  readonly rounds: number[] = []
  readonly costs: { at: number; cost: Cost }[] = []
  firstAnswer: NodeMoment | null = null
  firstRight: NodeMoment | null = null
  /** The method's choice, the last one where there are several. */
  chosen: { at: number; node: number | null } | null = null
  /** Every lead, the first one too. */
  leads: Lead[] = []

  readonly #events: readonly RunEvent[]
  readonly #ruleOf: (chosenBy?: ChosenBy) => VoteRule
  #seen = 0
  #leader: Leader

  /** `events` may grow; `follow` catches up. */
  constructor(events: readonly RunEvent[], ruleOf: (chosenBy?: ChosenBy) => VoteRule) {
    this.#events = events
    this.#ruleOf = ruleOf
    this.#leader = new Leader(ruleOf(), (_, answer) => answer)
  }

  /** Looks at the events that are new. */
  follow(): void {
    for (; this.#seen < this.#events.length; this.#seen++) this.#take(this.#events[this.#seen]!)
  }

  /** Changes of the lead: the first answer makes a leader, but changes none. */
  get changes(): Lead[] {
    return this.leads.filter(({ before }) => before !== null)
  }

  #take({ sequence, change }: RunEvent): void {
    const at = sequence + 1
    if (change.type === 'node-added') {
      const { id, answer, correct } = change.node
      this.addedAt[id] = at
      if (answer !== null) this.firstAnswer ??= { at, node: id }
      if (correct === true) this.firstRight ??= { at, node: id }
    } else if (change.type === 'cost') this.costs.push({ at, cost: change.cost })
    else if (change.type === 'decided') {
      if (change.decision.kind === 'stopping' || widthsOf(change.decision).length > 0) this.rounds.push(at)
    } else if (change.type === 'chosen') {
      this.chosen = { at, node: change.node }
      this.#countAgain(change)
    }
    this.#followLead(this.#events[sequence]!)
  }

  /**
   * The vote says which answers are equal and by which rule it was taken, which spellings alone do not: what led until here is
   * worked out by it.
   */
  #countAgain({ by, votes }: { by: ChosenBy; votes: readonly { answer: string; nodes: readonly number[] }[] }): void {
    const classes = new Map(votes.flatMap(({ answer, nodes }) => nodes.map((node) => [node, answer] as const)))
    this.leads = []
    this.#leader = new Leader(this.#ruleOf(by), (node, answer) => classes.get(node) ?? answer)
    for (let place = 0; place < this.#seen; place++) this.#followLead(this.#events[place]!)
  }

  /** Children and rewards come in batches: who leads is asked when a batch is over, not in its midst. */
  #followLead({ sequence, change }: RunEvent): void {
    if (change.type === 'node-added') this.#leader.add(change.node)
    else if (change.type === 'node-scored') this.#leader.score(change.node, change.reward)
    else if (change.type === 'chosen') this.#lead(sequence + 1, change.answer)
    else this.#lead(sequence, this.#leader.answer)
  }

  #lead(at: number, answer: string | null): void {
    const before = this.leads.at(-1)?.answer ?? null
    if (answer !== null && answer !== before) this.leads.push({ at, answer, before })
  }
}
