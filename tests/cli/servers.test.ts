// Methods driven by servers: the command line against a scripted server that serves a policy and a PRM.
import { servedReward } from '../../src-main/contract/reward-presets.ts'
import { rewardChecksum } from '../../src-main/inference/prompt/prompt-checksum.ts'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Node } from '../../src-main/contract/tree.ts'
import { readRunFile } from '../../src-main/engine/history/run-file.ts'
import {
  SERVED_MODEL,
  scriptedAnswer,
  scriptedModels,
  scriptedRewards,
  scriptedStep,
  startModelServer,
} from '../doubles/model-server.ts'
import type { ModelServer } from '../doubles/model-server.ts'
import { espalier } from './espalier.ts'

const QUESTION = 'Add one, three times. How many?'

let server: ModelServer
beforeEach(async () => {
  server = await startModelServer(scriptedModels())
})
afterEach(() => server.close())

interface Printed {
  answer: string | null
  correct: boolean | null
  state: string
  cost: { nodes: number; samples: number; policy: Record<string, number>; verifier: Record<string, number> }
  flops: Record<string, number | null>
  tree: { nodes: Node[] }
  header: { policy: object; verifier: object | null }
  times?: object
}

function run(method: string, flags: string[] = [], environment: Record<string, string> = {}) {
  const models = ['--policy', `${server.url}/v1`, '--prm', server.url]
  const args = ['run', '--problem', QUESTION, '--answer', '31', '--method', method, ...models, ...flags]
  return espalier(args, { environment })
}

async function runJson(method: string, flags: string[] = []): Promise<Printed> {
  const { code, stdout, stderr } = await run(method, [...flags, '--json'])
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Printed
}

/** The texts of the steps down to a node. */
function stepsTo(nodes: Node[], id: number): string[] {
  const node = nodes[id]!
  return node.parent === null ? [] : [...stepsTo(nodes, node.parent), node.text]
}

describe('a run over servers', () => {
  it.each<[string, string[], boolean]>([
    ['greedy', [], false],
    ['majority', ['--width', '4'], false],
    ['best-of-n', ['--width', '4'], true],
    ['rebase', ['--width', '6'], true],
    ['beam', ['--width', '8'], true],
    ['mcts', ['--expansions', '12'], true],
    ['weighted', ['--width', '4'], true],
    ['dvts', ['--width', '6', '--beam-width', '3'], true],
    ['particles', ['--width', '4'], true],
    ['ab-mcts', ['--expansions', '12'], true],
  ])('grows the tree of the script: %s', async (method, flags, scored) => {
    const { state, tree, cost, flops, header, answer } = await runJson(method, flags)
    expect(state).toBe('done')
    const answers = tree.nodes.flatMap((node) => node.answer ?? [])
    expect(answers).toContain(answer)

    // Every child was asked for once, with its own seed, and its text is what the script says to that prompt and seed.
    const asked = server.calls.filter(({ path }) => path === '/v1/completions').map(({ body }) => body!)
    const promptOf = (id: number) => [QUESTION, ...stepsTo(tree.nodes, id)].map((line) => `${line}\n`).join('')
    const said = asked.map(({ prompt, seed }) => [prompt, scriptedStep(String(prompt), Number(seed)).text].join('>'))
    const grown = tree.nodes.slice(1).map(({ parent, text }) => [promptOf(parent!), text].join('>'))
    expect(grown.sort()).toEqual(said.sort())
    expect(new Set(asked.map(({ prompt, seed }) => `${String(prompt)}${String(seed)}`)).size).toBe(asked.length)
    expect(
      asked.every(
        ({ model, temperature }) => model === SERVED_MODEL && temperature === (scored || method === 'majority' ? 1 : 0),
      ),
    ).toBe(true)

    const inputOf = (id: number) =>
      `${QUESTION}\n${stepsTo(tree.nodes, id)
        .map((text) => `${text}<extra_0>`)
        .join('')}`
    // A method may leave nodes unscored that it does not weigh; what is scored has the script's reward.
    const rated = tree.nodes.slice(1).filter(({ reward }) => reward !== undefined)
    expect(rated.map(({ reward }) => reward)).toEqual(rated.map(({ id }) => scriptedRewards(inputOf(id)).at(-1)))
    expect(rated.length > 0).toBe(scored)

    const tokens = tree.nodes.slice(1).reduce((sum, { text }) => sum + text.split(' ').length + 1, 0)
    expect(cost.policy).toMatchObject({ generatedTokens: tokens, inputTokens: 10 * asked.length })
    const pooled = server.calls.filter(({ path }) => path === '/pooling')
    expect(cost.verifier).toMatchObject({ inputTokens: 20 * pooled.length })
    expect(flops).toEqual({ paper: null, policyAndPrm: null, policyAndPrmSharedOnce: null, exact: null })
    const model = { name: SERVED_MODEL, shape: null, sha256: null, device: 'server' }
    expect(header.policy).toEqual({ id: `${server.url}/v1`, ...model })
    // A name that tells no family is asked as Qwen's.
    const reward = servedReward(SERVED_MODEL)
    expect(header.verifier).toEqual(
      scored ? { id: server.url, ...model, reward, rewardChecksum: rewardChecksum(reward) } : null,
    )
  })

  it('is the same again but for its times, and asks the server once for each model', async () => {
    const [one, two] = [await runJson('rebase', ['--width', '5']), await runJson('rebase', ['--width', '5'])]
    delete one.times
    delete two.times
    expect(two).toEqual(one)
    expect(server.calls.filter(({ method }) => method === 'GET')).toHaveLength(4)
    const other = await runJson('rebase', ['--width', '5', '--seed', '2'])
    expect(other.tree).not.toEqual(one.tree)
  })

  it('keeps to the token limits by what the server counts', async () => {
    const { tree } = await runJson('greedy', ['--max-solution-tokens', '14'])
    expect(server.calls.flatMap(({ body }) => body?.['max_tokens'] ?? [])).toEqual([14, 6])
    expect(tree.nodes.map(({ ending, tokens }) => [ending, tokens])).toEqual([
      [null, undefined],
      [null, 8],
      ['token-limit', 8],
    ])
  })

  it('comes to its end with a server that says neither why it stopped nor what tokens cost', async () => {
    await server.close()
    server = await startModelServer(scriptedModels({ plain: true }))
    const { tree, answer } = await runJson('rebase', ['--width', '4'])
    expect(answer).toMatch(/^3[12]$/)
    expect(tree.nodes.filter(({ ending }) => ending === 'answer').every(({ depth }) => depth === 4)).toBe(true)
  })

  it('may have its policy at a server and its PRM here, which tells that it was trained on other text', async () => {
    const args = ['run', '--problem', QUESTION, '--method', 'rebase', '--width', '3', '--policy', `${server.url}/v1`]
    const { code, stdout, stderr } = await espalier([...args, '--prm', 'arithmetic-prm-2m', '--json'])
    expect([code, stderr]).toEqual([0, expect.stringContaining('“Arithmetic PRM 2M” was trained on') as string])
    const { flops, header, tree } = JSON.parse(stdout) as Printed
    expect(header.verifier).toMatchObject({ id: 'arithmetic-prm-2m', device: 'cpu' })
    expect(tree.nodes.slice(1).every(({ reward }) => typeof reward === 'number')).toBe(true)
    expect(flops).toEqual({ paper: null, policyAndPrm: null, policyAndPrmSharedOnce: null, exact: null })
  })

  it('is verified by the policy’s own confidence where nobody names a PRM', async () => {
    const args = ['run', '--problem', QUESTION, '--method', 'rebase', '--width', '3', '--policy', `${server.url}/v1`]
    const { code, stdout, stderr } = await espalier([...args, '--json'])
    expect([code, stderr]).toEqual([0, ''])
    const { header, tree } = JSON.parse(stdout) as Printed
    expect(header.verifier).toMatchObject({ id: 'confidence:mean', device: 'policy' })
    expect(tree.nodes.slice(1).every(({ reward }) => typeof reward === 'number')).toBe(true)
  })

  it('may have its judge at a server, which is asked what a file says, and told of in the header', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-servers-'))
    const file = join(folder, 'judge.json')
    writeFileSync(file, JSON.stringify({ question: 'Is {step} right?', yes: ['Yes'] }))
    const at = `${server.url}/v1`
    const args = ['run', '--problem', QUESTION, '--method', 'weighted', '--width', '2', '--policy', at, '--json']
    const { code, stdout, stderr } = await espalier([...args, '--prm', `judge:${at}`, '--judge-record', file])
    expect([code, stderr]).toEqual([0, ''])
    const { header, tree } = JSON.parse(stdout) as Printed
    const judge = { question: 'Is {step} right?', yes: ['Yes'], no: ['No', 'no', 'NO'] }
    expect(header.verifier).toMatchObject({ id: `judge:${at}`, name: SERVED_MODEL, device: 'server', judge })
    expect(header.verifier).toHaveProperty('judgeChecksum')
    for (const { text, reward } of tree.nodes.slice(1)) {
      const [yes, no] = scriptedAnswer(`Is ${text} right?`).map(({ logprob }) => Math.exp(logprob))
      expect(reward).toBeCloseTo(yes! / (yes! + no!), 9)
    }
    const usual = await espalier([...args, '--prm', `judge:${at}`])
    expect((JSON.parse(usual.stdout) as Printed).header.verifier).not.toMatchObject({ judge })
    const stray = await espalier([...args, '--prm', 'confidence:mean', '--judge-record', file])
    expect([stray.code, stray.stderr]).toEqual([2, expect.stringContaining('“confidence:mean” is none') as string])
    writeFileSync(file, '{"yes": ["No"]}')
    const wrong = await espalier([...args, '--prm', `judge:${at}`, '--judge-record', file])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('no must share no word') as string])
    rmSync(folder, { recursive: true })
  })

  it('is printed for people, kept as a file, and needs no model folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'espalier-servers-'))
    const file = join(folder, 'one.espalier.jsonl')
    const nowhere = { ESPALIER_MODELS: join(folder, 'nothing') }
    const { code, stdout, stderr } = await run('rebase', ['--width', '4', '--out', file], nowhere)
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('catalog') as string])
    expect(stdout).toContain(
      'FLOPs: paper not known, policy + PRM not known (shared tokens once not known), exact not known',
    )
    const { record } = await readRunFile(file)
    expect(record.header.policy.shape).toBeNull()
    rmSync(folder, { recursive: true })
  })

  it('fails in plain words where the server fails in mid-run', async () => {
    await server.close()
    const script = scriptedModels()
    server = await startModelServer((call, index) =>
      call.path === '/pooling' && index > 12 ? { status: 404, json: { detail: 'No such model' } } : script(call),
    )
    const { code, stderr } = await run('rebase', ['--width', '6'])
    expect([code, stderr]).toEqual([1, expect.stringMatching(/status 404: No such model/) as string])
  })

  it('goes on without the score of a path that has none, and says so', async () => {
    await server.close()
    const script = scriptedModels()
    let pooled = 0
    server = await startModelServer((call) =>
      call.path === '/pooling' && ++pooled === 3 ? { text: '{"data": [{"data": [NaN]}]}' } : script(call),
    )
    const { code, stdout, stderr } = await run('rebase', ['--width', '6', '--json'])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^The PRM at .* gave the score null.*\n$/) as string])
    const { tree, state } = JSON.parse(stdout) as Printed
    expect([state, tree.nodes.filter(({ reward }) => reward === null).length]).toEqual(['done', 1])
  })
})

describe('an address', () => {
  it.each([
    [['--policy', 'http://127.0.0.1:9/v1'], 1, /127\.0\.0\.1:9 cannot be reached/],
    [['--policy', 'http://'], 2, /no address/],
    [['--policy', 'http://me:secret@127.0.0.1/v1'], 2, /password/],
    [['--policy', 'no-such-model'], 2, /no policy “no-such-model”.*Known: arithmetic-policy-1m/],
    [['--prm', 'arithmetic-policy-1m'], 2, /no PRM “arithmetic-policy-1m”.*Known: arithmetic-prm-2m/],
  ])('that is none is told before the run starts: %j', async (flags, code, message) => {
    const outcome = await espalier(['run', '--problem', QUESTION, ...flags])
    expect([outcome.code, outcome.stdout]).toEqual([code, ''])
    expect(outcome.stderr).toMatch(message)
    expect(outcome.stderr).not.toContain('secret')
  })
})

it('evaluates over servers; FLOPs are not known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-servers-'))
  const [problems, out] = [join(folder, 'problems.jsonl'), join(folder, 'out.jsonl')]
  const lines = ['a', 'b', 'c'].map((id) => JSON.stringify({ id, question: `${id}: ${QUESTION}`, answer: '31' }))
  writeFileSync(problems, `${lines.join('\n')}\n`)
  const models = ['--policy', `${server.url}/v1`, '--prm', server.url]
  const args = ['evaluate', '--method', 'weighted', '--width', '3', '--problems', problems, '--out', out, ...models]
  const first = await espalier(args)
  expect([first.code, first.stderr]).toEqual([0, ''])
  expect(first.stdout).toMatch(/FLOPs a problem: paper not known/)
  const text = readFileSync(out, 'utf8')
  expect(text.trim().split('\n')).toHaveLength(4)
  const asked = server.calls.length
  await espalier(args)
  expect(readFileSync(out, 'utf8')).toBe(text)
  expect(server.calls).toHaveLength(asked)
  rmSync(folder, { recursive: true })
})
