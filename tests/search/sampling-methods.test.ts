// Best of N and weighted voting over whole solutions: a table worked by hand.
import { expect, test } from 'vitest'
import { policyFromTable } from '../doubles/scripted-policy.ts'
import { verifierFromTable } from '../doubles/scripted-verifier.ts'
import { runSearch } from './run-search.ts'

const solution = (answer: number) => ({ text: `The answer is: ${answer}`, ends: 'solution' as const })
const policy = () =>
  policyFromTable({
    '': ['a', 'b', 'c', { text: 'I give up.', ends: 'solution' }],
    a: [solution(1)],
    b: [solution(2)],
    c: [solution(2)],
  })
const verifier = () =>
  verifierFromTable({
    a: 0.2, b: 0.8, c: 0.5, 'I give up.': 1,
    'a/The answer is: 1': 0.9, 'b/The answer is: 2': 0.4, 'c/The answer is: 2': 0.6,
  }) // prettier-ignore

test.each([
  // Path rewards: a (0.2, 0.9), b (0.8, 0.4), c (0.5, 0.6); the path that gives up has no vote.
  ['best-of-n', 'last', '1', 5, [['1', 0.9], ['2', 0.6]]],
  ['best-of-n', 'min', '2', 7, [['2', 0.5], ['1', 0.2]]],
  ['best-of-n', 'prod', '2', 6, [['2', 0.32], ['1', 0.18]]],
  ['best-of-n', 'mean', '2', 6, [['2', 0.6], ['1', 0.55]]],
  ['weighted', 'last', '2', 7, [['2', 1.0], ['1', 0.9]]],
  ['weighted', 'min', '2', 7, [['2', 0.9], ['1', 0.2]]],
  ['weighted', 'prod', '2', 6, [['2', 0.62], ['1', 0.18]]],
  ['weighted', 'mean', '2', 6, [['2', 1.15], ['1', 0.55]]],
] as const)('%s by %s: the answer is %s, from node %d', async (method, aggregate, answer, node, votes) => {
  const { tree } = await runSearch({ method, policy: policy(), verifier: verifier(), parameters: { width: 4, aggregate } })
  expect(tree.chosen).toMatchObject({ by: method, answer, node })
  expect(tree.chosen!.votes.map((vote) => [vote.answer, vote.weight])).toEqual(
    votes.map(([text, weight]) => [text, expect.closeTo(weight, 12) as number]),
  )
  expect(tree.nodes.slice(1).every(({ reward }) => typeof reward === 'number')).toBe(true)
}) // prettier-ignore
