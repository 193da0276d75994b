// The address of a model server, and what each kind of them tells of itself: replies as they were seen on the wire, or as the
// documents have them.
import { afterEach, describe, expect, it } from 'vitest'
import {
  findPolicyServer,
  findVerifierServer,
  isServerAddress,
} from '../../../src-main/inference/server/model-server.ts'
import { startModelServer } from '../../doubles/model-server.ts'
import type { ModelServer, ServerReply } from '../../doubles/model-server.ts'

const signal = new AbortController().signal
const MISSING: ServerReply = { status: 404, json: {} }

let server: ModelServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Answers by path, 404 elsewhere. */
async function answering(replies: Record<string, unknown>): Promise<ModelServer> {
  await server?.close()
  return (server = await startModelServer(({ path }) => (path in replies ? { json: replies[path] } : MISSING)))
}

const LIST = { data: [{ id: 'one' }, { id: 'two' }] }
const UNKNOWN = {
  kind: 'other',
  software: 'model server',
  context: null,
  shape: null,
  chatTemplate: null,
  atOnce: { start: 8, most: 512 },
}

describe('the address of a server', () => {
  it.each([
    ['http://a:1/v1', true],
    ['HTTPS://a', true],
    ['localhost:8000', true],
    ['10.0.0.7:8000/v1', true],
    ['[::1]:8000', true],
    ['arithmetic-policy-1m', false],
    ['httpolicy', false],
    ['llama3:8b', false],
    ['C:\\models\\mine', false],
    ['/models/a:80b', false],
  ])('%s: %s', (id, expected) => expect(isServerAddress(id)).toBe(expected))

  it('is taken with and without its scheme and /v1', async () => {
    const { url, calls } = await answering({ '/v1/models': LIST })
    const expected = { url: `${url}/v1`, model: 'one', ...UNKNOWN }
    const host = new URL(url).host
    for (const address of [`${url}/v1/`, url, host, `${host}/v1`]) {
      expect(await findPolicyServer(address, signal)).toEqual(expected)
    }
    expect(calls).toHaveLength(4)
    for (const address of [`${url}/v1`, url, host]) {
      expect(await findVerifierServer(address, signal)).toEqual({ ...expected, url })
    }
  })

  it('may have its list without /v1', async () => {
    const { url } = await answering({ '/api/models': LIST })
    expect(await findPolicyServer(`${url}/api`, signal)).toEqual({ url: `${url}/api`, model: 'one', ...UNKNOWN })
  })

  it('is that of a policy only where models are listed; a PRM may list none', async () => {
    const empty = await answering({ '/v1/models': { data: [] } })
    await expect(findPolicyServer(empty.url, signal)).rejects.toMatchObject({
      report: { code: 'server-failed', message: `The server at ${empty.url} lists no model.` },
    })
    const { url } = await answering({})
    await expect(findPolicyServer(url, signal)).rejects.toMatchObject({
      report: { code: 'server-failed', advice: expect.stringMatching(/ends in \/v1/) as string },
    })
    expect(await findVerifierServer(url, signal)).toEqual({ url, model: null, ...UNKNOWN })
  })

  it.each(['http://', 'http://me:secret@host/v1', 'http://host/v1?key=secret'])('may not be %s', async (address) => {
    const failure = await findPolicyServer(address, signal).catch((error: unknown) => error)
    expect(failure).toMatchObject({ report: { code: 'bad-input' } })
    expect(JSON.stringify(failure)).not.toContain('secret')
  })
})

const CLUSTER = { start: 32, most: 512 }
const LAPTOP = { start: 4, most: 16 }
const vllm = { id: 'm', object: 'model', owned_by: 'vllm', root: '/models/m', parent: null, max_model_len: 4096 }
const llamaCpp = {
  id: '/models/m.gguf',
  owned_by: 'llamacpp',
  meta: { vocab_type: 2, n_vocab: 49152, n_ctx: 1024, n_ctx_train: 8192, n_embd: 576, n_params: 134515008 },
}

describe('a server tells of itself:', () => {
  it.each<[string, Record<string, unknown>, object]>([
    [
      'vLLM',
      { '/v1/models': { data: [vllm] }, '/version': { version: '0.32.0' } },
      {
        kind: 'vllm',
        software: 'vLLM 0.32.0',
        version: '/models/m',
        context: 4096,
        shape: null,
        chatTemplate: null,
        atOnce: CLUSTER,
      },
    ],
    [
      'SGLang, which does not say its version everywhere',
      { '/v1/models': { data: [{ ...vllm, owned_by: 'sglang' }] } },
      {
        kind: 'sglang',
        software: 'SGLang',
        version: '/models/m',
        context: 4096,
        shape: null,
        chatTemplate: null,
        atOnce: CLUSTER,
      },
    ],
    [
      'llama.cpp',
      {
        '/v1/models': { data: [llamaCpp] },
        '/props': {
          build_info: 'b7',
          chat_template: '{{ x }}',
          total_slots: 3,
          default_generation_settings: { n_ctx: 1024 },
        },
      },
      {
        kind: 'llama-cpp',
        software: 'llama.cpp b7',
        context: 1024,
        shape: { parameters: 134515008, layers: null, attentionWidth: null },
        chatTemplate: '{{ x }}',
        atOnce: { start: 3, most: 3 },
      },
    ],
    [
      'Ollama',
      {
        '/v1/models': { data: [{ id: 'm', owned_by: 'library' }] },
        '/api/version': { version: '0.9' },
        '/api/show': {
          model_info: {
            'general.architecture': 'qwen2',
            'general.parameter_count': 1000,
            'qwen2.block_count': 3,
            'qwen2.embedding_length': 64,
            'qwen2.attention.head_count': 4,
            'qwen2.context_length': 512,
          },
        },
      },
      {
        kind: 'ollama',
        software: 'Ollama 0.9',
        context: 512,
        shape: { parameters: 1000, layers: 3, attentionWidth: 64 },
        chatTemplate: null,
        atOnce: LAPTOP,
      },
    ],
    [
      'LM Studio',
      {
        '/v1/models': { data: [{ id: 'm', owned_by: 'organization_owner' }] },
        '/api/v0/models': { data: [{ id: 'other' }, { id: 'm', state: 'loaded', max_context_length: 2048 }] },
      },
      { kind: 'lm-studio', software: 'LM Studio', context: 2048, shape: null, chatTemplate: null, atOnce: LAPTOP },
    ],
  ])('%s', async (_, replies, expected) => {
    const { url } = await answering(replies)
    expect(await findPolicyServer(url, signal)).toEqual({
      url: `${url}/v1`,
      model: (replies['/v1/models'] as typeof LIST).data[0]!.id,
      ...expected,
    })
  })

  it('nothing that cannot be', async () => {
    const odd = { id: 'm', owned_by: 7, root: 3, max_model_len: 'long', meta: { n_params: -1, n_ctx: 0.5 } }
    const { url } = await answering({ '/v1/models': { data: [odd] } })
    expect(await findPolicyServer(url, signal)).toEqual({ url: `${url}/v1`, model: 'm', ...UNKNOWN })
  })
})
