// Experiments from the command line, on the real embedded models: kills, full disks, deleted models.
// ESPALIER_KILLS sets how often the experiment is killed at a random moment (default 3).
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentResult } from '../../src-main/contract/experiment.ts'
import type { ExperimentSummary } from '../../src-main/contract/experiment-summary.ts'
import { svgElements } from '../doubles/svg-elements.ts'
import { espalier } from './espalier.ts'

const KILLS = Number(process.env['ESPALIER_KILLS'] ?? 3)
const COMMAND = resolve('build/espalier.mjs')
const MODELS = JSON.parse(readFileSync('models/catalog.json', 'utf8')) as { models: { id: string; role: string }[] }
const idOf = (role: string) => MODELS.models.find((model) => model.role === role)!.id

let folder: string
let spec: string
let whole: string
let summary: ExperimentSummary
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-experiment-cli-'))
  spec = join(folder, 'spec.json')
  whole = join(folder, 'whole')
  writeFileSync(
    spec,
    JSON.stringify({
      schema: 'espalier-experiment',
      version: 1,
      name: 'Small',
      problems: { limit: 3 },
      policies: [idOf('policy')],
      verifier: idOf('verifier'),
      methods: [{ method: 'greedy' }, { method: 'weighted' }, { method: 'rebase' }, { method: 'mcts' }],
      budgets: [1, 2, 4],
      seeds: [1, 2],
    }),
  )
  const { code, stdout, stderr } = await espalier(['experiment', spec, '--out', whole, '--json'])
  expect([code, stderr]).toEqual([0, ''])
  summary = JSON.parse(stdout) as ExperimentSummary
})
afterAll(() => rmSync(folder, { recursive: true }))

const results = (out: string) => readFileSync(join(out, 'results.jsonl'), 'utf8')

/** The most pixels by which any place is off the straight scale between the places of the least and the largest value. */
function offScale(places: number[], values: number[]): number {
  const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))]
  const step = (places[high]! - places[low]!) / (values[high]! - values[low]!)
  return Math.max(...places.map((place, at) => Math.abs(place - places[low]! - step * (values[at]! - values[low]!))))
}

/** The whole process group, so that the program itself is killed and not only its starter. */
async function runAndKill(out: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, 'experiment', spec, '--out', out, '--resume'], {
    detached: true,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), after)
  await ended
  clearTimeout(timer)
}

describe('espalier experiment', () => {
  it('counts what a pool computes once as what its solutions share', () => {
    const pools = results(whole)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as ExperimentResult)
      .filter(({ pool }) => pool !== null)
    expect(pools).toHaveLength(3 * 2)
    for (const { cost, shares } of pools) {
      const distinct = shares!.tokens.reduce((sum, tokens) => sum + tokens, 0)
      expect(distinct).toBe(cost.policy.generatedTokens - cost.policy.sharedTokens)
      expect(distinct).toBeLessThan(cost.policy.generatedTokens)
    }
  })

  it('prints every point and writes journal, results, report, table and specification', () => {
    expect(summary.points.map(({ method, budget }) => [method, budget])).toEqual([
      [0, 1],
      ...[1, 2, 3].flatMap((method) => [1, 2, 4].map((budget) => [method, budget])),
    ])
    expect(summary.points.every(({ complete, problems }) => complete && problems === 3)).toBe(true)
    for (const file of ['spec.json', 'journal.jsonl', 'points.csv', 'answers.jsonl', 'table.tex', 'report.html']) {
      expect(readFileSync(join(whole, file), 'utf8').length, file).toBeGreaterThan(100)
    }
    expect(results(whole).trim().split('\n')).toHaveLength(1 + 3 * 2 * (1 + 1 + 3 + 3))
  })

  it('draws the points as a picture that stands alone, and puts it into the report', () => {
    const figure = readFileSync(join(whole, 'figure.svg'), 'utf8')
    const [svg, ...elements] = svgElements(figure)
    expect(svg).toMatchObject({ tag: 'svg', attributes: { xmlns: 'http://www.w3.org/2000/svg', role: 'img' } })
    expect(new Set(elements.map(({ tag }) => tag))).toEqual(new Set(['title', 'g', 'rect', 'path', 'text']))
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes))).not.toContainEqual(
      expect.stringMatching(/^on|href|style|class/),
    )
    expect(elements.map(({ text }) => text)).toContain('Policy FLOPs a problem (2·P·T)')
    // The points of lines stand for themselves, those of the legend in the groups of its entries.
    const places = elements.flatMap(({ tag, attributes, parent }) => {
      const place = /^translate\((\S+) (\S+)\)$/.exec(attributes['transform'] ?? '')
      return tag === 'path' && place && !('transform' in parent!.attributes) ? [place.slice(1).map(Number)] : []
    })
    const [head, ...rows] = readFileSync(join(whole, 'points.csv'), 'utf8').trim().split(/\r?\n/)
    // Quoted cells may hold commas; none of them is asked for.
    const cells = rows.map((row) => row.replace(/"(?:[^"]|"")*"/g, '').split(','))
    const column = (name: string) => cells.map((row) => Number(row[head!.split(',').indexOf(name)]))
    expect(places).toHaveLength(rows.length)
    // Places are written in hundredths of a pixel. Points in one place are set apart, side by side; the others lie on the scale.
    const isAlone = (place: number): boolean =>
      places.every(
        ([x, y], other) =>
          other === place || Math.abs(x! - places[place]![0]!) > 30 || Math.abs(y! - places[place]![1]!) > 3,
      )
    const flops = column('flops_policy').map(Math.log10)
    const alone = places.flatMap((_, place) => (isAlone(place) ? [place] : []))
    expect(alone.length).toBeGreaterThan(3)
    expect(
      offScale(
        alone.map((place) => places[place]![0]!),
        alone.map((place) => flops[place]!),
      ),
    ).toBeLessThan(0.03)
    expect(
      offScale(
        places.map(([, y]) => y!),
        column('accuracy'),
      ),
    ).toBeLessThan(0.03)
    const report = readFileSync(join(whole, 'report.html'), 'utf8')
    expect(report).toContain(figure)
    expect(report).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(/i)
  })

  it(`gives the same results when it is killed ${KILLS} times at random moments`, async () => {
    const out = join(folder, 'killed')
    for (let kill = 0; kill < KILLS; kill++) {
      await runAndKill(out, 700 + Math.random() * 1500)
      if (existsSync(join(out, 'results.jsonl'))) {
        expect(results(out)).toBe(results(whole))
        rmSync(out, { recursive: true })
      }
    }
    const { code } = await espalier(['experiment', spec, '--out', out, '--resume'])
    expect(code).toBe(0)
    expect(results(out)).toBe(results(whole))
  })

  it.skipIf(process.platform === 'win32')(
    `says that the disk is full, keeps what is done, and goes on${process.platform === 'win32' ? ' (skipped: needs ulimit)' : ''}`,
    async () => {
      const out = join(folder, 'full')
      // No file may grow beyond 16 blocks: the write that would fails in its middle, as on a full disk.
      const limited = `ulimit -f 16; exec "${process.execPath}" "${COMMAND}" experiment "${spec}" --out "${out}"`
      const failed = await promisify(execFile)('sh', ['-c', limited]).then(
        () => null,
        (error: unknown) => error as { code: number; stderr: string },
      )
      expect(failed?.code).toBe(1)
      expect(failed?.stderr).toMatch(/cannot be written\. Free some space/)
      expect(failed?.stderr).not.toMatch(/\n\s+at /)
      const { code } = await espalier(['experiment', spec, '--out', out, '--resume'])
      expect([code, results(out)]).toEqual([0, results(whole)])
    },
  )

  it('says which model is missing or was replaced, and goes on when it is back', async () => {
    const out = join(folder, 'models-moved')
    const models = join(folder, 'models')
    cpSync('models', models, { recursive: true, filter: (path) => !path.includes('recipe') })
    const graph = join(models, idOf('verifier'), 'model.safetensors')
    const kept = readFileSync(graph)
    const environment = { ESPALIER_MODELS: models }
    rmSync(graph)
    const missing = await espalier(['experiment', spec, '--out', out], { environment })
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/model\.safetensors/) as string])
    writeFileSync(graph, kept.subarray(0, 1000))
    const broken = await espalier(['experiment', spec, '--out', out, '--resume'], { environment })
    expect(broken.code).toBe(1)
    expect(broken.stderr).not.toMatch(/\n\s+at /)
    writeFileSync(graph, kept)
    const { code } = await espalier(['experiment', spec, '--out', out, '--resume'], { environment })
    expect([code, results(out)]).toEqual([0, results(whole)])
    // The same graph, but its two classes are read the other way round.
    const config = join(models, idOf('verifier'), 'process_reward_config.json')
    const { positive, negative, ...rest } = JSON.parse(readFileSync(config, 'utf8')) as Record<string, unknown>
    writeFileSync(config, JSON.stringify({ ...rest, positive: negative, negative: positive }))
    const swapped = await espalier(['experiment', spec, '--out', out, '--resume'], { environment })
    expect([swapped.code, swapped.stderr]).toEqual([2, expect.stringMatching(/its models differ/) as string])
  })

  it('foretells, prints presets, and refuses what cannot be', async () => {
    const forecast = await espalier(['experiment', spec, '--forecast'])
    expect(JSON.parse(forecast.stdout)).toMatchObject({ units: 48, calibrationRuns: 4 * 16 + 3 * 4 })
    const preset = await espalier(['experiment', '--preset', 'paper-figure', '--print-spec'])
    expect(JSON.parse(preset.stdout)).toMatchObject({ budgets: [1, 2, 4, 8, 16, 32, 64], seeds: [1, 2, 3] })
    const again = await espalier(['experiment', spec, '--out', whole])
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/already.*--resume/s) as string])
    const other = join(folder, 'other.json')
    writeFileSync(other, JSON.stringify({ ...JSON.parse(readFileSync(spec, 'utf8')), budgets: [3] }))
    const mixed = await espalier(['experiment', other, '--out', whole, '--resume'])
    expect([mixed.code, mixed.stderr]).toEqual([2, expect.stringMatching(/another experiment/) as string])
    for (const [text, message] of [
      ['{', /not JSON/],
      ['{"schema":"espalier-experiment","version":9}', /version 9/],
      [readFileSync(spec, 'utf8').replace('"limit":3', '"limit":0'), /problems\.limit/],
      [readFileSync(spec, 'utf8').replace('rebase', 'guess'), /methods/],
    ] as const) {
      writeFileSync(other, text)
      const refused = await espalier(['experiment', other, '--out', join(folder, 'never')])
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(message) as string])
    }
    expect(existsSync(join(folder, 'never'))).toBe(false)
  })
})
