// The captions of the tree and of the plot on screen: question, method, models, seed, cost and answer.
// Knows records and notation. Does not know how a caption is drawn.
import { exactFlops } from '../../src-main/contract/cost.ts'
import { METHODS } from '../../src-main/contract/method.ts'
import { writeCount, writeFlops, writeHundredths } from '../../src-main/contract/notation.ts'
import type { RunHeader } from '../../src-main/contract/run.ts'
import type { Tree } from '../../src-main/contract/tree.ts'
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { CAPTIONS } from '../text/captions.ts'
import { TEXT } from '../text/english.ts'
import { EXPERIMENT } from '../text/experiment.ts'
import { RESULTS } from '../text/results.ts'
import type { Caption } from '../ui/caption.ts'

/** Of a run: its question, how it was searched, what it used, and what came of it. */
export function treeCaption(header: RunHeader, tree: Tree): Caption {
  const { spec, policy, verifier, imported, app, created } = header
  const method = METHODS.find(({ id }) => id === spec.method)
  const budget = method?.parameters.find(({ key }) => key === method.budget)
  const how = imported
    ? [RESULTS.from(imported.format, imported.place)]
    : [
        method?.name ?? spec.method,
        ...(budget ? [`${budget.label} ${spec.parameters[budget.key] ?? budget.default}`] : []),
        TEXT.run.seed(spec.seed),
        CAPTIONS.models(policy.name, verifier?.name ?? null),
      ]
  const { cost, chosen } = tree
  const flops = exactFlops(cost, policy, verifier)
  const verdict =
    chosen?.correct == null ? TEXT.answer.ungraded : chosen.correct ? TEXT.answer.right : TEXT.answer.wrong
  const used = [
    ...(chosen ? [CAPTIONS.answer(chosen.answer, verdict)] : []),
    CAPTIONS.samples(writeCount(cost.samples)),
    CAPTIONS.nodes(writeCount(cost.nodes)),
    ...(imported ? [] : [CAPTIONS.tokens(writeCount(cost.policy.generatedTokens))]),
    ...(imported ? [] : [flops === null ? CAPTIONS.noFlops : CAPTIONS.flops(writeFlops(flops))]),
  ]
  return {
    title: spec.problem.question,
    lines: [how.join(' · '), used.join(' · '), CAPTIONS.made(app, created.slice(0, 10))],
  }
}

/** Of a plot: what it shows, of which models, methods, problems and seeds, and the best of it. */
export function plotCaption({ header, methods, points }: ExperimentSummary, title: string, day: string): Caption {
  const { spec, policies, verifier, problems, app } = header
  const best = points.reduce<(typeof points)[number] | null>(
    (most, point) => (most === null || point.accuracy.value > most.accuracy.value ? point : most),
    null,
  )
  const nameOf = (id: string): string => policies.find((policy) => policy.id === id)?.name ?? id
  return {
    title,
    lines: [
      [
        CAPTIONS.policies(policies.map(({ name }) => name).join(', ')),
        ...(verifier ? [CAPTIONS.verifier(verifier.name)] : []),
      ].join(' · '),
      CAPTIONS.methods(methods.map(({ label }) => label).join(', ')),
      [
        CAPTIONS.problems(problems.length, spec.seeds.join(', ')),
        CAPTIONS.budgets(spec.budgets.join(', ')),
        CAPTIONS.intervals,
      ].join(' · '),
      ...(best
        ? [
            CAPTIONS.best(
              `${writeHundredths(best.accuracy.value)} %`,
              `${nameOf(best.policy)}, ${methods[best.method]?.label ?? EXPERIMENT.cells.method(best.method)}, ${EXPERIMENT.point.budget.toLowerCase()} ${best.budget}`,
            ),
          ]
        : []),
      CAPTIONS.made(app, day),
    ],
  }
}
