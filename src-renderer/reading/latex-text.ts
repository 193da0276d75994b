// A model's text as LaTeX: its blocks as environments, its formulas as they are, everything else escaped.
// Knows LaTeX's special characters, and signs that its text fonts lack. Needs no package but amsmath.
import type { Block, Inline } from './parse-text.ts'
import { parseText } from './parse-text.ts'
import type { Maths } from './maths-marks.ts'

const SPECIAL = new Map([
  ['\\', '\\textbackslash{}'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ...Array.from('{}$&#%_').map((sign): [string, string] => [sign, `\\${sign}`]),
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['…', '\\dots{}'],
  ['•', '\\textbullet{}'],
])
/** Signs of the window's own sentences and of models that stand in maths alone. */
const IN_MATHS = new Map(
  (
    '− - × \\times · \\cdot ÷ \\div ± \\pm √ \\surd ∞ \\infty ≤ \\le ≥ \\ge ≠ \\ne ≈ \\approx → \\to ⇒ \\Rightarrow ∈ \\in ∑ \\sum ' +
    'Σ \\Sigma Δ \\Delta α \\alpha β \\beta γ \\gamma θ \\theta λ \\lambda μ \\mu π \\pi σ \\sigma φ \\varphi ω \\omega ° ^\\circ ' +
    '⌈ \\lceil ⌉ \\rceil ⌊ \\lfloor ⌋ \\rfloor ² ^2 ³ ^3'
  )
    .split(' ')
    .flatMap((sign, at, all): [string, string][] => (at % 2 === 0 ? [[sign, `$${all[at + 1] ?? ''}$`]] : [])),
)

/** A text as LaTeX, without anything around it. */
export function latexText(text: string): string {
  return latexBlocks(parseText(text))
}

/** Words as LaTeX shows them. */
export function latexWords(words: string): string {
  return Array.from(words, (sign) => SPECIAL.get(sign) ?? IN_MATHS.get(sign) ?? sign).join('')
}

function latexBlocks(blocks: readonly Block[]): string {
  return blocks.map(latexBlock).join('\n\n')
}

function latexBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return latexInlines(block.inlines)
    case 'heading':
      return `\\textbf{${latexInlines(block.inlines)}}`
    case 'code':
      return within('verbatim', block.text)
    case 'quote':
      return within('quote', latexBlocks(block.blocks))
    case 'rule':
      return '\\noindent\\hrulefill'
    case 'list': {
      const from = block.ordered && block.start !== 1 ? `\\setcounter{enumi}{${block.start - 1}}\n` : ''
      const items = block.items.map((item) => `\\item ${latexBlocks(item)}`).join('\n')
      return within(block.ordered ? 'enumerate' : 'itemize', from + items)
    }
    case 'table': {
      const row = (cells: readonly Inline[][]): string => `${cells.map(latexInlines).join(' & ')} \\\\`
      const columns = 'l'.repeat(Math.max(1, block.head.length))
      const body = [row(block.head), '\\hline', ...block.rows.map(row)].join('\n')
      return `\\begin{tabular}{${columns}}\n${body}\n\\end{tabular}`
    }
  }
}

function latexInlines(inlines: readonly Inline[]): string {
  return inlines
    .map((inline): string => {
      switch (inline.kind) {
        case 'text':
          return latexWords(inline.text)
        case 'code':
          return `\\texttt{${latexWords(inline.text)}}`
        case 'maths':
          return latexMaths(inline.maths)
        case 'strong':
          return `\\textbf{${latexInlines(inline.inlines)}}`
        case 'emphasis':
          return `\\emph{${latexInlines(inline.inlines)}}`
        case 'struck':
          return latexInlines(inline.inlines)
        case 'link':
          return `${latexInlines(inline.inlines)} (\\texttt{${latexWords(inline.address)}})`
        case 'break':
          return '\\\\\n'
      }
    })
    .join('')
}

/** Environments that are maths by themselves stand without marks. */
function latexMaths({ tex, display }: Maths): string {
  if (/^\\begin\{(?:align|equation|gather|multline|eqnarray)\*?\}/.test(tex)) return tex
  return display ? `\\[${tex}\\]` : `$${tex}$`
}

function within(environment: string, content: string): string {
  return `\\begin{${environment}}\n${content}\n\\end{${environment}}`
}
