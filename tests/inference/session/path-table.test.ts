import { describe, expect, it } from 'vitest'
import { pathsOf, tableOf } from '../../../src-main/inference/session/path-table.ts'
import type { Path, Step } from '../../../src-main/search/policy.ts'

const [first, second, third] = ['1 + 1 = 2', '2 + 1 = 3', '2 + 2 = 4'].map((text, index): Step => {
  return { text, tokenIds: [index, 7] }
}) as [Step, Step, Step]
const PATHS: Path[] = [
  { question: 'Q', steps: [] },
  { question: 'Q', steps: [first, second] },
  { question: 'R', steps: [first, third] },
]

describe('a table of paths', () => {
  it('names each question and each shared step once', () => {
    expect(tableOf(PATHS)).toEqual({
      questions: ['Q', 'R'],
      steps: [first, second, third],
      paths: [
        { question: 0, steps: [] },
        { question: 0, steps: [0, 1] },
        { question: 1, steps: [0, 2] },
      ],
    })
  })

  it('gives the paths back after a journey, shared steps as one object', () => {
    const back = pathsOf(structuredClone(tableOf(PATHS)))
    expect(back).toEqual(PATHS)
    expect(back[1]!.steps[0]).toBe(back[2]!.steps[0])
  })

  it('keeps equal steps apart that are not one object', () => {
    const twin = { ...first }
    const paths = [first, twin].map((step) => ({ question: 'Q', steps: [step] }))
    expect(tableOf(paths).steps).toHaveLength(2)
    expect(pathsOf(tableOf(paths))).toEqual(paths)
  })

  it('leaves out what only a server tells of a step', () => {
    const step = { text: 'x', tokenIds: [], tokens: 3 }
    expect(tableOf([{ question: 'Q', steps: [step] }]).steps).toEqual([{ text: 'x', tokenIds: [] }])
  })
})
