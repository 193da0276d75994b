// The table of an experiment as LaTeX, for a paper: booktabs, one row a point.
// Knows LaTeX's special characters. Does not know how figures come about.
import type { ExperimentSummary } from '../../../contract/experiment-summary.ts'
import { flopsNote } from '../../../contract/flops-note.ts'
import { threeDigits, writeHundredths } from '../../../contract/notation.ts'
import { AXIS_FORMULAS, AXIS_NAMES, TEXT } from './export-text.ts'

const AXES = ['paper', 'policyAndVerifier'] as const

/** A `table` environment; the preamble needs booktabs, and UTF-8 input. */
export function latexOf({ header, methods, points }: ExperimentSummary): string {
  const names = new Map(header.policies.map(({ id, name }) => [id, name]))
  const heads = [TEXT.policy, TEXT.method, TEXT.budget, `${TEXT.accuracy} (%)`, ...AXES.map((axis) => AXIS_NAMES[axis])]
  const rows = points.flatMap((point, place) => {
    const cells = [
      latexEscape(names.get(point.policy) ?? point.policy),
      latexEscape(methods[point.method]!.label),
      String(point.budget),
      `${writeHundredths(point.accuracy.value)} [${writeHundredths(point.accuracy.low)}, ${writeHundredths(point.accuracy.high)}]`,
      ...AXES.map((axis) => power(point.cost[axis])),
    ]
    const begins = place > 0 && points[place - 1]!.policy !== point.policy
    return [...(begins ? ['\\midrule'] : []), `${cells.join(' & ')} \\\\`]
  })
  const sizes = flopsNote([...header.policies, header.verifier])
  const notes = [
    TEXT.caption(header.spec.name),
    TEXT.accuracyNote,
    ...AXES.map((axis) => `${AXIS_NAMES[axis]}: ${AXIS_FORMULAS[axis]}.`),
    ...(sizes === null ? [] : [`${sizes}.`]),
  ]
  return [
    '% \\usepackage{booktabs}',
    '\\begin{table}',
    '\\centering',
    `\\caption{${latexEscape(notes.join(' '))}}`,
    '\\begin{tabular}{llrrrr}',
    '\\toprule',
    `${heads.map(latexEscape).join(' & ')} \\\\`,
    '\\midrule',
    ...rows,
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n')
}

const ESCAPES: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  // After the end of a row a bracket would be its options.
  '[': '{[}',
  '·': '\\(\\cdot\\)',
  '–': '--',
  '’': "'",
  '“': '``',
  '”': "''",
  '\n': ' ',
  '\r': ' ',
}

/** Text that LaTeX sets as it is. */
export function latexEscape(text: string): string {
  return text.replace(/[\\~^[·–’“”\n\r{}$&#_%]/g, (character) => ESCAPES[character] ?? `\\${character}`)
}

function power(value: number | null): string {
  if (value === null) return '--'
  const { mantissa, exponent } = threeDigits(value)
  return exponent === null ? mantissa : `$${mantissa} \\times 10^{${exponent}}$`
}
