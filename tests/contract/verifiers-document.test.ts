// The page on verifiers names every one that can be named, with the numbers of the rules.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import {
  CONFIDENCES,
  confidenceVerifier,
  GROUP_TOKENS,
  HALF_CERTAINTY,
  judgeVerifier,
} from '../../src-main/contract/verifier-choice.ts'

it('docs/verifiers.md has a row for each confidence and the judge', () => {
  const page = readFileSync('docs/verifiers.md', 'utf8')
  const named = Array.from(page.matchAll(/^\| `((?:confidence|judge):[^`]+)` \|/gm), ([, name]) => name)
  expect(named).toEqual([...CONFIDENCES.map(({ id }) => confidenceVerifier(id)), judgeVerifier('MODEL')])
  expect(page).toContain(`over the ${GROUP_TOKENS} consecutive tokens`)
  expect(page).toContain(`s / (s + ${HALF_CERTAINTY})`)
  expect(CONFIDENCES.find(({ id }) => id === 'self-certainty')!.help).toContain(`s / (s + ${HALF_CERTAINTY})`)
})
