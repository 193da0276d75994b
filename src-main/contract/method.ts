// The table of search methods. Forms, the CLI, validation and the docs read it.
// Knows names, parameters and sources. Does not know how a method searches (search/ does).
import type { z } from 'zod'
import {
  AGGREGATE,
  BALANCE_TEMPERATURE,
  BEAM_WIDTH,
  CHOOSE,
  DEPTH_LIMIT,
  LOOK_AHEAD,
  MERGE,
  RULE,
  SAMPLE_LIMIT,
  STOPPING,
  WIDTH,
} from './method-parameters.ts'
import { schemaOf } from './parameter.ts'
import type { Parameter, ParameterValues } from './parameter.ts'

export type { Parameter, ParameterValues } from './parameter.ts'

/** One row of the table. */
interface Row {
  id: string
  name: string
  /** One line: what it does. */
  summary: string
  /** Where it comes from. */
  source: string
  /** True where the PRM is asked; such a method needs a PRM. */
  needsVerifier: boolean
  /** True where the sampling temperature is ignored (argmax). */
  greedy: boolean
  /** Key of the parameter that limits the samples of a run (contract/cost.ts), or null for a single sample. */
  budget: string | null
  /** True where a run begins like every run of a larger budget with the same seed, up to the samples that it has. */
  anytime: boolean
  parameters: readonly Parameter[]
  /** Why these values do not fit together, each within its own limits; null where they do. Left out where all do. */
  misfit?: (values: ParameterValues) => string | null
}

const PAPER = 'arXiv 2408.00724'

const TABLE = [
  {
    id: 'greedy',
    name: 'Greedy',
    summary: 'One solution, always the likeliest token.',
    source: `${PAPER}, section 2`,
    needsVerifier: false,
    greedy: true,
    budget: null,
    anytime: false,
    parameters: [],
  },
  {
    id: 'majority',
    name: 'Majority voting',
    summary: 'N independent solutions; the answer that most of them reach.',
    source: `${PAPER}, section 2`,
    needsVerifier: false,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, ...STOPPING],
  },
  {
    id: 'best-of-n',
    name: 'Best of N',
    summary: 'N independent solutions; the one with the highest reward.',
    source: `${PAPER}, section 2`,
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, AGGREGATE, ...STOPPING],
  },
  {
    id: 'weighted',
    name: 'Weighted voting',
    summary: 'N independent solutions; each votes for its answer with its reward.',
    source: `${PAPER}, section 2`,
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, AGGREGATE, ...STOPPING],
  },
  {
    id: 'mcts',
    name: 'MCTS',
    summary: 'Goes down to the node with the best upper confidence bound, expands it, and hands rewards back up.',
    source: `${PAPER}, section 2 and appendix`,
    needsVerifier: true,
    greedy: false,
    budget: 'expansions',
    anytime: true,
    parameters: [
      {
        kind: 'integer',
        key: 'expansions',
        label: 'Expansions',
        help: 'Iterations in all; a return to a terminal node counts as one. The paper uses 32, 64 and 128.',
        unit: 'expansions',
        min: 1,
        max: SAMPLE_LIMIT,
        default: 32,
      },
      {
        kind: 'number',
        key: 'exploration',
        label: 'Exploration C',
        help: 'Weight of the bound for nodes that were visited little: UCT = Q + C·√(ln N(parent) / N). The paper uses 1.',
        min: 0,
        max: 100,
        default: 1,
      },
      {
        kind: 'integer',
        key: 'rootWidth',
        label: 'Children of the root',
        help: 'The paper uses 4, 8 and 16.',
        unit: 'children',
        min: 1,
        max: 64,
        default: 4,
      },
      {
        kind: 'integer',
        key: 'childWidth',
        label: 'Children elsewhere',
        help: 'Children of every other node. The paper uses 2.',
        unit: 'children',
        min: 1,
        max: 64,
        default: 2,
      },
      DEPTH_LIMIT,
      CHOOSE,
      AGGREGATE,
    ],
  },
  {
    id: 'rebase',
    name: 'REBASE',
    summary: 'Reward balanced search: each depth shares the budget by softmax of the step rewards.',
    source: `${PAPER}, section 3`,
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, BALANCE_TEMPERATURE, RULE, MERGE, DEPTH_LIMIT, CHOOSE, AGGREGATE],
  },
  {
    id: 'beam',
    name: 'Beam search',
    summary: 'Keeps the N / M best nodes of each depth and gives each M children.',
    source: 'arXiv 2408.03314, section 5.2',
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, BEAM_WIDTH, LOOK_AHEAD, DEPTH_LIMIT, CHOOSE, AGGREGATE],
    misfit: samplesLeftOver,
  },
  {
    id: 'dvts',
    name: 'DVTS',
    summary: 'Diverse verifier tree search: N / M independent subtrees, each follows its best child of M.',
    source: 'Beeching, Tunstall, Rush: Scaling test-time compute (Hugging Face, 2024)',
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [WIDTH, BEAM_WIDTH, LOOK_AHEAD, DEPTH_LIMIT, CHOOSE, AGGREGATE],
    misfit: samplesLeftOver,
  },
  {
    id: 'particles',
    name: 'Particle filtering',
    summary: 'N partial solutions, drawn anew at each depth by the odds that the PRM gives them.',
    source: 'arXiv 2502.01618',
    needsVerifier: true,
    greedy: false,
    budget: 'width',
    anytime: false,
    parameters: [
      { ...WIDTH, label: 'Particles N', help: 'Partial solutions kept at once.', unit: 'particles' },
      {
        kind: 'number',
        key: 'resampleTemperature',
        label: 'Resampling temperature',
        help: 'Softmax temperature over the logits of the rewards. The source uses 1; higher values keep more of the weak particles.',
        min: 0.01,
        max: 100,
        default: 1,
      },
      DEPTH_LIMIT,
      CHOOSE,
      AGGREGATE,
    ],
  },
  {
    id: 'ab-mcts',
    name: 'AB-MCTS',
    summary: 'At each node draws whether to go wider (a new solution from here) or deeper, by Thompson sampling.',
    source: 'arXiv 2503.04412, variant A with Beta posteriors; here a solution goes on from the steps before it',
    needsVerifier: true,
    greedy: false,
    budget: 'expansions',
    anytime: true,
    parameters: [
      {
        kind: 'integer',
        key: 'expansions',
        label: 'Expansions',
        help: 'Solutions in all; each goes on to its end from the node where the draws led.',
        unit: 'expansions',
        min: 1,
        max: SAMPLE_LIMIT,
        default: 16,
      },
      DEPTH_LIMIT,
      CHOOSE,
      AGGREGATE,
    ],
  },
] as const satisfies readonly Row[]

export type MethodId = (typeof TABLE)[number]['id']

/** One search method. */
export interface Method extends Row {
  id: MethodId
}

/** Every method, in the order in which the interface lists them. */
export const METHODS: readonly Method[] = TABLE
export const METHOD_IDS: readonly MethodId[] = METHODS.map(({ id }) => id)

/** The method with this id. Throws a RangeError for an unknown id. */
export function methodById(id: string): Method {
  const method = METHODS.find((candidate) => candidate.id === id)
  if (!method) throw new RangeError(`There is no search method called “${id}”. Known: ${METHOD_IDS.join(', ')}.`)
  return method
}

/** Each is built when it is first wanted: that takes longer than many a check. */
/** N / M nodes or subtrees of M children each must use all N samples, or the run would be drawn at what it did not spend. */
function samplesLeftOver(values: ParameterValues): string | null {
  const [width, children] = [Number(values[WIDTH.key]), Number(values[BEAM_WIDTH.key])]
  const over = width > children ? width % children : 0
  if (over === 0) return null
  return (
    `${WIDTH.label} must be a multiple of ${BEAM_WIDTH.label}, or less than it: ` +
    `${width} and ${children} leave ${over} ${over === 1 ? 'sample' : 'samples'} over. ${width - over} and ${width - over + children} fit.`
  )
}

const schemas = new Map<Method, z.ZodType<ParameterValues>>()

/** A schema for the parameter values of one method: limits checked, defaults filled in, unknown keys refused. */
export function parametersSchema(method: Method): z.ZodType<ParameterValues> {
  let schema = schemas.get(method)
  if (!schema) {
    const { misfit } = method as Row
    schema = schemaOf(method.parameters, method.name).superRefine((values, context) => {
      const message = misfit?.(values) ?? null
      if (message !== null) context.addIssue({ code: 'custom', message })
    })
    schemas.set(method, schema)
  }
  return schema
}
