// Steering by hand: what is asked of the engine, the dialog that is open, and why something cannot be done now.
// Knows the run on screen and the selected node. Does not know components, nor what an act does to a tree.
import type { EngineApi } from '../../src-main/contract/api.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import type { Steering as Asked, SteeringVerb } from '../../src-main/contract/steering.ts'
import { whyNot } from '../../src-main/contract/steering-rules.ts'
import type { AskedVerb } from '../../src-main/contract/steering-rules.ts'
import { STEERING } from '../text/steering.ts'
import type { RunView } from './run-view.svelte.ts'

/** What of the window steering looks at. */
interface SteeredLab {
  readonly run: RunView
  readonly connection: string
  selected: number | null
  report(error: unknown): void
}

interface SteeringOptions {
  lab: SteeredLab
  engine: EngineApi
  /** Calls back once, before the next frame is drawn. */
  schedule?: (callback: (milliseconds: number) => void) => void
}

/** The dialog in which something is written for a node. */
export interface Editing {
  verb: 'edit' | 'write' | 'reward'
  node: number
}

export class Steering {
  /** Children that are asked for at once, and whether each goes on to its end. */
  count = $state(2)
  toEnd = $state(false)
  /** What the engine carries out now, from the call until its events are on screen. */
  doing = $state<SteeringVerb | null>(null)
  editing = $state.raw<Editing | null>(null)
  /** Why what the dialog asked for was not done. */
  fault = $state.raw<ErrorReport | null>(null)
  /** Whether the list of what was done is shown. */
  listing = $state(false)

  #options: Required<SteeringOptions>
  /** Undo and redo that wait for the one before them: keys may come faster than answers. */
  #waiting: Promise<void> = Promise.resolve()

  constructor(options: SteeringOptions) {
    this.#options = { schedule: (callback) => void requestAnimationFrame(callback), ...options }
  }

  get working(): boolean {
    return this.doing !== null
  }

  /** Whether anybody ever changed the run on screen by hand. */
  get wasSteered(): boolean {
    const { header, frame } = this.#options.lab.run
    return header !== null && (frame.tree.byHand !== null || frame.tree.cost.byHand !== undefined)
  }

  /** Why this cannot be done now, in one sentence; null where it can. Most verbs are about the selected node. */
  reason(verb: SteeringVerb): string | null {
    const { run, selected, connection } = this.#options.lab
    if (run.header === null || run.opening) return STEERING.noRun
    if (connection !== 'open') return STEERING.offline
    if (this.working && !(isStep(verb) && isStep(this.doing))) return STEERING.working
    if (run.cursor !== null) return STEERING.earlier
    const asked = this.#askedOf(verb, selected)
    return asked === null ? STEERING.noNode : whyNot(run.header, run.frame.tree, asked)
  }

  /** Does what a command asks for: at once, or after something was written in a dialog. */
  async begin(verb: SteeringVerb): Promise<void> {
    const { selected: node } = this.#options.lab
    if (isStep(verb)) {
      const turn = this.#waiting.then(() => (this.reason(verb) === null ? this.#attempt({ verb }) : undefined))
      this.#waiting = turn
      await turn
    } else if (node === null) return
    else if (verb === 'children') await this.#attempt({ verb, node, count: this.count, toEnd: this.toEnd })
    else if (verb === 'prune' || verb === 'restore') await this.#attempt({ verb, node })
    else {
      this.fault = null
      this.editing = { verb, node }
    }
  }

  /** Does what the open dialog asks for, and closes it where that succeeds. */
  async finish(asked: Asked): Promise<void> {
    this.fault = null
    try {
      await this.#steer(asked)
      this.editing = null
    } catch (error) {
      this.fault = reportOf(error)
    }
  }

  close(): void {
    this.editing = null
    this.listing = false
  }

  async #attempt(asked: Asked): Promise<void> {
    try {
      await this.#steer(asked)
    } catch (error) {
      this.#options.lab.report(error)
    }
  }

  async #steer(asked: Asked): Promise<void> {
    const { lab, engine } = this.#options
    const { id } = lab.run
    if (id === null || this.working) return
    const next = lab.run.frame.tree.nodes.length
    const selected = lab.selected
    this.doing = asked.verb
    try {
      await engine.call('runs.steer', { id, steering: asked })
      // The events came before the answer, and are drawn with the next frame.
      await new Promise((drawn) => this.#options.schedule(drawn))
      this.#select(asked, { next, selected })
    } finally {
      this.doing = null
    }
  }

  /** Selects what came of an act, unless the user has gone elsewhere meanwhile; what is gone is not selected any more. */
  #select(asked: Asked, { next, selected }: { next: number; selected: number | null }): void {
    const { lab } = this.#options
    const { nodes, byHand } = lab.run.frame.tree
    const writes = asked.verb === 'write' || asked.verb === 'edit'
    if (writes && lab.selected === selected && nodes.length > next) lab.selected = next
    if (lab.selected === null || lab.selected < nodes.length) return
    lab.selected = byHand?.acts.findLast(({ undone }) => undone)?.act.node ?? null
  }

  #askedOf(verb: SteeringVerb, node: number | null): AskedVerb | null {
    if (isStep(verb)) return { verb }
    if (node === null) return null
    return verb === 'children' ? { verb, node, count: this.count } : { verb, node }
  }
}

/** A step back or forth, which takes no time. */
function isStep(verb: SteeringVerb | null): verb is 'undo' | 'redo' {
  return verb === 'undo' || verb === 'redo'
}
