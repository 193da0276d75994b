// The kinds of model servers, a row each: how one is known, what it tells of itself, and how it is asked for completions.
// Knows the wire of each kind. Does not know addresses that people give (model-server.ts), prompts or what is searched.
import { z } from 'zod'
import type { ModelShape } from '../../contract/cost.ts'
import type { CompletionWay } from './completion-way.ts'
import { rootOf } from './completion-way.ts'
import type { Turn } from '../prompt/chat-template.ts'
import { LLAMA_CPP_COMPLETIONS } from './llama-cpp-completions.ts'
import { OLLAMA_COMPLETIONS } from './ollama-completions.ts'
import type { LaneLimits } from './request-lane.ts'
import { OPENAI_COMPLETIONS } from './openai-completions.ts'
import type { TokenQuestion } from './sent-prompt.ts'

export type ServerKind = 'vllm' | 'sglang' | 'llama-cpp' | 'lm-studio' | 'ollama' | 'other'

/** A model as a server lists it (GET /models). What a server writes otherwise it does not tell. */
export const ListedModel = z.object({
  id: z.string(),
  owned_by: z.string().nullish().catch(null),
  /** vLLM and SGLang: what it was loaded from; a model may be served by a name of its own. */
  root: z.string().nullish().catch(null),
  /** vLLM and SGLang: the longest context, in tokens. */
  max_model_len: z.number().int().positive().nullish().catch(null),
  /** llama.cpp. */
  meta: z
    .object({
      n_params: z.number().int().positive().nullish().catch(null),
      n_ctx: z.number().int().positive().nullish().catch(null),
    })
    .nullish()
    .catch(null),
})
export type ListedModel = z.infer<typeof ListedModel>

/** What a server tells beside its list of models. */
export interface ToldFacts {
  version?: string | null
  /** Longest context, in tokens. */
  context?: number | null
  shape?: ModelShape | null
  /** Of the model, in Jinja. */
  chatTemplate?: string | null
  /** Requests that it works on at once. */
  slots?: number | null
  /** Texts of the tokens that begin and end a text. */
  beginning?: string | null
  end?: string | null
  /** Whether its tokenizer puts the beginning token in front of a text. */
  addsBeginning?: boolean
  /** Whether it knows the control tokens of ChatML, in which llama.cpp asks models that have no template. */
  knowsChatMl?: boolean
}

/** A question beside the list of models. */
interface Question {
  address: (url: string) => string
  /** Posted; where it is left out, the question is a GET. */
  body?: (model: string) => object
  reply: (model: string) => z.ZodType<ToldFacts>
}

interface KindRow {
  /** For a person. */
  name: string
  /** Whether a server that lists its models like this is of the kind. */
  lists: (model: ListedModel) => boolean
  /** A server that answers none of them is still one of the kind. */
  questions: readonly Question[]
  completions: CompletionWay
  /** How a chat of a policy is laid out, where the server does that but does not show its template: two questions one behind the other. */
  layout?: {
    tokens: { address: (url: string) => string; body: (model: string, turns: readonly Turn[], open: boolean) => object }
    text: { address: (url: string) => string; body: (model: string, tokens: readonly number[]) => object }
  }
  /** Left out where a prompt can be sent as text alone. */
  tokens?: TokenQuestion
  /** Requests at once, where the server does not tell its slots. */
  atOnce: LaneLimits
}

const Version = z.object({ version: z.string() })
const version = (path: string): Question => ({ address: (url) => rootOf(url) + path, reply: () => Version })

/** Begins a turn in ChatML. */
export const CHAT_ML = '<|im_start|>'

const LlamaCppProperties = z
  .object({
    build_info: z.string().nullish(),
    chat_template: z.string().nullish(),
    bos_token: z.string().nullish().catch(null),
    eos_token: z.string().nullish().catch(null),
    total_slots: z.number().int().positive().nullish().catch(null),
    default_generation_settings: z.object({ n_ctx: z.number().int().positive() }).nullish().catch(null),
  })
  .transform(({ build_info, chat_template, total_slots, default_generation_settings, ...tokens }): ToldFacts => ({
    version: build_info ?? null,
    context: default_generation_settings?.n_ctx ?? null,
    chatTemplate: chat_template ?? null,
    slots: total_slots ?? null,
    beginning: tokens.bos_token ?? null,
    end: tokens.eos_token ?? null,
  }))

const Tokens = z.object({ tokens: z.array(z.unknown()) })
/** How many tokens a text is there, the added ones with or without them. */
const counted = (content: string, added: boolean, told: (count: number) => ToldFacts): Question => ({
  address: (url) => `${rootOf(url)}/tokenize`,
  body: () => ({ content, add_special: added, parse_special: true }),
  reply: () => Tokens.transform(({ tokens }) => told(tokens.length)),
})

/** The metadata of a GGUF file, by names of which the architecture's is the first part. */
const OllamaModel = z
  .object({ model_info: z.record(z.string(), z.unknown()) })
  .transform(({ model_info: facts }): ToldFacts => {
    const architecture = String(facts['general.architecture'])
    const count = (name: string) => {
      const value = facts[name]
      return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null
    }
    const own = (name: string) => count(`${architecture}.${name}`)
    const parameters = count('general.parameter_count')
    const heads = own('attention.head_count')
    const headSize = own('attention.key_length') ?? (heads && (own('embedding_length') ?? 0) / heads)
    return {
      context: own('context_length'),
      shape:
        parameters === null
          ? null
          : { parameters, layers: own('block_count'), attentionWidth: heads && headSize ? heads * headSize : null },
    }
  })

const LmStudioModels = (model: string) =>
  z
    .object({
      data: z.array(
        z.object({ id: z.string(), max_context_length: z.number().int().positive().nullish().catch(null) }),
      ),
    })
    .transform(({ data }): ToldFacts => ({
      context: data.find(({ id }) => id === model)?.max_context_length ?? null,
    }))

/** Of servers that fill a batch, of those of one person's, which answer requests a few at a time, and of any. */
const CLUSTER: LaneLimits = { start: 32, most: 512 }
const LAPTOP: LaneLimits = { start: 4, most: 16 }
const UNKNOWN: LaneLimits = { start: 8, most: 512 }

export const SERVER_KINDS: Readonly<Record<ServerKind, KindRow>> = {
  vllm: {
    name: 'vLLM',
    lists: ({ owned_by }) => owned_by === 'vllm',
    questions: [version('/version')],
    layout: {
      tokens: {
        address: (url) => `${rootOf(url)}/tokenize`,
        body: (model, messages, open) => ({ model, messages, add_generation_prompt: open, add_special_tokens: false }),
      },
      text: { address: (url) => `${rootOf(url)}/detokenize`, body: (model, tokens) => ({ model, tokens }) },
    },
    completions: OPENAI_COMPLETIONS,
    atOnce: CLUSTER,
  },
  sglang: {
    name: 'SGLang',
    lists: ({ owned_by }) => owned_by === 'sglang',
    questions: [version('/get_server_info')],
    completions: OPENAI_COMPLETIONS,
    atOnce: CLUSTER,
  },
  'llama-cpp': {
    name: 'llama.cpp',
    lists: ({ owned_by }) => owned_by === 'llamacpp',
    questions: [
      { address: (url) => `${rootOf(url)}/props`, reply: () => LlamaCppProperties },
      counted('', true, (count) => ({ addsBeginning: count > 0 })),
      counted(CHAT_ML, false, (count) => ({ knowsChatMl: count === 1 })),
    ],
    completions: LLAMA_CPP_COMPLETIONS,
    tokens: {
      address: (url) => `${rootOf(url)}/tokenize`,
      body: (content, controls) => ({ content, add_special: false, parse_special: controls }),
    },
    atOnce: LAPTOP,
  },
  'lm-studio': {
    name: 'LM Studio',
    lists: ({ owned_by }) => owned_by === 'organization_owner',
    questions: [{ address: (url) => `${rootOf(url)}/api/v0/models`, reply: LmStudioModels }],
    completions: OPENAI_COMPLETIONS,
    atOnce: LAPTOP,
  },
  ollama: {
    name: 'Ollama',
    lists: ({ owned_by }) => owned_by === 'library',
    questions: [
      version('/api/version'),
      { address: (url) => `${rootOf(url)}/api/show`, body: (model) => ({ model }), reply: () => OllamaModel },
    ],
    completions: OLLAMA_COMPLETIONS,
    atOnce: LAPTOP,
  },
  other: { name: 'model server', lists: () => true, questions: [], completions: OPENAI_COMPLETIONS, atOnce: UNKNOWN },
}
