// The library of an engine inside the page: models in every state, found ones, forms that take a moment to be made, and a preview.
// For the window's tests and for looking at it without a host.
import type { CheckedArgument, TopicMessage, TopicName } from '../../src-main/contract/api.ts'
import { EspalierError } from '../../src-main/contract/errors.ts'
import { judgeQuestion, USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'
import type { Form, FormInfo, FoundModel, ModelCard } from '../../src-main/contract/model-card.ts'
import type { FileModelInfo } from '../../src-main/contract/model.ts'
import { PromptRecord } from '../../src-main/contract/prompt-record.ts'
import { rewardPreset } from '../../src-main/contract/reward-presets.ts'

/** Which models are there: the embedded ones alone, or some of the user's in every state. */
export type Furniture = 'embedded' | 'many'

export interface ModelsEngineOptions {
  models: readonly FileModelInfo[]
  furniture?: Furniture
  /** Milliseconds between two steps of a form that is made; a try takes four of them. */
  pace?: number
  post: <Name extends TopicName>(topic: Name, message: TopicMessage<Name>) => void
}

const CHAT = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`

export const CHAT_PROMPT = PromptRecord.parse({
  layout: { kind: 'chat', template: CHAT },
  system: 'You are a careful mathematician.',
  instruction: '{question}\n\nSolve it step by step, one step a line, and put the final answer in \\boxed{}.',
  steps: { kind: 'lines' },
  sampling: { temperature: 0.7, topP: 0.95 },
})
const PLAIN_PROMPT = PromptRecord.parse({
  layout: { kind: 'plain', template: 'Problem: {question}\n', addBeginning: true },
  steps: { kind: 'lines' },
})
/** Longest form that the machine of the double holds. */
const MEMORY = 8e9

/** A model of the user's as its files say, at one of the double's places. */
function cardOf(given: Partial<ModelCard> & Pick<ModelCard, 'id' | 'name' | 'place'>): ModelCard {
  const parameters = given.parameters ?? 134_515_008
  const card: ModelCard = {
    role: 'policy',
    origin: 'added',
    format: 'safetensors',
    architecture: 'LlamaForCausalLM',
    parameters,
    positions: 8192,
    licence: 'apache-2.0',
    forms: formsOf(parameters),
    form: 'as-stored',
    prompt: CHAT_PROMPT,
    promptChanged: false,
    reward: null,
    rewardChanged: false,
    state: 'ready',
    error: null,
    ...given,
  }
  return card
}

function formsOf(parameters: number): FormInfo[] {
  const rows = [
    { form: 'as-stored' as const, weights: 'bfloat16', bytes: 4, disk: 0 },
    { form: 'q8' as const, weights: '8 bits, blocks of up to 128', bytes: 1.13, disk: 1.13 },
    { form: 'q4' as const, weights: '4 bits, blocks of 32', bytes: 0.63, disk: 0.63 },
  ]
  return rows.map(({ form, weights, bytes, disk }) => {
    const leastBytes = Math.round(parameters * bytes + 6e7)
    const mostBytes = Math.round(leastBytes + 2.4 * parameters)
    const fit = leastBytes > MEMORY ? 'will-not-fit' : mostBytes > MEMORY ? 'tight' : 'fits'
    const diskBytes = Math.round(parameters * disk)
    return {
      form,
      weights,
      diskBytes,
      leastBytes,
      mostBytes,
      fit,
      tokensPerSecond: form === 'as-stored' ? Math.max(0.1, Number((1.2e10 / parameters).toPrecision(2))) : null,
      wideSpeeds: [],
      suggested: form === 'as-stored',
      state: disk === 0 ? 'ready' : 'to-make',
      progress: null,
    }
  })
}

const LONG = '/home/ada/research/checkpoints/2026-11/very-long-experiment-names/llemma-finetuned-on-many-step-problems'

/** Of the user's, in every state. */
function theirs(): ModelCard[] {
  const lost = { code: 'model-missing' as const, advice: 'Connect the drive, or remove the model.' }
  return [
    cardOf({
      id: 'smollm2-135m-instruct',
      name: 'SmolLM2-135M-Instruct',
      place: '/home/ada/models/SmolLM2-135M-Instruct',
    }),
    cardOf({
      id: 'qwen2.5-math-1.5b',
      name: 'Qwen2.5-Math-1.5B-Instruct',
      origin: 'hugging-face',
      place:
        '/home/ada/.cache/huggingface/hub/models--Qwen--Qwen2.5-Math-1.5B-Instruct/snapshots/aafeb0fc6f22cbf0eaeed126eff8be45b0360a35',
      architecture: 'Qwen2ForCausalLM',
      parameters: 1_543_714_304,
      positions: 4096,
      promptChanged: true,
    }),
    cardOf({
      id: 'gemma-3-270m',
      name: 'gemma-3-270m-it-Q4_K_M',
      origin: 'lm-studio',
      place: '/home/ada/.lmstudio/models/google/gemma-3-270m-it/gemma-3-270m-it-Q4_K_M.gguf',
      format: 'gguf',
      architecture: 'Gemma3ForCausalLM',
      parameters: 268_098_176,
      positions: 32_768,
      licence: null,
    }),
    cardOf({
      id: 'qwen2.5-math-prm-7b',
      name: 'Qwen2.5-Math-PRM-7B',
      role: 'verifier',
      place: '/media/ada/Archive/Qwen2.5-Math-PRM-7B',
      architecture: 'Qwen2ForProcessRewardModel',
      parameters: 7_615_616_512,
      positions: 4096,
      prompt: null,
      reward: rewardPreset('qwen-math')!.record,
      state: 'missing',
      error: { ...lost, message: 'The folder of Qwen2.5-Math-PRM-7B is not there.', details: '/media/ada/Archive' },
    }),
    cardOf({
      id: 'llemma-finetuned',
      name: 'llemma-finetuned-on-many-step-problems-with-a-name-that-does-not-end-soon',
      place: LONG,
      parameters: 6_738_546_688,
      licence: 'llama2',
      state: 'broken',
      error: {
        code: 'model-broken',
        message: 'model-00002-of-00003.safetensors ends before the tensor “model.layers.17.mlp.up_proj.weight”.',
        advice: 'Download the file again.',
        details: `${LONG}/model-00002-of-00003.safetensors: 1234 of 4938985248 bytes`,
      },
    }),
  ]
}

const FOUND: readonly FoundModel[] = [
  {
    name: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    origin: 'hugging-face',
    place:
      '/home/ada/.cache/huggingface/hub/models--HuggingFaceTB--SmolLM2-360M-Instruct/snapshots/a10cc1512eabd3dde888204e902eca88bddb4951',
    bytes: 723_674_912,
  },
  {
    name: 'Qwen3-0.6B-Q8_0.gguf',
    origin: 'lm-studio',
    place: '/home/ada/.lmstudio/models/Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf',
    bytes: 639_446_688,
  },
  {
    name: 'llama3.2:1b-instruct-q4_K_M',
    origin: 'ollama',
    place: '/home/ada/.ollama/models/blobs/sha256-74701a8c35f6c8d9a4b91f3f3497643001d63e0c7a84e085bed452548fa88d45',
    bytes: 807_693_984,
  },
]

/** The calls that begin with `models.`, but for the caches. A place that ends in `broken` is none, a pattern `(` is refused. */
export function modelCalls({ models, furniture = 'embedded', pace = 0, post }: ModelsEngineOptions) {
  let cards: ModelCard[] = [...models.map(embedded), ...(furniture === 'many' ? theirs() : [])]
  const suggested = new Map<string, ModelCard['prompt']>()
  const files = new Map<string, ModelCard>()
  const making = new Set<string>()

  const list = (): FileModelInfo[] => [...models, ...cards.filter(({ origin }) => origin !== 'embedded').map(infoOf)]
  const changed = () => {
    post('models.cards.changed', { cards })
    post('models.changed', { models: list() })
  }
  const cardAt = (id: string): ModelCard => {
    const card = cards.find((one) => one.id === id)
    if (card) return card
    throw new EspalierError({ code: 'not-found', message: 'This model is not there any more.', advice: '' })
  }
  const replace = (card: ModelCard): ModelCard => {
    cards = cards.map((one) => (one.id === card.id ? card : one))
    changed()
    return card
  }
  const withForm = (id: string, form: Form, change: Partial<FormInfo>): ModelCard => {
    const card = cardAt(id)
    return replace({ ...card, forms: card.forms.map((one) => (one.form === form ? { ...one, ...change } : one)) })
  }
  const wait = () => new Promise((resolve) => setTimeout(resolve, pace))

  const look = (place: string): ModelCard => {
    const name = place.split(/[\\/]/).findLast((part) => part !== '') ?? ''
    if (name === 'nowhere') {
      throw new EspalierError({
        code: 'model-missing',
        message: `There is nothing at ${place}.`,
        advice: 'Check the path, and that the drive is connected.',
      })
    }
    if (name.endsWith('broken')) {
      throw new EspalierError({
        code: 'model-broken',
        message: `${name} has no config.json and is no GGUF file.`,
        advice: 'Choose the folder that holds the model’s config.json.',
        details: place,
      })
    }
    const known = FOUND.find((one) => one.place === place)
    return cardOf({
      id: name.toLowerCase().replace(/[^a-z0-9.]+/g, '-'),
      name: known?.name ?? name,
      place,
      origin: known?.origin ?? 'added',
      format: name.endsWith('.gguf') ? 'gguf' : 'safetensors',
    })
  }

  async function make(id: string, form: Form): Promise<void> {
    making.add(id)
    for (let part = 1; part <= 20 && making.has(id); part++) {
      withForm(id, form, { state: 'making', progress: part / 20 })
      await wait()
    }
    withForm(id, form, { state: making.has(id) ? 'ready' : 'to-make', progress: null })
    if (!making.delete(id)) replace({ ...cardAt(id), form: 'as-stored' })
  }

  return {
    'models.list': () => ({ models: list() }),
    'connections.list': () => ({ cards: [], keychain: false, loads: [] }),
    'models.cards': () => ({ cards }),
    'models.find': async () => {
      await wait()
      return { found: FOUND.filter(({ place }) => !cards.some((card) => card.place === place)) }
    },
    'models.look': ({ place }: { place: string }) => ({ card: look(place) }),
    'models.add': ({ place }: { place: string }) => {
      const there = cards.find((card) => card.place === place)
      if (there) return { card: there }
      const card = look(place)
      cards = [...cards, card]
      changed()
      return { card }
    },
    'models.remove': ({ id }: { id: string }) => {
      const { origin } = cardAt(id)
      if (origin === 'embedded')
        throw new EspalierError({ code: 'bad-input', message: 'An embedded model cannot be removed.', advice: '' })
      cards = cards.filter((card) => card.id !== id)
      changed()
      return {}
    },
    'models.prompt': ({ id, prompt }: { id: string; prompt: ModelCard['prompt'] }) => {
      const card = cardAt(id)
      if (!suggested.has(id)) suggested.set(id, card.prompt)
      refuse(prompt)
      return {
        card: replace({ ...card, prompt: prompt ?? suggested.get(id) ?? null, promptChanged: prompt !== null }),
      }
    },
    'models.reward': ({ id, reward }: CheckedArgument<'models.reward'>) => {
      const card = cardAt(id)
      if (!files.has(id)) files.set(id, card)
      const { role, prompt, reward: own } = files.get(id)!
      const changed = reward ? { role: 'verifier' as const, prompt: null, reward } : { role, prompt, reward: own }
      return { card: replace({ ...card, ...changed, rewardChanged: reward !== null }) }
    },
    'models.reward.test': async ({ reward, question, steps }: CheckedArgument<'models.reward.test'>) => {
      for (let part = 0; part < 4; part++) await wait()
      return testOf(reward.scoreToken, question, steps)
    },
    'models.preview': ({ prompt, question, solution }: CheckedArgument<'models.preview'>) => {
      refuse(prompt)
      return previewOf(prompt, question, solution)
    },
    // One token a word, whose id is its length, and one for the separator or the end: see scripted-policy.ts.
    'models.tokens': ({ ids }: CheckedArgument<'models.tokens'>) => ({
      tokens: ids.map((id, place) => ({
        id,
        text: place === ids.length - 1 ? '\n' : `${'nnnnnnnnnnnn'.slice(0, id)} `,
        control: false,
      })),
    }),
    'models.form': ({ id, form }: { id: string; form: Form }) => {
      const { forms } = cardAt(id)
      const card = replace({ ...cardAt(id), form })
      if (forms.find((one) => one.form === form)?.state === 'to-make') void make(id, form)
      return { card }
    },
    'models.form.stop': ({ id }: { id: string }) => (making.delete(id), {}),
    'models.try': async ({ id, question }: { id: string; question: string }) => {
      const { state, error } = cardAt(id)
      if (state !== 'ready' && error) throw new EspalierError(error)
      for (let part = 0; part < 4; part++) await wait()
      return {
        text: `To answer “${question.slice(0, 24)}…”, I first count the apples: 12 * 17 = 204.\nThen 204 + 45 = 249.`,
        tokens: 48,
        tokensPerSecond: 41.7,
        wideSpeeds: [
          { rows: 16, tokensPerSecond: 208 },
          { rows: 64, tokensPerSecond: 291 },
        ],
        firstTokenSeconds: 0.62,
        memoryBytes: 612_000_000,
      }
    },
  }
}

function infoOf({
  id,
  name,
  role,
  origin,
  place,
  parameters,
  licence,
  prompt,
  state,
  error,
}: ModelCard): FileModelInfo {
  const shape = { parameters, layers: 30, width: 576 }
  const file = { sha256: '0'.repeat(64), bytes: 2 * parameters }
  const asked = prompt ? { sampling: prompt.sampling } : {}
  return { id, name, role, origin, folder: place, ...shape, licence, ...file, ...asked, state, error, device: null }
}

function embedded(model: FileModelInfo): ModelCard {
  const [form] = formsOf(model.parameters)
  return cardOf({
    id: model.id,
    name: model.name,
    role: model.role,
    origin: 'embedded',
    place: `/opt/espalier/models/${model.folder}`,
    format: 'onnx',
    parameters: model.parameters,
    positions: 512,
    licence: model.licence,
    forms: [{ ...form!, weights: 'float32' }],
    prompt: model.role === 'policy' ? PLAIN_PROMPT : null,
    reward: model.role === 'policy' ? null : rewardPreset('espalier')!.record,
  })
}

/** What an engine finds that the schema cannot. */
function refuse(prompt: ModelCard['prompt']): void {
  if (prompt?.layout.template.includes('{% endif %}{% endif %}')) {
    throw new EspalierError({
      code: 'bad-input',
      message: 'The chat template cannot be read: there is an “endif” too many.',
      advice: 'Correct the template.',
      details: 'prompt.layout.template: unexpected endif',
    })
  }
}

/** Words as tokens, with control tokens between turns: enough to look at. */
function previewOf(prompt: PromptRecord, question: string, solution: string) {
  const asked = (text: string) => text.replaceAll('{question}', question)
  const turn = (role: string, text: string) => [`<|im_start|>`, role, '\n', ...wordsOf(text), '<|im_end|>', '\n']
  const texts =
    prompt.layout.kind === 'plain'
      ? [...(prompt.layout.addBeginning ? ['<s>'] : []), ...wordsOf(asked(prompt.layout.template))]
      : [
          ...(prompt.system === '' ? [] : turn('system', prompt.system)),
          ...prompt.examples.flatMap((one) => [...turn('user', one.question), ...turn('assistant', one.solution)]),
          ...turn('user', asked(prompt.instruction)),
          '<|im_start|>',
          'assistant',
          '\n',
        ]
  const shown = (text: string) => ({ id: idOf(text), text, control: /^<.*>$/.test(text) })
  const { judge = USUAL_JUDGE } = prompt
  const ends = { lines: /\n+/, paragraphs: /\n\n+/, numbered: /\n+(?=Step \d+:)/, texts: /\n\n+/, pattern: /\n+/ }
  const steps = solution.split(ends[prompt.steps.kind]).filter((step) => step.trim() !== '')
  const judged = judgeQuestion(judge, { question, steps: steps.map((text) => ({ text })) })
  return {
    tokens: texts.map(shown),
    steps,
    answer: prompt.answers.forms.includes('boxed') ? (/\\boxed\{([^}]*)\}/.exec(solution)?.[1] ?? null) : null,
    judge: {
      tokens: [...turn('user', judged), '<|im_start|>', 'assistant', '\n'].map(shown),
      yes: judge.yes.map(shown),
      no: judge.no.map(shown),
      error: null,
    },
  }
}

/** Words as tokens, the score token behind each step. A step that holds it is one too many. */
function testOf(scoreToken: string, question: string, steps: readonly string[]) {
  const shown = (text: string) => ({ id: idOf(text), text, control: /^<.*>$/.test(text) })
  const scores = steps.join(scoreToken).split(scoreToken).length
  if (scores !== steps.length) {
    throw new EspalierError({
      code: 'model-broken',
      message: `The PRM would give ${scores} scores for ${steps.length} steps.`,
      advice: 'Check the PRM’s format.',
    })
  }
  return {
    prompt: [...wordsOf(question), '\n'].map(shown),
    steps: steps.map((text, place) => ({
      text,
      tokens: [...wordsOf(text), scoreToken].map(shown),
      reward: Math.max(0.05, 0.93 - place * 0.21),
    })),
  }
}

function wordsOf(text: string): string[] {
  return text.match(/\n| ?[A-Za-z]+| ?\d| ?[^\sA-Za-z\d]|\s/g) ?? []
}

function idOf(text: string): number {
  return Array.from(text).reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)!) % 49_152, 7)
}
