// What is copied of a node: each part in each form, and nothing where there is nothing.
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../src-main/contract/tree.ts'
import { applyChange, emptyTree } from '../../../src-main/contract/tree.ts'
import { COPY_PARTS, copyOf } from '../../../src-renderer/screens/solve/reading/copy-node.ts'
import { grow } from '../../doubles/trees.ts'

const QUESTION = 'What is \\(\\frac{28}{6}\\) of $3?'

function treeOf(): Tree {
  const tree = emptyTree()
  const first = grow(tree, 0, { text: 'Step 1: We get **half** of $\\frac{28}{3}$.', reward: 0.5 })
  const end = grow(tree, first, {
    text: 'So \\boxed{\\frac{14}{3}}.',
    ending: 'answer',
    answer: '\\frac{14}{3}',
    correct: true,
  })
  applyChange(tree, {
    type: 'decided',
    decision: {
      kind: 'rebase',
      depth: 1,
      rule: 'paper',
      balanceTemperature: 0.1,
      budget: 4,
      shares: [{ node: first, reward: 0.5, weight: 1, share: 1, width: 4 }],
    },
  })
  applyChange(tree, { type: 'chosen', by: 'weighted', node: end, answer: '24', correct: true, votes: [] })
  return tree
}

const tree = treeOf()
const copied = (part: (typeof COPY_PARTS)[number], form: 'text' | 'markdown' | 'latex', node: number) =>
  copyOf(part, form, { tree, node, question: QUESTION })

describe('a copy', () => {
  it.each([
    ['text', 'Step 1: We get half of 28/3.'],
    ['markdown', 'Step 1: We get **half** of $\\frac{28}{3}$.'],
    ['latex', 'Step 1: We get \\textbf{half} of $\\frac{28}{3}$.'],
  ] as const)('of a step as %s', (form, text) => expect(copied('step', form, 1)).toBe(text))

  it.each([
    ['text', 'Problem: What is 28/6 of $3?\n\nStep 1: We get half of 28/3.\n\nStep 2: So 14/3.'],
    [
      'markdown',
      '**Problem.** What is $\\frac{28}{6}$ of \\$3?\n\n**Step 1.** We get **half** of $\\frac{28}{3}$.\n\n**Step 2.** So $\\boxed{\\frac{14}{3}}$.',
    ],
    [
      'latex',
      '\\textbf{Problem.} What is $\\frac{28}{6}$ of \\$3?\n\n\\textbf{Step 1.} We get \\textbf{half} of $\\frac{28}{3}$.\n\n\\textbf{Step 2.} So $\\boxed{\\frac{14}{3}}$.',
    ],
  ] as const)('of a path as %s', (form, text) => expect(copied('path', form, 2)).toBe(text))

  it('of a decision has its arithmetic', () => {
    expect(copied('decision', 'text', 1)).toMatch(
      /shared a budget of 4 children\.\n\nweight = exp\(\(r − r_best\) \/ T_b\) = .* = 1\n/,
    )
    expect(copied('decision', 'markdown', 1)).toContain('- weight = `exp((r − r_best) / T_b)` = ')
    expect(copied('decision', 'latex', 1)).toMatch(/\\begin\{itemize\}\n\\item weight = exp\(\(r \$-\$ r\\_best\)/)
  })

  it('of an answer is a formula where it is TeX', () => {
    expect(['text', 'markdown', 'latex'].map((form) => copied('answer', form as 'text', 2))).toEqual([
      '14/3',
      '$\\frac{14}{3}$',
      '$\\frac{14}{3}$',
    ])
    expect(copied('answer', 'latex', 0)).toBe('24')
  })

  it('is not there where the node has nothing of it', () => {
    const none = (node: number) => COPY_PARTS.filter((part) => copied(part, 'text', node) === null)
    expect(none(0)).toEqual(['decision'])
    expect(none(1)).toEqual(['answer'])
    expect(none(2)).toEqual(['decision'])
    expect(none(9)).toEqual([...COPY_PARTS])
    expect(copied('step', 'text', 0)).toBe('What is 28/6 of $3?')
  })
})
