// The committed reference experiment, computed anew from its raw results by code that shares nothing with the program's.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const FOLDER = resolve('docs/reference')

interface Line {
  policy: string
  seed: number
  problem: string
  method: number | null
  budget: number
  correct: boolean
  cost: { policy: { generatedTokens: number }; verifier: { scoredTokens: number | null } }
}

const [header = '', ...lines] = gunzipSync(readFileSync(join(FOLDER, 'results.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
const { spec, policies, verifier } = JSON.parse(header) as {
  spec: unknown
  policies: { id: string; shape: { parameters: number } }[]
  verifier: { shape: { parameters: number } }
}
const [columns = [], ...rows] = readFileSync(join(FOLDER, 'points.csv'), 'utf8')
  .trim()
  .split('\r\n')
  .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
const points = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]!])))

it('holds 500 problems, three policies and three seeds of its specification', () => {
  expect(spec).toEqual(JSON.parse(readFileSync(join(FOLDER, 'spec.json'), 'utf8')))
  expect(lines).toHaveLength(500 * 3 * 3 * (1 + 1 + 7 + 7))
  expect(points).toHaveLength(3 * (1 + 5 * 7))
})

it('has the accuracies, Wilson intervals and costs of its raw results', () => {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const { policy, seed, problem, method, budget, correct, cost } = JSON.parse(line) as Line
    const result = { policy, seed, problem, method, budget, correct, cost }
    const key = `${policy} ${String(method)} ${budget}`
    const group = groups.get(key)
    if (group) group.push(result)
    else groups.set(key, [result])
  }
  let compared = 0
  for (const point of points) {
    const place = { greedy: 0, mcts: 4, rebase: 5 }[point['method']!]
    if (place === undefined) continue
    const group = groups.get(`${point['policy']!} ${place} ${point['budget']!}`)!
    const found = point['method'] === 'greedy' ? group.filter(({ seed }) => seed === 1) : group
    const accuracy = found.filter(({ correct }) => correct).length / found.length
    expect(Number(point['accuracy'])).toBeCloseTo(accuracy, 9)

    const [n, z] = [500, 1.959963984540054]
    const [middle, width] = [
      accuracy + (z * z) / (2 * n),
      z * Math.sqrt((accuracy * (1 - accuracy)) / n + (z * z) / (4 * n * n)),
    ]
    expect(Number(point['accuracy_low'])).toBeCloseTo((middle - width) / (1 + (z * z) / n), 6)
    expect(Number(point['accuracy_high'])).toBeCloseTo((middle + width) / (1 + (z * z) / n), 6)

    const parameters = policies.find(({ id }) => id === point['policy'])!.shape.parameters
    const mean = (of: (line: Line) => number) => found.reduce((sum, line) => sum + of(line), 0) / found.length
    const flops = 2 * parameters * mean(({ cost }) => cost.policy.generatedTokens)
    const prm = 2 * verifier.shape.parameters * mean(({ cost }) => cost.verifier.scoredTokens ?? NaN)
    expect(Number(point['flops_policy']) / flops).toBeCloseTo(1, 9)
    expect(Number(point['flops_policy_prm']) / (flops + prm)).toBeCloseTo(1, 9)
    compared += 1
  }
  expect(compared).toBe(3 * (1 + 7 + 7))
})

it('marks the frontier that its points have', () => {
  const cost = (point: (typeof points)[number]) => Number(point['flops_policy'])
  const accuracy = (point: (typeof points)[number]) => Number(point['accuracy'])
  const best = points.filter((point) =>
    points.every(
      (other) =>
        other === point ||
        cost(other) > cost(point) ||
        accuracy(other) < accuracy(point) ||
        (cost(other) === cost(point) && accuracy(other) === accuracy(point)),
    ),
  )
  const name = ({ policy, method, budget }: (typeof points)[number]) => `${policy} ${method} ${budget}`
  const marked = points.filter((point) => point['advice_flops_policy'] === '1')
  expect(marked.length).toBeGreaterThan(5)
  for (const point of marked) expect(best.map(name)).toContain(name(point))
  expect(new Set(best.map(cost)).size).toBe(marked.length)
})

it('charges one sample of weighted voting and of REBASE alike, which do the same work', () => {
  for (const { id } of policies) {
    const [weighted, rebase] = ['weighted', 'rebase'].map((method) => {
      const point = points.find((one) => one['policy'] === id && one['method'] === method && one['budget'] === '1')!
      return Number(point['flops_policy_prm'])
    }) as [number, number]
    expect(Math.abs(weighted / rebase - 1)).toBeLessThan(0.01)
  }
})
