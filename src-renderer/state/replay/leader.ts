// Which answer leads the vote, kept up to date as paths end and get their rewards.
// Knows votes as the methods count them (search/voting.ts), a path at a time. Does not know events, or how answers are compared:
// whoever makes it says which class an answer belongs to.
import { aggregate } from '../../../src-main/contract/aggregation.ts'
import type { TreeNode } from '../../../src-main/contract/node.ts'
import type { VoteRule } from './vote-rule.ts'

/** One class of equal answers. */
interface AnswerClass {
  /** The first spelling seen. */
  answer: string
  /** Place in which classes were first seen: the earlier one wins a tie. */
  place: number
  /** What ranks it: paths, a sum of rewards, or the best reward. */
  weight: number
  /** Of the first path with its best reward: what wins a tie of best rewards. */
  best: number
}

interface Voter {
  group: AnswerClass
  reward: number | null
}

export class Leader {
  readonly #rule: VoteRule
  readonly #classOf: (node: number, answer: string) => string
  #parents: (number | null)[] = [null]
  #rewards: (number | null | undefined)[] = [undefined]
  #inner = new Set<number>()
  #classes = new Map<string, AnswerClass>()
  #voters = new Map<number, Voter>()
  #first: AnswerClass | null = null

  constructor(rule: VoteRule, classOf: (node: number, answer: string) => string) {
    this.#rule = rule
    this.#classOf = classOf
  }

  /** First spelling of the class that leads; null while no path has an answer. */
  get answer(): string | null {
    return this.#first?.answer ?? null
  }

  /** Takes the next node. */
  add({ id, parent, answer }: Pick<TreeNode, 'id' | 'parent' | 'answer'>): void {
    this.#parents[id] = parent
    this.#rewards[id] = undefined
    if (parent !== null) this.#inner.add(parent)
    if (answer === null) return
    const key = this.#classOf(id, answer)
    let group = this.#classes.get(key)
    if (!group) {
      group = { answer, place: this.#classes.size, weight: this.#rule.by === 'best-of-n' ? -Infinity : 0, best: id }
      this.#classes.set(key, group)
    }
    const voter: Voter = { group, reward: null }
    this.#voters.set(id, voter)
    if (this.#rule.by === 'majority') this.#raise(group, group.weight + 1)
    else this.#raise(group, group.weight)
    this.#weigh(id, voter)
  }

  /** Takes the reward of a node's step. */
  score(id: number, reward: number | null): void {
    this.#rewards[id] = reward
    const own = this.#voters.get(id)
    if (own) this.#weigh(id, own)
    // A step that is scored after steps below it: rare, so they are looked for.
    else if (this.#rule.aggregate !== 'last' && this.#inner.has(id)) {
      for (const [voter, vote] of this.#voters) if (this.#pathOf(voter).includes(id)) this.#weigh(voter, vote)
    }
  }

  /** Counts a path's reward as it is now in the place of what it was. */
  #weigh(id: number, voter: Voter): void {
    const { by } = this.#rule
    if (by === 'majority') return
    const path = this.#rule.aggregate === 'last' ? [id] : this.#pathOf(id)
    const reward = aggregate(
      path.map((step) => this.#rewards[step]),
      this.#rule.aggregate,
    )
    const { group, reward: before } = voter
    if (reward === before || reward === null) return
    voter.reward = reward
    if (by === 'weighted') this.#raise(group, group.weight + reward - (before ?? 0))
    else if (reward > group.weight || (reward === group.weight && id < group.best)) {
      group.best = id
      this.#raise(group, reward)
    }
  }

  /** Weights only ever rise, so that a class can overtake the leader, and none falls behind another one by itself. */
  #raise(group: AnswerClass, weight: number): void {
    group.weight = weight
    if (!this.#first || this.#isAhead(group, this.#first)) this.#first = group
  }

  #isAhead(one: AnswerClass, other: AnswerClass): boolean {
    if (one.weight !== other.weight) return one.weight > other.weight
    return this.#rule.by === 'best-of-n' ? one.best < other.best : one.place < other.place
  }

  #pathOf(id: number): number[] {
    const path: number[] = []
    for (let at = id; at !== 0; at = this.#parents[at]!) path.push(at)
    return path.reverse()
  }
}
