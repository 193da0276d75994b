// Several experiments in one figure: every point is there once, told by its experiment, and unequal problems are never silently mixed.
import { describe, expect, it } from 'vitest'
import type { ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import { accuracyFigure, axesOf } from '../../../src-renderer/plot/accuracy-figure.ts'
import type { AccuracyFigureRequest } from '../../../src-renderer/plot/accuracy-figure.ts'
import { figureDocument } from '../../../src-renderer/plot/figure-document.ts'
import { joinedSummary } from '../../../src-renderer/plot/joined-summary.ts'
import { LIGHT_TONES, lookOf } from '../../../src-renderer/plot/tones.ts'
import { describeJoined } from '../../../src-renderer/screens/experiment/describe-point.ts'
import { experimentDifference } from '../../../src-renderer/state/compare/experiment-difference.ts'
import { COMPARE } from '../../../src-renderer/text/compare.ts'
import { EXPERIMENT } from '../../../src-renderer/text/experiment.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function summaries(): Promise<[ExperimentSummary, ExperimentSummary]> {
  const engine = windowEngine({ experiments: ['done', 'paused'] })
  const { experiments } = await engine.call('experiments.list', {})
  const [one, other] = await Promise.all(experiments.map(({ id }) => engine.call('experiments.summary', { id })))
  return [one!, other!]
}
const room = { width: 1000, height: 500, measure: (text: string) => text.length * 6.5 }
const request = (summary: ExperimentSummary): AccuracyFigureRequest => ({
  ...{ summary, axis: 'paper', together: true, intervals: true, paper: false, ...room },
  hidden: { methods: new Set(), policies: new Set() },
})
const lines = (request: AccuracyFigureRequest) => accuracyFigure(request).panels[0]!.series

describe('experiments in one figure', () => {
  it('keep every point and line, the first one’s in their places', async () => {
    const [one, other] = await summaries()
    const { summary, places } = joinedSummary([
      { summary: one, unequal: false },
      { summary: other, unequal: true },
    ])
    expect(summary.points).toHaveLength(one.points.length + other.points.length)
    expect(summary.points.slice(0, one.points.length)).toEqual(one.points)
    for (const [place, point] of summary.points.entries()) {
      const { part, point: own } = places[place]!
      const from = [one, other][part]!
      expect(point).toMatchObject({ accuracy: from.points[own]!.accuracy, budget: from.points[own]!.budget })
      const name = ['The paper’s figure…se models', 'One minute *'][part]!
      expect(summary.methods[point.method]!.label).toBe(`${name}: ${from.methods[from.points[own]!.method]!.label}`)
    }
    expect(lines(request(summary))).toHaveLength(one.series.length + other.series.length)
    // Both have the same models, which stand in the legend once.
    expect(summary.header.policies.map(({ id }) => id)).toEqual(one.header.policies.map(({ id }) => id))
  })

  it('have names that a legend has room for, with what tells them apart', async () => {
    const [one] = await summaries()
    const named = (name: string) => ({ ...one, header: { ...one.header, spec: { ...one.header.spec, name } } })
    const long = 'The same models over and over again at temperature'
    const { summary } = joinedSummary(
      [named(`${long} 0.7`), named(`${long} 1.3`), named(`${long} 1.3`)].map((part) => ({
        summary: part,
        unequal: false,
      })),
    )
    const labels = summary.methods.map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(labels[0]).toBe('The same models ov…ature 0.7: Greedy')
    expect(summary.header.spec.name).toContain(`${long} 0.7, ${long} 1.3 and ${long} 1.3 (2)`)
  })

  it('tell models of one id apart that are not the same, and experiments of one name', async () => {
    const [one] = await summaries()
    const changed = {
      ...one,
      header: { ...one.header, policies: one.header.policies.map((policy) => ({ ...policy, sha256: 'f'.repeat(64) })) },
    }
    const { summary } = joinedSummary([one, changed, changed].map((part) => ({ summary: part, unequal: false })))
    expect(summary.header.policies).toHaveLength(2 * one.header.policies.length)
    const names = summary.header.policies.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const labels = summary.methods.map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(new Set(lines(request(summary)).map(({ id }) => id)).size).toBe(3 * one.series.length)
  })

  it('of other problems have no common frontier, and the picture that is saved says so', async () => {
    const [one, other] = await summaries()
    const { unequal, sentences } = experimentDifference(one.header, other.header)
    expect(unequal).toBe(true)
    expect(sentences[0]).toBe('“One minute” ran 20 problems, “The paper’s figure on these models” 120; 20 are in both.')
    const { summary } = joinedSummary([
      { summary: one, unequal: false },
      { summary: other, unequal },
    ])
    const { note } = COMPARE.experiments
    for (const together of [true, false]) {
      const figure = accuracyFigure({ ...request(summary), together, comparable: false, note })
      expect(figure.legend.some(({ kind }) => kind === 'frontier')).toBe(false)
      expect(figure.panels.flatMap((panel) => panel.lines).some(({ tone }) => tone === 'frontier')).toBe(false)
      const svg = figureDocument(figure, lookOf(LIGHT_TONES, 'light'))
      expect(svg).toContain(note)
      expect(svg).toContain('One minute *: REBASE')
      expect(figure.title).toContain('The paper’s figure on these models and One minute')
    }
  })

  it('of the same problems have one, and nothing is marked', async () => {
    const [one] = await summaries()
    const { unequal, sentences } = experimentDifference(one.header, one.header)
    expect([unequal, sentences]).toEqual([false, []])
    const { summary } = joinedSummary([one, one].map((part) => ({ summary: part, unequal })))
    const figure = accuracyFigure(request(summary))
    expect(figure.legend.some(({ kind }) => kind === 'frontier')).toBe(true)
    expect(figureDocument(figure, lookOf(LIGHT_TONES, 'light'))).not.toContain('*')
  })

  it('say what else differs: sampling, reward model, seeds, test set', async () => {
    const [one] = await summaries()
    const { header } = one
    const spec = { ...header.spec, name: 'Hot', seeds: [4], sampling: { temperature: 1.4 } }
    expect(experimentDifference(header, { ...header, spec }).sentences).toEqual([
      '“Hot” samples otherwise: temperature 1.4 instead of 1.',
      '“Hot” has 1 seed instead of 3.',
    ])
    const elsewhere = { ...spec, problems: { ...spec.problems, dataset: 'mine' } }
    expect(experimentDifference(header, { ...header, spec: elsewhere }).sentences[0]).toContain('another test set')
    const texts = { ...header, spec, problemsChecksum: 'a' }
    expect(experimentDifference({ ...header, problemsChecksum: 'b' }, texts).sentences[0]).toContain('other texts')
  })

  it('tell the frontier of a point as that of its own experiment', async () => {
    const [one, other] = await summaries()
    const { summary } = joinedSummary([one, other].map((part) => ({ summary: part, unequal: false })))
    const rows = Object.fromEntries(describeJoined(summary, 0, 'paper')!.rows)
    expect(rows).toHaveProperty([COMPARE.experiments.ownFrontier])
    expect(rows).not.toHaveProperty([EXPERIMENT.point.frontier])
    expect(describeJoined(summary, 9999, 'paper')).toBeNull()
  })

  it('that nobody told the costs of are drawn over the samples', async () => {
    const [one] = await summaries()
    const unknown = {
      ...one,
      header: {
        ...one.header,
        imported: { file: 'x', sha256: 'x', format: 'x', independent: true },
      },
    }
    const { summary } = joinedSummary([one, unknown].map((part) => ({ summary: part, unequal: false })))
    expect(axesOf(summary)).toContain('samples')
  })
})
