// Everything that reads what others wrote, each with damaged input for it: files, replies of servers, and the messages of the contract.
// Knows samples and readers. Does not know how often they are tried, or what counts as a fault (judged.ts).
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import type { z } from 'zod'
import type { CallName } from '../../src-main/contract/api.ts'
import { CALLS, checkedArgument } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { ExperimentHeader, ExperimentSpec } from '../../src-main/contract/experiment.ts'
import { USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'
import { RewardFile } from '../../src-main/contract/reward-file.ts'
import { Sampling } from '../../src-main/contract/sampling.ts'
import { foldChanges } from '../../src-main/contract/tree.ts'
import { JournalEntry, readJournal } from '../../src-main/engine/experiment/run/journal.ts'
import { parseSpec } from '../../src-main/engine/experiment/run/specification.ts'
import { readForeignFile } from '../../src-main/engine/foreign/foreign-file.ts'
import { previewOf } from '../../src-main/engine/foreign/foreign-preview.ts'
import { byQuestion, labelledRun } from '../../src-main/engine/foreign/labelled-run.ts'
import { openAddedModels } from '../../src-main/engine/library/added-models.ts'
import { openConnectionsFile } from '../../src-main/engine/library/connections-file.ts'
import { readDatasetFile } from '../../src-main/engine/library/dataset-file.ts'
import { openRunFile } from '../../src-main/engine/run/opened-runs.ts'
import { designOf } from '../../src-main/inference/architecture/design-of.ts'
import { readGraphNames } from '../../src-main/inference/graph/graph-names.ts'
import { checkedContent } from '../../src-main/inference/model/json-file.ts'
import { modelConfigOf } from '../../src-main/inference/model/model-config.ts'
import { readModelFolder } from '../../src-main/inference/model/model-folder.ts'
import { openTokenizer } from '../../src-main/inference/model/tokenizer.ts'
import { renderChat } from '../../src-main/inference/prompt/chat-template.ts'
import { httpJudge } from '../../src-main/inference/server/http-judge.ts'
import { httpPolicy } from '../../src-main/inference/server/http-policy.ts'
import { httpVerifier } from '../../src-main/inference/server/http-verifier.ts'
import { findPolicyServer } from '../../src-main/inference/server/model-server.ts'
import type { ServerKind } from '../../src-main/inference/server/server-kinds.ts'
import { readCheckpoint } from '../../src-main/inference/weights/safetensors.ts'
import { GOLDEN_RUNS } from '../doubles/golden-runs.ts'
import { startModelServer } from '../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../doubles/model-server.ts'
import { eventsOf, headerOf } from '../engine/history/rows.ts'
import type { Damaged } from './odd-values.ts'
import { damagedBytes, damagedText, damagedValue } from './odd-values.ts'
import { valuesOf } from './schema-values.ts'

export interface Reader {
  name: string
  /** What it is given. */
  inputs: fc.Arbitrary<Damaged<unknown>>
  /** Reads it. Throws what a person would see; faults that lose single records are returned. */
  read: (value: never) => unknown
  /** Where its messages may name what is wrong otherwise than by the field. */
  elsewhere?: RegExp
}

export interface Readers {
  all: readonly Reader[]
  close: () => Promise<void>
}

const TESTS = resolve(import.meta.dirname, '..')
const file = (...path: string[]) => readFileSync(join(TESTS, ...path))
const jsonOf = (...path: string[]) => JSON.parse(file(...path).toString()) as unknown
const encoded = (text: string) => new TextEncoder().encode(text)
const linesOf = (records: unknown) =>
  (Array.isArray(records) ? (records as unknown[]) : [records]).map((one) => `${JSON.stringify(one)}\n`).join('')

const fitting = (schema: z.ZodType) => ({ fits: (value: unknown) => schema.safeParse(value).success })

/** A text or bytes as a damaged input in which no field is named. */
function plain<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Damaged<unknown>> {
  return values.map((value) => ({ value, fields: null }))
}
/** The first of the reports that a reader returns beside what it could read. */
function throwFirst([first]: readonly ErrorReport[]): void {
  if (first) throw new EspalierError(first)
}

// --- runs and experiments ---

const RUNS = GOLDEN_RUNS.map(({ name, changes }) => [headerOf(name), ...eventsOf(changes.slice(0, 60))])
const noHistory = { read: () => null }
const readRuns = (text: string) => openRunFile({ file: 'r.espalier.jsonl', bytes: encoded(text) }, noHistory)

const SPEC = {
  ...{ schema: 'espalier-experiment', version: 1, name: 'n', problems: { dataset: 'arithmetic-test', limit: 4 } },
  ...{ policies: ['p'], verifier: 'v', methods: [{ method: 'rebase', parameters: { width: 4 } }], budgets: [4, 8] },
}

// --- problems and results ---

const DATASETS = [
  linesOf([
    { question: 'Q1?', answer: 'So 3 + 4 = 7.\n#### 7' },
    { question: 'Q2?', answer: '#### 1,000' },
  ]),
  linesOf([
    { problem: 'P $x^2$', level: 'Level 3', type: 'Algebra', solution: 'So $x = \\boxed{\\frac{1}{2}}$.' },
    { problem: 'P2', answer: '12', unique_id: 'test/1', level: 5 },
  ]),
  JSON.stringify([{ id: 1, question: 'Q?', answer: '1' }], null, 1),
  'id,question,answer,level\n1,"What is 1 + 1?",2,1\n2,"a ""b""",3,2\n',
]
const step = (text: string, rating: number | null) => ({ text, rating, flagged: false })
const RESULTS = [
  {
    question: { problem: 'P', ground_truth_answer: '29' },
    label: {
      steps: [
        { completions: [step('a', 1), step('b', -1)], human_completion: null, chosen_completion: 0 },
        { completions: [step('c\n\n# Answer\n\n29', 1)], human_completion: null, chosen_completion: 0 },
      ],
      finish_reason: 'solution',
    },
  },
  { input: 'Q? Step 1: a ки\nStep 2: The answer is: 4 ки', label: 'Q? Step 1: a +\nStep 2: The answer is: 4 -' },
  {
    id: 3,
    question: 'Q',
    ground_truth_answer: '4',
    model_answer: [{ text: 'Q The answer is: 4', step_scores: [0.5] }],
  },
  { problem: 'Q', answer: '4', unique_id: 'u', completions: ['a\n\n4'], scores: [[0.5, 0.5]], completion_tokens: [4] },
  { idx: 1, question: 'Q', gt: '4', response: ['\\boxed{4}'], pred_score: [0.5] },
]

function readResults(text: string): void {
  const read = readForeignFile('r.jsonl', encoded(text))
  previewOf('r.jsonl', read)
  if (read.kind === 'trees') {
    const source = { file: 'r.jsonl', format: read.format, rewards: read.rewards }
    for (const record of read.together ? byQuestion(read.records) : read.records) {
      const { events } = labelledRun(record, { id: 'id', created: '', app: '0', source })
      foldChanges(events.map(({ change }) => change))
    }
  }
  throwFirst(read.faults)
}

// --- models ---

const GGUF = readdirSync(join(TESTS, 'inference', 'gguf', 'samples'))
  .filter((name) => name.endsWith('.gguf'))
  .map((name) => file('inference', 'gguf', 'samples', name))
const CONFIGS = ['llama', 'gemma3', 'phi3-longrope', 'gpt-neox', 'mistral', 'qwen3', 'llama-yarn'].map((name) =>
  jsonOf('inference', 'checkpoints', name, 'config.json'),
)
const TINY = join(TESTS, 'inference', 'tiny-model')
/** Its vocabulary is cut, so that damage falls on other parts, too. */
const TOKENIZERS = [
  jsonOf('inference', 'tiny-model', 'tokenizer.json'),
  jsonOf('inference', 'onnx-folders', 'optimum-llama', 'tokenizer.json'),
]
const TEMPLATES = Object.values(
  (jsonOf('inference', 'prompt', 'chats.json') as { templates: Record<string, string> }).templates,
)
const HEADER = {
  __metadata__: { format: 'pt' },
  a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
  b: { dtype: 'BF16', shape: [4], data_offsets: [16, 24] },
}

function safetensors(header: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, Buffer.alloc(24)])
}

// --- servers ---

const REPLIES: Readonly<Record<'other' | 'llama-cpp' | 'ollama', object>> = {
  other: {
    model: 'm',
    choices: [
      {
        ...{ index: 0, text: 'Step 1: 3\n', finish_reason: 'stop', stop_reason: '\n', token_ids: [1, 2] },
        logprobs: { token_logprobs: [-0.25, -0.5] },
      },
    ],
    usage: { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 3 } },
  },
  'llama-cpp': {
    ...{
      model: 'm',
      content: 'Step 1: 3\n',
      tokens: [1, 2],
      stop_type: 'word',
      tokens_predicted: 2,
      tokens_evaluated: 10,
    },
    ...{ timings: { cache_n: 3 }, completion_probabilities: [{ logprob: -0.5 }, { logprob: -0.25 }] },
  },
  ollama: { model: 'm', response: 'Step 1: 3', done_reason: 'stop', eval_count: 3, prompt_eval_count: 10 },
}
const POOLED = { object: 'list', data: [{ index: 0, data: [[0.25, 0.75]] }], usage: { prompt_tokens: 4 } }
const CHAT = {
  choices: [
    { message: { content: 'Yes' }, logprobs: { content: [{ top_logprobs: [{ token: 'Yes', logprob: -0.1 }] }] } },
  ],
  usage: { prompt_tokens: 30 },
}
const LISTS = [
  { object: 'list', data: [{ id: 'm', owned_by: 'vllm', max_model_len: 4096, root: 'r' }] },
  { object: 'list', data: [{ id: 'm', owned_by: 'llamacpp', meta: { n_params: 10, n_ctx_train: 100 } }] },
]
const FACTS = { shape: null, model: 'm', atOnce: { start: 8, most: 8 } }
const PATH = { question: 'How many?', steps: [{ text: 'Step 1: 3', tokenIds: [], tokens: 3 }] }

/** Opens what the readers need: a folder for files, and a server that says what it is told to. */
export async function openReaders(): Promise<Readers> {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-readers-'))
  let reply: ServerReply = { json: {} }
  const server: ModelServer = await startModelServer(() => reply)
  const signal = new AbortController().signal
  const put = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const model = join(folder, 'model')
  cpSync(TINY, model, { recursive: true })

  const policyAsked = (kind: ServerKind) => async (value: unknown) => {
    reply = typeof value === 'string' ? { text: value } : { json: value }
    const sampling = Sampling.parse({})
    const asked = [{ path: PATH, seeds: [1], maxTokens: 16 }]
    const { notices } = await httpPolicy({ ...FACTS, kind, url: `${server.url}/v1` }).propose(asked, sampling, signal)
    throwFirst(notices ?? [])
  }
  const scored = async (value: unknown) => {
    reply = typeof value === 'string' ? { text: value } : { json: value }
    const { notices } = await httpVerifier({ ...FACTS, url: server.url }).score([PATH], signal)
    throwFirst(notices ?? [])
  }
  const judged = async (value: unknown) => {
    reply = { json: value }
    const judging = { at: 'chat/completions', count: 5 } as const
    const { notices } = await httpJudge({ ...FACTS, url: `${server.url}/v1`, judging }, USUAL_JUDGE).score(
      [PATH],
      signal,
    )
    throwFirst(notices ?? [])
  }
  const found = async (value: unknown) => {
    reply = { json: value }
    await findPolicyServer(server.url, signal)
  }

  const all: Reader[] = [
    {
      name: 'run file',
      inputs: damagedValue(fc.constantFrom(...RUNS)),
      read: (records: unknown) => readRuns(linesOf(records)),
      elsewhere: /event \d+|not an Espalier run|not JSON|cannot follow|newer version|this is not an event/,
    },
    { name: 'run file, as text', inputs: plain(damagedText(RUNS.map(linesOf))), read: readRuns },
    {
      name: 'experiment file',
      inputs: damagedValue(fc.oneof(fc.constant(SPEC), valuesOf(ExperimentSpec)), fitting(ExperimentSpec)),
      read: (value: unknown) => parseSpec(JSON.stringify(value), ExperimentSpec),
      elsewhere: /newer version|has version|The specification/,
    },
    {
      name: 'journal of an experiment',
      inputs: damagedValue(
        fc.tuple(valuesOf(ExperimentHeader), valuesOf(JournalEntry), valuesOf(JournalEntry)).map((lines) => [...lines]),
      ),
      read(records: unknown) {
        put('journal.jsonl', linesOf(records))
        readJournal(folder)
      },
      elsewhere: /Line 1 of/,
    },
    {
      name: 'file of problems',
      inputs: plain(damagedText(DATASETS, ['####', '\\boxed{', 'Level 9'])),
      read: (text: string) =>
        throwFirst(readDatasetFile({ file: 'f', bytes: encoded(text), mapping: null, dataset: 'd' }).faults),
    },
    {
      name: 'file of results',
      inputs: damagedValue(fc.array(fc.constantFrom(...RESULTS), { minLength: 1, maxLength: 2 })),
      read: (records: unknown) => readResults(linesOf(records)),
      elsewhere:
        /no known format|no JSON object|not a JSON object|began as|no solutions|holds no|completions|is the id of|Step 1|but “|solutions/,
    },
    {
      name: 'file of results, as text',
      inputs: plain(damagedText(RESULTS.map(linesOf), ['ки', '+'])),
      read: readResults,
    },
    {
      name: 'GGUF file',
      inputs: plain(damagedBytes(GGUF, 12_000)),
      async read(bytes: Uint8Array) {
        const read = await readModelFolder(put('model.gguf', bytes), 'policy')
        openTokenizer(read).encode('12 + 30 = 42')
      },
    },
    {
      name: 'safetensors header',
      inputs: damagedValue(fc.constant(HEADER)),
      async read(header: unknown) {
        put('model.safetensors', safetensors(header))
        await readCheckpoint(folder)
      },
      elsewhere: /header|tensor/,
    },
    {
      name: 'safetensors file',
      inputs: plain(damagedBytes([safetensors(HEADER)])),
      async read(bytes: Uint8Array) {
        put('model.safetensors', bytes)
        await readCheckpoint(folder)
      },
    },
    {
      name: 'config.json',
      inputs: damagedValue(fc.constantFrom(...CONFIGS)),
      read(content: unknown) {
        modelConfigOf('model', content)
        designOf(content, 'model')
      },
      elsewhere: /architecture|“.*” is not known|its content/,
    },
    {
      name: 'tokenizer.json',
      inputs: damagedValue(fc.constantFrom(...TOKENIZERS)),
      read(content: unknown) {
        put('model/tokenizer.json', JSON.stringify(content))
        return openedIn(model)
      },
      elsewhere: /tokenizer/,
    },
    {
      name: 'tokenizer_config.json',
      inputs: damagedValue(fc.constant(jsonOf('inference', 'tiny-model', 'tokenizer_config.json'))),
      read(content: unknown) {
        cpSync(join(TINY, 'tokenizer.json'), join(model, 'tokenizer.json'))
        put('model/tokenizer_config.json', JSON.stringify(content))
        return openedIn(model)
      },
      elsewhere: /tokenizer/,
    },
    {
      name: 'process_reward_config.json',
      inputs: damagedValue(
        fc.oneof(
          fc.constant(JSON.parse(readFileSync(resolve('models/arithmetic-prm-2m/process_reward_config.json'), 'utf8'))),
          valuesOf(RewardFile),
        ),
        fitting(RewardFile),
      ),
      read: (content: unknown) => checkedContent('model', 'process_reward_config.json', content, RewardFile),
      elsewhere: /step separator/,
    },
    {
      name: 'chat template',
      inputs: plain(
        damagedText(TEMPLATES, [
          '{% for x in range(9999) %}',
          '{{ messages',
          '{% endfor %}',
          '{{ x * 99999 }}',
          '|join',
        ]),
      ),
      read: (template: string) =>
        renderChat(template, [{ role: 'user', content: 'How many?' }], { beginning: '<s>', end: '</s>' }),
    },
    {
      name: 'ONNX graph',
      inputs: plain(damagedBytes([file('inference', 'onnx-folders', 'optimum-llama', 'model.onnx')], 60)),
      read(bytes: Uint8Array) {
        try {
          readGraphNames(put('model.onnx', bytes))
        } catch (error) {
          // Whoever asks says which graph it is (opened-graph.ts).
          if (!(error instanceof RangeError)) throw error
          throw new EspalierError({
            code: 'model-broken',
            message: 'The graph cannot be read.',
            advice: 'Get it again.',
          })
        }
      },
    },
    {
      name: 'lists that the data folder keeps',
      inputs: plain(
        damagedText(
          [
            '{"version":1,"models":[{"id":"a","folder":"/m","role":"policy"}],"forms":[],"speeds":[]}',
            '{"version":1,"connections":[{"id":"a","name":"n","role":"policy"}],"sealed":{}}',
          ],
          ['null', '[]', '"connections":7'],
        ),
      ),
      read(text: string) {
        const told: ErrorReport[] = []
        for (const name of ['connections.json', 'models.json']) put(name, text)
        openConnectionsFile(folder, (report) => told.push(report)).read()
        openAddedModels(folder, (report) => told.push(report)).read()
        throwFirst(told)
      },
    },
    ...(['other', 'llama-cpp', 'ollama'] as const).map((kind): Reader => ({
      name: `reply of a policy’s server (${kind})`,
      inputs: damagedValue(fc.constant(REPLIES[kind])),
      read: policyAsked(kind),
      elsewhere: /^The (?:model server|policy) at|model since the run began/,
    })),
    {
      name: 'reply of a policy’s server, as text',
      inputs: plain(damagedText([JSON.stringify(REPLIES.other)], ['NaN', '<html>'])),
      read: policyAsked('other'),
    },
    {
      name: 'reply of a PRM’s server',
      inputs: damagedValue(fc.constant(POOLED)),
      read: scored,
      elsewhere: /^The (?:model server|PRM) at/,
    },
    { name: 'reply of a judge', inputs: damagedValue(fc.constant(CHAT)), read: judged, elsewhere: /server|judge/ },
    {
      name: 'what a server says of itself',
      inputs: damagedValue(fc.constantFrom(...LISTS)),
      read: found,
      elsewhere: /server|model/,
    },
    ...messages(),
  ]
  return {
    all,
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openedIn(folder: string): Promise<void> {
  const tokenizer = openTokenizer(await readModelFolder(folder, 'policy'))
  const ids = tokenizer.encodePlain('12 + 30 = 42\nThe answer is: 42')
  tokenizer.encode('12 + 30 = 42')
  tokenizer.decode(ids)
  tokenizer.controlTokenIn(ids)
}

/** The argument of each call, as the engine checks it at every door. */
function messages(): Reader[] {
  const names = Object.keys(CALLS) as CallName[]
  const drawn = names.map((name) =>
    damagedValue(valuesOf(CALLS[name].argument), { anyKind: true, ...fitting(CALLS[name].argument) }).map(
      ({ value, fields }) => ({
        value: { name, argument: value },
        fields,
      }),
    ),
  )
  return [
    {
      name: 'argument of a call',
      inputs: fc.oneof(...drawn),
      read: ({ name, argument }: { name: CallName; argument: unknown }) => checkedArgument(name, argument),
      elsewhere:
        /^The (?:problem|step|file|input|specification|format|text|name|address|key) |^There |^A |method|parameter/,
    },
  ]
}
