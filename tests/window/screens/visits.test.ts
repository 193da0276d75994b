// What a search learnt of the children of a node, against the numbers that the method used itself; and the plot of it.
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../../src-main/contract/decision.ts'
import { foldChanges } from '../../../src-main/contract/tree.ts'
import { LINES, lookOfChild, visitFigure, visitKey } from '../../../src-renderer/screens/solve/visits/visit-figure.ts'
import { lastIteration, visitSeries } from '../../../src-renderer/screens/solve/visits/visit-series.ts'
import { runSearch } from '../../search/run-search.ts'
import { worldOf } from '../../search/world.ts'

async function searched(method: 'mcts' | 'ab-mcts' | 'rebase') {
  const { policy, verifier } = worldOf(3, { answer: 0.12, unscored: 0 })
  return runSearch({ method, policy, verifier, parameters: method === 'rebase' ? {} : { expansions: 40 } })
}
const last = <Kind extends Decision['kind']>(decisions: readonly Decision[], kind: Kind) =>
  decisions.findLast((decision): decision is Extract<Decision, { kind: Kind }> => decision.kind === kind)!

describe('values over the iterations', () => {
  it('of MCTS are those that the next selection weighed, at every moment', async () => {
    const { changes, tree } = await searched('mcts')
    let compared = 0
    for (const [at, change] of changes.entries()) {
      if (change.type !== 'decided' || change.decision.kind !== 'mcts-select') continue
      const before = foldChanges(changes.slice(0, at))
      for (const { parent, children } of change.decision.levels) {
        const series = visitSeries(before, parent)
        for (const { node, value, visits } of children) {
          const now = series.find((child) => child.node === node)?.visits.at(-1)
          expect([now?.value ?? 0, now?.count ?? 0]).toEqual([value, visits])
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(100)
    const root = visitSeries(tree, 0)
    expect(root.map(({ visits }) => visits.at(-1)!.count)).toEqual(
      root.map(({ visits }) => visits.at(-1)!.count).toSorted((a, b) => b - a),
    )
    expect(lastIteration(tree)).toBe(last(tree.decisions, 'mcts-back-up').iteration)
  })

  it('of AB-MCTS are the distributions that were drawn from', async () => {
    const { tree } = await searched('ab-mcts')
    const { levels, iteration } = tree.decisions.findLast(
      (decision): decision is Extract<Decision, { kind: 'thompson' }> =>
        decision.kind === 'thompson' && decision.levels[0]!.children.length > 0,
    )!
    const series = visitSeries(tree, 0)
    for (const { node, alpha, beta } of levels[0]!.children) {
      const visit = series.find((child) => child.node === node)!.visits.findLast((one) => one.iteration === iteration)!
      expect(visit.value).toBeCloseTo(alpha / (alpha + beta), 12)
      expect(visit.count).toBeCloseTo(alpha + beta - 2, 12)
    }
    for (const { visits } of series) {
      expect(visits.map(({ iteration }) => iteration)).toEqual(
        visits.map(({ iteration }) => iteration).toSorted((a, b) => a - b),
      )
      // Evidence only grows.
      for (const [place, { count }] of visits.entries())
        expect(count).toBeGreaterThanOrEqual(visits[place - 1]?.count ?? 0)
    }
  })

  it('of other methods are none', async () => {
    const { tree } = await searched('rebase')
    expect(visitSeries(tree, 0)).toEqual([])
    expect(lastIteration(tree)).toBe(0)
  })
})

describe('the plot of values', () => {
  it('has two panels with the same lines, whose points stand where their values are and read back as they were', async () => {
    const { tree } = await searched('mcts')
    const children = visitSeries(tree, 0).slice(0, LINES)
    const labels = { value: 'Q', count: 'N', iteration: 'Iteration' }
    const figure = visitFigure({ title: 't', children, iterations: lastIteration(tree), labels, width: 300 })
    const [top, bottom] = figure.panels
    expect(figure.panels).toHaveLength(2)
    for (const panel of figure.panels) {
      expect(panel.series.map(({ id }) => Number(id))).toEqual(children.map(({ node }) => node))
      for (const { points } of panel.series) {
        expect(points.length).toBeGreaterThan(0)
        expect(points.length).toBeLessThanOrEqual(24)
        for (const { x, y } of points) {
          expect(x).toBeGreaterThanOrEqual(panel.x)
          expect(x).toBeLessThanOrEqual(panel.x + panel.width + 0.01)
          expect(y).toBeGreaterThanOrEqual(panel.y - 0.01)
          expect(y).toBeLessThanOrEqual(panel.y + panel.height + 0.01)
        }
      }
    }
    for (const [line, { points }] of top!.series.entries()) {
      const { visits } = children[line]!
      const newest = points.at(-1)!
      expect(visitKey(newest.key)).toEqual({ child: line, visit: visits.length - 1 })
      expect(newest.y).toBeCloseTo(top!.y + top!.height * (1 - visits.at(-1)!.value), 6)
    }
    expect(bottom!.y).toBeGreaterThan(top!.y + top!.height)
  })

  it('gives each line a colour and a shape of its own', () => {
    const looks = Array.from({ length: LINES }, (_, place) => lookOfChild(place))
    expect(new Set(looks.map(({ colour }) => colour)).size).toBe(LINES)
    expect(new Set(looks.map(({ marker }) => marker)).size).toBe(LINES)
  })
})
