// A text as Markdown and as LaTeX for other programs.
import { describe, expect, it } from 'vitest'
import { latexText, latexWords } from '../../../src-renderer/reading/latex-text.ts'
import { markdownText } from '../../../src-renderer/reading/markdown-text.ts'

describe('as Markdown', () => {
  it.each([
    ['So \\(x\\), \\[y\\] and \\boxed{4}.', 'So $x$, $$y$$ and $\\boxed{4}$.'],
    ['$5 and $x$, `$y`', '\\$5 and $x$, `$y`'],
    ['**a** _b_\n- c', '**a** _b_\n- c'],
  ])('%j', (text, written) => expect(markdownText(text)).toBe(written))
})

describe('as LaTeX', () => {
  it.each([
    [
      '50% of #1 & {x}_1 ~ 2^3 \\ $5',
      '50\\% of \\#1 \\& \\{x\\}\\_1 \\textasciitilde{} 2\\textasciicircum{}3 \\textbackslash{} \\$5',
    ],
    ['**a** *b* `c_d` $e_f$', '\\textbf{a} \\emph{b} \\texttt{c\\_d} $e_f$'],
    ['\\[x\\]', '\\[x\\]'],
    ['\\begin{align}x\\end{align}', '\\begin{align}x\\end{align}'],
    ['- a\n- b', '\\begin{itemize}\n\\item a\n\\item b\n\\end{itemize}'],
    ['2. a\n3. b', '\\begin{enumerate}\n\\setcounter{enumi}{1}\n\\item a\n\\item b\n\\end{enumerate}'],
    ['```\na_b\n```', '\\begin{verbatim}\na_b\n\\end{verbatim}'],
    ['|a|b|\n|-|-|\n|1|2|', '\\begin{tabular}{ll}\na & b \\\\\n\\hline\n1 & 2 \\\\\n\\end{tabular}'],
    ['a\nb', 'a\\\\\nb'],
    ['3 × 4 ≤ 12', '3 $\\times$ 4 $\\le$ 12'],
  ])('%j', (text, written) => expect(latexText(text)).toBe(written))

  it('of words escapes every special character', () => {
    expect(latexWords('r_best − ⌈x⌉')).toBe('r\\_best $-$ $\\lceil$x$\\rceil$')
  })
})
