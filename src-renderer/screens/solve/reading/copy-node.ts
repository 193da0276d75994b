// What can be copied of a node: its step, the path to it, the decision about it, its answer; as text, Markdown or LaTeX.
// Knows how each reads in each form. Does not know the clipboard or the menu.
import { ROOT } from '../../../../src-main/contract/node.ts'
import type { Node, Tree } from '../../../../src-main/contract/tree.ts'
import { pathTo } from '../../../../src-main/contract/tree.ts'
import { latexText, latexWords } from '../../../reading/latex-text.ts'
import { markdownText } from '../../../reading/markdown-text.ts'
import { isTex, plainAnswer, plainText } from '../../../reading/plain-text.ts'
import type { CopyForm } from '../../../state/settings.svelte.ts'
import { READING } from '../../../text/reading.ts'
import type { Arithmetic } from '../decisions/arithmetic.ts'
import { explainDecision } from '../decisions/explain-decision.ts'

export const COPY_PARTS = ['step', 'path', 'decision', 'answer'] as const
export type CopyPart = (typeof COPY_PARTS)[number]

interface Source {
  tree: Tree
  node: number
  question: string
}

/** The text to copy, or null where the node has nothing of this kind. */
export function copyOf(part: CopyPart, form: CopyForm, { tree, node: id, question }: Source): string | null {
  const node = tree.nodes[id]
  if (!node) return null
  switch (part) {
    case 'step': {
      const text = id === ROOT ? question : node.text
      return text.trim() === '' ? null : bodyIn(form, text)
    }
    case 'path':
      return pathIn(form, tree, node, question)
    case 'decision': {
      const place = node.decisions.at(-1)
      const decision = place === undefined ? undefined : tree.decisions[place]
      return decision ? decisionIn(form, explainDecision(decision, id)) : null
    }
    case 'answer': {
      const answer = id === ROOT ? (tree.chosen?.answer ?? null) : node.answer
      return answer === null ? null : answerIn(form, answer)
    }
  }
}

function bodyIn(form: CopyForm, text: string): string {
  return { text: plainText, markdown: markdownText, latex: latexText }[form](text)
}

/** The question and each step under its own name. */
function pathIn(form: CopyForm, tree: Tree, node: Node, question: string): string {
  const { copy } = READING
  const steps = pathTo(tree, node.id).flatMap((id) => tree.nodes[id] ?? [])
  const parts = [
    { name: copy.problem, text: question },
    ...steps.map((step) => ({ name: copy.step(step.depth), text: withoutName(step.text) })),
  ]
  return parts.map(({ name, text }) => `${nameIn(form, name)} ${bodyIn(form, text)}`.trimEnd()).join('\n\n')
}

/** Without the “Step 3:” that some policies write themselves. */
function withoutName(text: string): string {
  return text.trim().replace(/^step\s+\d+\s*[:.]\s*/i, '')
}

function nameIn(form: CopyForm, name: string): string {
  return { text: `${name}:`, markdown: `**${name}.**`, latex: `\\textbf{${latexWords(name)}.}` }[form]
}

function answerIn(form: CopyForm, answer: string): string {
  if (form === 'text') return plainAnswer(answer)
  if (isTex(answer)) return `$${answer}$`
  return form === 'latex' ? latexWords(answer) : answer
}

/** What was decided, each line of its arithmetic, and what was added to it. */
function decisionIn(form: CopyForm, { summary, lines, note }: Arithmetic): string {
  const sentence = (words: string): string => (form === 'latex' ? latexWords(words) : words)
  // Formulas of the window are written in signs of their own and not in TeX: Markdown shows them as they are in code.
  const term = (words: string): string =>
    form === 'latex' ? latexWords(words) : form === 'markdown' ? `\`${words}\`` : words
  const equations = lines.map(({ name, formula, numbers, result }) => {
    const sides = [sentence(name), ...[formula, numbers, result].filter((side) => side !== '').map(term)].join(' = ')
    return { text: sides, markdown: `- ${sides}`, latex: `\\item ${sides}` }[form]
  })
  const list =
    form === 'latex' && equations.length > 0 ? ['\\begin{itemize}', ...equations, '\\end{itemize}'] : equations
  return [sentence(summary), list.join('\n'), sentence(note)].filter((block) => block !== '').join('\n\n')
}
