// In what runs differ, row by row, and what another method takes over of a run.
import { describe, expect, it } from 'vitest'
import { METHODS, methodById, parametersSchema } from '../../../../src-main/contract/method.ts'
import { AskedRun, RunSpec } from '../../../../src-main/contract/run.ts'
import type { RunHeader, RunModel } from '../../../../src-main/contract/run.ts'
import { sameByOther } from '../../../../src-renderer/state/compare/other-method.ts'
import { settingsDifference } from '../../../../src-renderer/state/compare/settings-difference.ts'

const model = (id: string): RunModel => ({
  ...{ id, name: id, shape: null, sha256: 'a'.repeat(64), checksum: 'b'.repeat(64), device: 'cpu' },
})

function headerOf(spec: Partial<RunSpec> = {}, rest: Partial<RunHeader> = {}): RunHeader {
  const problem = { id: 'own', question: 'How many?', answer: '4' }
  return {
    ...{ schema: 'espalier-run', version: 1, app: '0.1.0', id: 'run-1', created: '2026-11-30T10:00:00Z' },
    spec: RunSpec.parse({ problem, method: 'rebase', policy: 'p', verifier: 'v', ...spec }),
    policy: model('p'),
    verifier: model('v'),
    ...rest,
  }
}

describe('what differs in the settings', () => {
  it('is nothing between equal runs, whether a default is written or left out', () => {
    expect(settingsDifference([headerOf(), headerOf({ parameters: { width: 16 } }, { id: 'run-2' })])).toEqual([])
    expect(settingsDifference([])).toEqual([])
  })

  it('is told of every setting that is not the same in all, and of no other', () => {
    const rows = settingsDifference([
      headerOf({ parameters: { width: 8 } }),
      headerOf({ parameters: { rootWidth: 9 }, method: 'mcts', seed: 7 }),
      headerOf({ parameters: { width: 8 }, sampling: RunSpec.shape.sampling.parse({ temperature: 0.5 }) }),
    ])
    const byKey = Object.fromEntries(rows.map(({ key, values }) => [key, values]))
    expect(byKey).toMatchObject({
      method: ['REBASE', 'MCTS', 'REBASE'],
      budget: ['8 samples', '32 expansions', '8 samples'],
      'parameter.rootWidth': [null, '9', null],
      'sampling.temperature': ['1', '1', '0.5'],
      seed: ['1', '7', '1'],
    })
    for (const key of [
      'problem',
      'policy',
      'verifier',
      'parameter.depthLimit',
      'parameter.childWidth',
      'sampling.topK',
    ]) {
      expect(byKey).not.toHaveProperty([key])
    }
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })

  it('tells models of one name apart that are not the same', () => {
    const other = { ...model('p'), checksum: 'c'.repeat(64) }
    const [row] = settingsDifference([headerOf(), headerOf({}, { policy: other })])
    expect(row).toMatchObject({ key: 'policy', values: ['p (bbbbbbbb)', 'p (cccccccc)'] })
  })

  it('tells where a model ran only of runs that have one', () => {
    const rows = settingsDifference([headerOf(), headerOf({ method: 'majority' }, { verifier: null })])
    expect(rows.map(({ key }) => key)).toContain('verifier')
    expect(rows.map(({ key }) => key)).not.toContain('verifier.device')
    const elsewhere = headerOf({}, { verifier: { ...model('v'), device: 'webgpu' } })
    expect(settingsDifference([headerOf(), elsewhere])).toMatchObject([
      { key: 'verifier.device', values: ['cpu', 'webgpu'] },
    ])
  })

  it('asks no settings of an imported run, and says what made it', () => {
    const imported = { file: 'x.jsonl', format: 'PRM800K', place: 'line 7', rewards: 'people' } as const
    const rows = settingsDifference([headerOf(), headerOf({ seed: 9 }, { imported })])
    expect(rows.find(({ key }) => key === 'imported')?.values).toEqual(['Espalier', 'PRM800K'])
    expect(rows.find(({ key }) => key === 'seed')?.values).toEqual(['1', null])
  })
})

describe('the same run by another method', () => {
  const bases = METHODS.map(({ id, budget }) =>
    headerOf({ method: id, parameters: budget === null ? {} : { [budget]: 10 }, seed: 5 }),
  )
  const pairs = bases.flatMap((base) => METHODS.map((method) => ({ from: base.spec.method, to: method.id, base })))

  it.each(pairs)('$from by $to is a run that can be started', ({ base, to }) => {
    const method = methodById(to)
    const request = sameByOther(base, method, null)!
    expect(() => AskedRun.parse(request)).not.toThrow()
    const values = parametersSchema(method).parse(request.parameters)
    expect(request).toMatchObject({ method: to, seed: 5, policy: 'p', problem: base.spec.problem })
    // A beam of four children uses eight of ten samples.
    const wanted = methodById(base.spec.method).budget === null ? null : ['beam', 'dvts'].includes(to) ? 8 : 10
    if (method.budget !== null && wanted !== null) expect(values[method.budget]).toBe(wanted)
  })

  it('takes parameters over that both have, and asks a verifier only where one is needed', () => {
    const base = headerOf({ method: 'beam', parameters: { width: 12, beamWidth: 3, choose: 'majority' } })
    expect(sameByOther(base, methodById('dvts'), null)?.parameters).toMatchObject({
      ...{ width: 12, beamWidth: 3, choose: 'majority' },
    })
    expect(sameByOther(base, methodById('majority'), null)?.verifier).toBeNull()
    const greedy = headerOf({ method: 'greedy', verifier: null })
    expect(sameByOther(greedy, methodById('rebase'), null)).toBeNull()
    expect(sameByOther(greedy, methodById('rebase'), 'prm')?.verifier).toBe('prm')
  })
})
