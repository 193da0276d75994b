// The picture of a report: the marks of the window's own component, drawn without a browser, in words that do not overlap.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { render } from 'svelte/server'
import { describe, expect, it } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import type { ExperimentSummary } from '../../../src-main/contract/experiment-summary.ts'
import type { FileModelInfo } from '../../../src-main/contract/model.ts'
import { checkPicture } from '../../../src-main/engine/experiment/export/svg-tree.ts'
import { accuracyFigure, FIRST_VIEW } from '../../../src-renderer/plot/accuracy-figure.ts'
import { accuracyPicture } from '../../../src-renderer/plot/accuracy-picture.ts'
import { estimatedWidth } from '../../../src-renderer/plot/estimated-width.ts'
import { figureDocument } from '../../../src-renderer/plot/figure-document.ts'
import Figure from '../../../src-renderer/plot/Figure.svelte'
import { LIGHT_TONES, lookOf } from '../../../src-renderer/plot/tones.ts'
import { problemsShort } from '../../doubles/experiment-problems.ts'
import { summaryOf } from '../../doubles/experiment-results.ts'
import { svgElements } from '../../doubles/svg-elements.ts'
import type { SvgElement } from '../../doubles/svg-elements.ts'

const model = (id: string, role: FileModelInfo['role'], parameters: number): FileModelInfo => ({
  ...{ id, name: `Model ${id}`, role, parameters, folder: id, layers: 4, width: 128, licence: 'x', sha256: '0' },
  ...{ bytes: 1, state: 'ready', error: null, device: null },
})
const policies = [model('small', 'policy', 4e5), model('middle', 'policy', 1.6e6), model('large', 'policy', 6.5e6)]
const spec = presetSpec('paper-figure', [...policies, model('prm', 'verifier', 1.6e6)])
const made = { spec, policies, problems: problemsShort(60), share: 1 }
const summary = summaryOf(made)

/** What the component shows, as the server side of Svelte writes it, without what only the window needs. */
function windowMarks(figure: ReturnType<typeof accuracyFigure>): SvgElement[] {
  const none = () => undefined
  const props = { figure, zoom: 1, help: 'x', describe: () => null, ontoggle: none, onready: none }
  const { body } = render(Figure, { props })
  const svg = /<svg[\s\S]*<\/svg>/.exec(body)![0].replace(/ data-window(?=[\s>])/g, ' data-window=""')
  return svgElements(svg).filter(({ attributes }) => !('data-window' in attributes))
}

/** Tag, attributes that are drawn, and words, of everything that is drawn. */
const drawn = (elements: readonly SvgElement[]) =>
  elements
    .filter(({ tag }) => tag === 'path' || tag === 'rect' || tag === 'text' || tag === 'tspan')
    .map(({ tag, attributes, text, parent }) => {
      const shown = Object.entries(attributes).filter(([name]) => name !== 'class' && name !== 'xmlns')
      const moved = parent?.attributes['transform'] ?? ''
      return [tag, Object.fromEntries(shown), text, moved]
    })

/** Points of lines, not those of the legend. */
const points = (elements: readonly SvgElement[]) =>
  elements.filter(
    ({ tag, attributes, parent }) =>
      tag === 'path' && 'transform' in attributes && !('transform' in (parent?.attributes ?? {})),
  )

const room = { width: 960, height: 560, measure: (text: string) => estimatedWidth(text, 12) }
const hidden = { methods: new Set([1]), policies: new Set(['middle']) }
const nobody = { methods: new Set<number>(), policies: new Set<string>() }

describe('the picture of a report', () => {
  it.each([
    ['as it is shown first', { ...FIRST_VIEW, summary, hidden: nobody, ...room }],
    [
      'side by side, in a narrow room',
      { ...FIRST_VIEW, summary, hidden: nobody, ...room, together: false, width: 700 },
    ],
    ['filtered, with the paper’s points', { ...FIRST_VIEW, summary, hidden, ...room, paper: true }],
    ['not complete', { ...FIRST_VIEW, summary: summaryOf({ ...made, share: 0.5 }), hidden: nobody, ...room }],
  ])('has the marks of the window, %s', (_, request) => {
    const figure = accuracyFigure(request)
    const text = figureDocument(figure, lookOf(LIGHT_TONES, 'light'))
    expect(() => checkPicture(text), 'a report takes it').not.toThrow()
    const file = svgElements(text)
    expect(drawn(file)).toEqual(drawn(windowMarks(figure)))
    expect(drawn(file).length).toBeGreaterThan(100)
  })

  it('is the window’s first view of these results, in a fixed room', () => {
    const figure = accuracyFigure({ ...FIRST_VIEW, summary, hidden: nobody, ...room })
    expect(accuracyPicture(summary)).toBe(figureDocument(figure, lookOf(LIGHT_TONES, 'light')))
    expect(points(svgElements(accuracyPicture(summary)))).toHaveLength(summary.points.length)
  })

  it('takes hostile names as words', () => {
    const name = `<script>alert("1")</script> & ' \u0001]]>`
    const hostile: ExperimentSummary = {
      ...summary,
      header: { ...summary.header, spec: { ...spec, name } },
      methods: summary.methods.map((method) => ({ ...method, label: name })),
    }
    const elements = svgElements(accuracyPicture(hostile))
    expect(elements.some(({ tag }) => tag === 'script')).toBe(false)
    expect(elements.filter(({ text }) => text === name.replace('\u0001', '\uFFFD'))).toHaveLength(
      hostile.methods.length,
    )
    expect(accuracyPicture(hostile)).not.toContain('<script')
  })

  it('grows where long names leave no room for the axes', () => {
    const long = summary.methods.map((method) => ({ ...method, label: `${method.label}, ${'balance '.repeat(12)}` }))
    const [svg, ...elements] = svgElements(accuracyPicture({ ...summary, methods: long }))
    expect(Number(svg!.attributes['width'])).toBeGreaterThan(1200)
    const axis = elements.find(({ attributes }) => / H /.test(attributes['d'] ?? ''))!
    const [, from, to] = /M ([\d.]+) \S+ H ([\d.]+)/.exec(axis.attributes['d']!)!.map(Number)
    expect(to! - from!).toBeGreaterThanOrEqual(520)
  })

  it.each([
    ['nothing is known on the axis', { ...summary, points: summary.points.map(unknown) }],
    ['nothing is done', summaryOf({ ...made, share: 0 })],
  ])('has no point where %s', (_, empty) => {
    expect(points(svgElements(accuracyPicture(empty)))).toEqual([])
  })
})

describe('what a picture has without a window', () => {
  it('has the light colours and the type of theme.css', () => {
    const theme = readFileSync(resolve(import.meta.dirname, '../../../src-renderer/theme.css'), 'utf8')
    const [light] = /:root \{[^}]*\}/.exec(theme)!
    const value = (property: string) => new RegExp(`--${property}:\\s*([^;]*);`).exec(light)![1]!.replace(/\s+/g, ' ')
    expect(LIGHT_TONES).toEqual({
      ...{ ground: value('ground'), ink: value('ink'), quiet: value('ink-quiet') },
      ...{ line: value('line'), font: value('font'), accent: value('accent') },
    })
  })

  // At 12 pixels, the widest of DejaVu Sans, Inter Medium, Noto Sans, Cantarell and Liberation Sans by their own tables.
  it.each([
    ['Majority voting', 90.0],
    ['MCTS', 35.1],
    ['REBASE', 48.7],
    ['Arithmetic policy 0.4M', 134.9],
    ['Llama-3.1-8B-Instruct', 130.3],
    ['REBASE, balance temperature 0.2', 204.8],
    ['http://localhost:8000/v1', 144.0],
    ['ALL CAPITALS WWW 100 %', 163.9],
  ])('takes “%s” to be at least its %d pixels in the widest font, and at most a third more', (text, widest) => {
    expect(estimatedWidth(text, 12)).toBeGreaterThanOrEqual(widest)
    expect(estimatedWidth(text, 12)).toBeLessThanOrEqual((4 / 3) * widest)
  })
})

function unknown(point: ExperimentSummary['points'][number]): ExperimentSummary['points'][number] {
  return { ...point, cost: { ...point.cost, paper: null } }
}
