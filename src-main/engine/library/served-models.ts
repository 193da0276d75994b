// Models behind servers, opened: the server asked for its model, and how a run records it.
// Knows a server's facts and what a connection says beside them. Does not know sessions, files or where keys are kept.
import type { AddressLoad, ConnectionSize } from '../../contract/connection.ts'
import type { ModelShape } from '../../contract/cost.ts'
import { reportOf } from '../../contract/errors.ts'
import type { ModelRole } from '../../contract/model.ts'
import type { PromptRecord } from '../../contract/prompt-record.ts'
import type { RunModel } from '../../contract/run.ts'
import { promptChecksum } from '../../inference/prompt/prompt-checksum.ts'
import { suggestPrompt } from '../../inference/prompt/suggest-prompt.ts'
import { ServerFault } from '../../inference/server/http-call.ts'
import { findJudgeServer } from '../../inference/server/judge-server.ts'
import { findPolicyServer, findVerifierServer } from '../../inference/server/model-server.ts'
import type { ServerFacts } from '../../inference/server/server-facts.ts'
import type { KeptConnection } from './connections-file.ts'

/** A server that can be asked, and how a run records its model. */
export interface ServedModel {
  kind: 'server'
  facts: ServerFacts
  model: RunModel
}

type Part = ModelRole | 'judge'

const FINDERS = { policy: findPolicyServer, verifier: findVerifierServer, judge: findJudgeServer }

/** The first model of the server at this address. Throws `bad-input`, `server-unreachable` or `server-failed`. */
export async function openServer(address: string, part: Part, signal: AbortSignal): Promise<ServedModel> {
  const facts = await FINDERS[part](address, signal)
  // What a server that is named by its address does not tell, nobody does: then it is asked as servers usually are.
  const prompt = part === 'verifier' || facts.chatTemplate === null ? null : suggestedPrompt(facts)
  return { kind: 'server', facts, model: { ...recordOf(address, facts), ...promptOf(prompt) } }
}

/**
 * The model of a connection, asked for at the first of its addresses that answers; one that still loads its model is waited for, of
 * which `waits` is told. Throws like `openServer`.
 */
export async function openConnection(
  connection: KeptConnection,
  part: Part,
  { key, signal, waits }: { key: string | null; signal: AbortSignal; waits: (load: AddressLoad) => void },
): Promise<ServedModel> {
  const { id, name, addresses, model, atOnce, size, role } = connection
  const [first, ...others] = addresses as [string, ...string[]]
  const find = (address: string, patient: boolean) =>
    FINDERS[part](address, signal, {
      access: { connection: id, others: [], key },
      model,
      ...(patient ? { waits: (fault) => waits(loadWhile(address, fault)) } : {}),
    })
  const found = await firstThatAnswers(addresses, find, signal)
  const facts: ServerFacts = {
    ...found,
    // Whichever has answered, all are asked, in one order.
    url: first,
    access: { connection: id, others, key },
    shape: size ? shapeOf(size) : found.shape,
    ...(atOnce === null ? {} : { atOnce: { start: atOnce, most: atOnce } }),
  }
  const from = size?.from ?? (found.shape ? 'server' : undefined)
  // What the server calls it stands beside what it is called here.
  const version = facts.version ?? facts.model ?? undefined
  const record = { ...recordOf(id, facts), name, version, ...(from ? { sizeFrom: from } : {}) }
  return {
    kind: 'server',
    facts,
    model: role === 'verifier' ? record : { ...record, ...promptOf(promptOfConnection(connection)) },
  }
}

/** How a policy is asked: as the user says, else as its server's chat template suggests. */
export function promptOfConnection({ prompt, probe }: Pick<KeptConnection, 'prompt' | 'probe'>): PromptRecord {
  return prompt ?? suggestedPrompt(probe)
}

function suggestedPrompt({ chatTemplate }: { chatTemplate: string | null }): PromptRecord {
  return suggestPrompt({ chatTemplate, sampling: {}, block: null, addsBeginning: true })
}

async function firstThatAnswers(
  addresses: readonly string[],
  find: (address: string, patient: boolean) => Promise<ServerFacts>,
  signal: AbortSignal,
): Promise<ServerFacts> {
  const faults: { address: string; error: unknown }[] = []
  for (const address of addresses) {
    try {
      return await find(address, false)
    } catch (error) {
      signal.throwIfAborted()
      faults.push({ address, error })
    }
  }
  const later = faults.find(({ error }) => error instanceof ServerFault && error.status !== null && error.passing)
  if (!later) throw faults[0]!.error
  return await find(later.address, true)
}

function shapeOf({ parameters, layers, attentionWidth }: ConnectionSize): ModelShape {
  return { parameters, layers, attentionWidth }
}

function loadWhile(url: string, fault: ServerFault): AddressLoad {
  const waitsFor = /\bload/i.test(reportOf(fault).message) ? 'loading' : 'busy'
  return { url, running: 0, waiting: 1, limit: 1, waitsFor, error: null }
}

function recordOf(id: string, facts: ServerFacts): RunModel {
  const { shape, version, kind, model, url } = facts
  const software = kind === 'other' ? undefined : facts.software
  return { id, name: model ?? new URL(url).host, shape, sha256: null, version, software, device: 'server' }
}

function promptOf(prompt: PromptRecord | null): Pick<RunModel, 'prompt' | 'promptChecksum'> {
  return prompt ? { prompt, promptChecksum: promptChecksum(prompt) } : {}
}
