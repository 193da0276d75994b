import { describe, expect, it } from 'vitest'
import { openStepTokens } from '../../../src-main/inference/server/step-tokens.ts'

const path = (question: string, ...texts: string[]) => ({
  question,
  steps: texts.map((text) => ({ text, tokenIds: [] })),
})

describe('tokens of scored steps', () => {
  it('are what a path has beyond the one before it, also where that comes later in the same call', () => {
    const tokens = openStepTokens()
    tokens.begin('q', 10)
    const scored = [
      { path: path('q', 'a', 'b'), tokens: 21 },
      { path: path('q', 'a'), tokens: 14 },
    ]
    expect(tokens.count(scored)).toEqual({ scoredTokens: 7 + 4, sharedScoredTokens: 0 })
    expect(tokens.count([{ path: path('q', 'a', 'c'), tokens: 16 }])).toEqual({
      scoredTokens: 2,
      sharedScoredTokens: 0,
    })
  })

  it('are shared where the same path was scored before', () => {
    const tokens = openStepTokens()
    tokens.begin('q', 10)
    const a = { path: path('q', 'a'), tokens: 14 }
    expect(tokens.count([a, a])).toEqual({ scoredTokens: 8, sharedScoredTokens: 4 })
    expect(tokens.count([a])).toEqual({ scoredTokens: 4, sharedScoredTokens: 4 })
    // A step of the same words elsewhere is another one.
    tokens.begin('other', 3)
    expect(tokens.count([{ path: path('other', 'a'), tokens: 7 }])).toEqual({ scoredTokens: 4, sharedScoredTokens: 0 })
  })

  it.each([
    ['the question was not read alone', null, 14],
    ['the path has no count', 10, null],
  ])('are not known where %s', (_, question, all) => {
    const tokens = openStepTokens()
    tokens.begin('q', question)
    expect(tokens.knows('q')).toBe(true)
    expect(tokens.count([{ path: path('q', 'a'), tokens: all }])).toEqual({
      scoredTokens: null,
      sharedScoredTokens: null,
    })
  })

  it('are none where nothing was scored', () => {
    expect(openStepTokens().knows('q')).toBe(false)
    expect(openStepTokens().count([])).toEqual({ scoredTokens: 0, sharedScoredTokens: 0 })
  })
})
