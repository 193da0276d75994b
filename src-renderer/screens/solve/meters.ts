// The meters of a run, one table: what each shows, in which words, and by which function of the contract.
// Knows cost and notation. Does not know components.
import {
  distinctFlops,
  exactFlops,
  NO_COST,
  paperFlops,
  policyAndVerifierFlops,
  reuseOf,
} from '../../../src-main/contract/cost.ts'
import { writeCount, writeFlops, writePercent, writeScientific } from '../../../src-main/contract/notation.ts'
import type { RunHeader } from '../../../src-main/contract/run.ts'
import { writeSeconds } from '../../text/duration.ts'
import type { Frame } from '../../state/run-view.svelte.ts'
import { TEXT } from '../../text/english.ts'

export interface Meter {
  id: Exclude<keyof typeof TEXT.meters, 'title' | 'unknown' | 'byHand' | 'reusedExactly'>
  /** The figure as it stands on screen. */
  write: (frame: Frame, header: RunHeader) => string
  /** The same figure with all its digits, for the tooltip. */
  exactly?: (frame: Frame, header: RunHeader) => string
  /** Whether the part of it that was asked for by hand is told apart. */
  parted?: true
}

/** The frame with the cost of what was asked for by hand alone; null where nothing was. */
export function handPart(frame: Frame): Frame | null {
  const { byHand } = frame.tree.cost
  return byHand ? { ...frame, tree: { ...frame.tree, cost: { ...NO_COST, ...byHand } } } : null
}

/** Null where the shape of a model is not known. */
type Flops = (frame: Frame, header: RunHeader) => number | null

const flopsMeter = (id: Meter['id'], flops: Flops): Meter => ({
  id,
  write: (frame, header) => known(flops(frame, header), writeFlops),
  exactly: (frame, header) => known(flops(frame, header), writeScientific),
  parted: true,
})

const known = <Value>(value: Value | null, write: (value: Value) => string): string =>
  value === null ? TEXT.meters.unknown : write(value)

/** An imported run has 0 where its file told nothing. */
const told = (value: number, { imported }: RunHeader, write: (value: number) => string): string =>
  imported && value === 0 ? TEXT.meters.unknown : write(value)

const reuse = ({ tree }: Frame, { policy, verifier }: RunHeader) => reuseOf(tree.cost, policy, verifier)

export const METERS: readonly Meter[] = [
  { id: 'samples', write: ({ tree }) => writeCount(tree.cost.samples) },
  { id: 'nodes', write: ({ tree }) => writeCount(tree.cost.nodes), parted: true },
  {
    id: 'policyTokens',
    write: ({ tree }, header) => told(tree.cost.policy.generatedTokens, header, writeCount),
    parted: true,
  },
  {
    id: 'verifierTokens',
    write: ({ tree }, header) => told(tree.cost.verifier.inputTokens, header, writeCount),
    parted: true,
  },
  {
    id: 'reused',
    write: (frame, header) =>
      known(reuse(frame, header), ({ shared, cached, wanted }) =>
        writePercent((shared + cached) / Math.max(1, wanted)),
      ),
    exactly: (frame, header) =>
      known(reuse(frame, header), ({ shared, cached, wanted }) =>
        TEXT.meters.reusedExactly(writeCount(shared), writeCount(cached), writeCount(wanted)),
      ),
  },
  flopsMeter('paperFlops', ({ tree }, { policy }) => paperFlops(policy, tree.cost.policy)),
  flopsMeter('bothFlops', ({ tree }, { policy, verifier }) => policyAndVerifierFlops(tree.cost, policy, verifier)),
  flopsMeter('distinctFlops', ({ tree }, { policy, verifier }) => distinctFlops(tree.cost, policy, verifier)),
  flopsMeter('exactFlops', ({ tree }, { policy, verifier }) => exactFlops(tree.cost, policy, verifier)),
  { id: 'seconds', write: (frame, header) => told(frame.seconds, header, writeSeconds) },
]
