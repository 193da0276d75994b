// `espalier models`, and models named by their place, as a user calls them: a real folder, which nothing is written into.
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JudgeRecord } from '../../src-main/contract/judge-record.ts'
import { USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'
import type { ModelInfo } from '../../src-main/contract/model.ts'
import type { JudgePreview } from '../../src-main/contract/model-card.ts'
import type { RunModel } from '../../src-main/contract/run.ts'
import { ModelCard, TryResult } from '../../src-main/contract/model-card.ts'
import { espalier } from './espalier.ts'

let folder: string
let model: string
let environment: Record<string, string>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-cli-models-'))
  model = join(folder, 'My model')
  cpSync('tests/inference/tiny-model', model, { recursive: true })
  environment = {
    ESPALIER_DATA: join(folder, 'data'),
    HOME: folder,
    USERPROFILE: folder,
    HF_HUB_CACHE: join(folder, 'hub'),
    OLLAMA_MODELS: join(folder, 'ollama'),
    LLAMA_CACHE: join(folder, 'llama.cpp'),
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const call = (...args: string[]) => espalier(args, { environment })
const listed = async () => {
  const { stdout } = await call('models', 'list', '--json')
  return (JSON.parse(stdout) as { models: ModelInfo[] }).models.filter(({ origin }) => origin !== 'embedded')
}
/** Names, contents and dates of a folder. */
function stateOf(path: string): unknown[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mtimeMs, size } = statSync(join(path, name))
      return [name, size, mtimeMs, statSync(join(path, name)).isFile() ? readFileSync(join(path, name), 'hex') : '']
    })
}

describe('espalier models judge', () => {
  const seen = async (...args: string[]) => {
    const { code, stdout, stderr } = await call('models', 'judge', ...args, '--json')
    expect([code, stderr]).toEqual([0, ''])
    const { judge, tokens, yes, no } = JSON.parse(stdout) as { judge: JudgeRecord } & JudgePreview
    return { judge, text: tokens.map(({ text }) => text).join(''), yes: yes.length, no: no.length }
  }

  it('shows what a model sees, keeps another question for it, which a run asks, and goes back to the usual one', async () => {
    const id = 'arithmetic-policy-400k'
    const usual = await seen(id, '--question', '2 + 2', '--solution', '2 + 2 = 4')
    expect(usual.judge).toEqual(USUAL_JUDGE)
    expect(usual.text).toContain('Problem:\n2 + 2\n\nA solution, which may not be finished:\n2 + 2 = 4\n')
    const file = join(folder, 'judge.json')
    const record = { question: '{solution} right?', yes: ['y'], no: ['n'] }
    writeFileSync(file, JSON.stringify(record))
    expect(await seen(id, '--record', file)).toMatchObject({ judge: record, yes: 2, no: 2 })
    expect((await seen(id, '--solution', '7')).text).toContain('7 right?')
    const run = await call(
      'run',
      '--problem',
      '1 + 1',
      '--width',
      '2',
      '--prm',
      `judge:${id}`,
      '--policy',
      id,
      '--json',
    )
    const { header } = JSON.parse(run.stdout) as { header: { policy: RunModel; verifier: RunModel } }
    expect(header.verifier).toMatchObject({ id: `judge:${id}`, judge: record })
    expect(header.verifier.prompt).not.toHaveProperty('judge')
    expect(await seen(id, '--usual')).toEqual(await seen(id))
    expect((await seen(id)).judge).toEqual(USUAL_JUDGE)
  })

  it.each<[content: string, code: number, message: string]>([
    ['{"yes": ["=="], "no": ["=+"]}', 2, 'cannot tell “==” from “=+”'],
    ['{"question": "Well?"}', 1, 'question must hold {solution} or {step}.'],
    ['{"words": []}', 1, 'it has no “words”.'],
    ['[]', 1, 'it must be an object'],
    ['{', 1, 'cannot be read as JSON'],
  ])('refuses %s in words, and keeps nothing', async (content, code, message) => {
    const file = join(folder, 'judge.json')
    writeFileSync(file, content)
    const outcome = await call('models', 'judge', 'arithmetic-policy-400k', '--record', file)
    expect([outcome.code, outcome.stdout]).toEqual([code, ''])
    expect(outcome.stderr).toContain(message)
    expect((await seen('arithmetic-policy-400k')).judge).toEqual(USUAL_JUDGE)
  })
})

describe('espalier models', () => {
  it('adds a folder, lists, shows, tests and removes it, and leaves its files as they are', async () => {
    const before = stateOf(model)
    const added = await call('models', 'add', model, '--json')
    expect([added.code, added.stderr]).toEqual([0, ''])
    const card = ModelCard.parse(JSON.parse(added.stdout))
    expect(card).toMatchObject({ id: 'My-model', name: 'My model', place: model, origin: 'added', state: 'ready' })
    // Adding one twice gives the card that is there.
    expect(JSON.parse((await call('models', 'add', join(model, 'config.json'), '--json')).stdout)).toEqual(card)
    expect((await listed()).map(({ id, state }) => [id, state])).toEqual([['My-model', 'ready']])
    expect(JSON.parse((await call('models', 'show', 'My-model', '--json')).stdout)).toEqual(card)

    const tested = TryResult.parse(JSON.parse((await call('models', 'test', 'My-model', '--json')).stdout))
    expect(tested.tokens).toBeGreaterThan(0)
    expect(tested.tokensPerSecond).toBeGreaterThan(0)

    renameSync(model, `${model}.away`)
    expect(await listed()).toMatchObject([{ id: 'My-model', state: 'missing', error: { code: 'model-missing' } }])
    const away = await call('models', 'test', 'My-model')
    expect(away).toMatchObject({ code: 1, stdout: '' })
    expect(away.stderr).toContain('The files of the model “My model” are not there. Connect the drive')
    renameSync(`${model}.away`, model)
    expect(await listed()).toMatchObject([{ state: 'ready' }])

    expect(await call('models', 'remove', 'My-model')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await listed()).toEqual([])
    expect(stateOf(model)).toEqual(before)
  })

  it('finds what other programs keep and was not added yet', async () => {
    const snapshot = join(folder, 'hub', 'models--ada--tiny', 'snapshots', 'r1')
    cpSync(model, snapshot, { recursive: true })
    writeFileSync(join(snapshot, 'model.safetensors'), 'x')
    const found = JSON.parse((await call('models', 'find', '--json')).stdout) as { found: object[] }
    expect(found).toEqual({ found: [{ name: 'ada/tiny', origin: 'hugging-face', place: snapshot, bytes: 1 }] })
    expect((await call('models', 'find')).stdout).toBe(`ada/tiny  Hugging Face cache  0 MB  ${snapshot}\n`)
  })

  it.each([
    [['add', 'nowhere'], 1, 'There is nothing at'],
    [['add', '.'], 2, 'holds no model: there is neither a config.json nor a GGUF file in it.'],
    [['show', 'nobody'], 1, 'There is no model “nobody”. Known: arithmetic-policy-1m'],
    [['test', 'nobody'], 1, 'There is no model “nobody”. Known: arithmetic-policy-1m'],
    [['test', './nowhere'], 1, 'There is nothing at'],
    [['remove', 'nobody'], 1, 'There is no model “nobody”.'],
    [['remove', 'arithmetic-policy-1m'], 2, 'The model “Arithmetic 1M” is part of Espalier.'],
    [['add'], 2, 'missing required argument'],
  ])('refuses %j and writes nothing', async (args, code, sentence) => {
    const outcome = await call('models', ...args.map((arg) => (arg === '.' ? folder : arg)))
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toContain(sentence)
    expect(existsSync(join(folder, 'data', 'models.json'))).toBe(false)
  })

  it('makes and keeps a form of the weights, tries another, and refuses one that there is not', async () => {
    const before = stateOf(model)
    const forms = ({ form, forms }: ModelCard) => [form, ...forms.map((one) => [one.form, one.state])]
    const added = await call('models', 'add', model, '--form', 'q4', '--json')
    expect([added.code, added.stderr]).toEqual([0, 'Laying out My model as 4 bits, blocks of 32, once …\n'])
    const q4 = ['q4', ['as-stored', 'ready'], ['q8', 'to-make'], ['int8', 'to-make'], ['q4', 'ready']]
    expect(forms(ModelCard.parse(JSON.parse(added.stdout)))).toEqual(q4)
    expect((await call('models', 'test', 'My-model', '--form', 'as-stored', '--json')).code).toBe(0)
    const shown = async () => ModelCard.parse(JSON.parse((await call('models', 'show', 'My-model', '--json')).stdout))
    expect(forms(await shown())).toEqual(q4)
    expect((await call('models', 'form', 'My-model', 'q8')).stdout).toMatch(/\* q8: 8 bits/)
    expect(forms(await shown())).toEqual([
      'q8',
      ['as-stored', 'ready'],
      ['q8', 'ready'],
      ['int8', 'to-make'],
      ['q4', 'ready'],
    ])
    for (const refused of [
      await call('models', 'form', 'arithmetic-policy-1m', 'q4'),
      await call('models', 'test', 'arithmetic-policy-1m', '--form', 'q4'),
    ]) {
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain('The model “Arithmetic 1M” has no such form. It has: as-stored.')
    }
    expect((await call('models', 'form', 'My-model', 'q2')).stderr).toContain(
      'Allowed choices are as-stored, q8, int8, q4.',
    )
    expect(await call('models', 'remove', 'My-model')).toMatchObject({ code: 0 })
    expect(readdirSync(join(folder, 'data', 'forms'))).toEqual([])
    expect(stateOf(model)).toEqual(before)
  })

  it('refuses a folder that is damaged, and names the file', async () => {
    rmSync(join(model, 'tokenizer.json'))
    const outcome = await call('models', 'add', model)
    expect(outcome).toMatchObject({ code: 1, stdout: '' })
    expect(outcome.stderr).toContain('The file tokenizer.json of the model “My model” is missing.')
    expect(existsSync(join(folder, 'data', 'models.json'))).toBe(false)
  })
})

describe('a run', () => {
  const LIMITS = ['--max-step-tokens', '4', '--max-solution-tokens', '8']
  const run = (...args: string[]) =>
    call('run', '--method', 'greedy', '--problem-id', 'L2-010', '--json', ...LIMITS, ...args)
  const policyOf = ({ stdout }: { stdout: string }) =>
    (JSON.parse(stdout) as { header: { policy: object } }).header.policy

  it('takes a policy by its path at once, keeps nothing, and gives the same as by its id', async () => {
    const byPath = await run('--policy', model)
    expect([byPath.code, byPath.stderr]).toEqual([0, ''])
    expect(policyOf(byPath)).toMatchObject({ id: model, name: 'My model', device: 'cpu' })
    expect(await listed()).toEqual([])
    await call('models', 'add', model)
    expect(policyOf(await run('--policy', 'My-model'))).toEqual({ ...policyOf(byPath), id: 'My-model' })
  })

  it('takes a policy in the form that it is told, for this time, and its record says that it was another', async () => {
    const stored = await run('--policy', model)
    const small = await run('--policy', model, '--form', 'q4')
    expect([small.code, small.stderr]).toEqual([0, 'Laying out My model as 4 bits, blocks of 32, once …\n'])
    const [first, second] = [policyOf(stored), policyOf(small)] as { sha256: string; checksum: string }[]
    expect(second!.sha256).not.toBe(first!.sha256)
    expect(second!.checksum).not.toBe(first!.checksum)
    expect(policyOf(await run('--policy', model))).toEqual(first)
    const served = await run('--policy', 'http://127.0.0.1:9/v1', '--form', 'q4')
    expect(served.code).toBe(2)
    expect(served.stderr).toContain('chooses itself in which form it runs its model. Leave out --form.')
  })

  it.each([
    [['--policy', 'nobody'], 2, 'There is no policy “nobody” in the catalog or among your own.'],
    [['--policy', './nowhere'], 1, 'There is nothing at'],
    [['--method', 'rebase', '--verifier', 'MODEL'], 2, 'is not a process reward model (PRM).'],
  ])('refuses %j', async (args, code, sentence) => {
    const outcome = await run(...args.map((arg) => (arg === 'MODEL' ? model : arg)))
    expect(outcome.code).toBe(code)
    expect(outcome.stderr).toContain(sentence)
  })
})
