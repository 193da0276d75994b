// A look at a model's servers: what the first that answers tells and does, and whether the others serve the same model.
// Knows several addresses. Does not know how one is asked, or what is kept of the outcome.
import type { ServerProbe } from '../../contract/connection.ts'
import { reportOf } from '../../contract/errors.ts'
import type { ErrorReport } from '../../contract/errors.ts'
import type { ModelRole } from '../../contract/model.ts'
import { findPolicyServer, findVerifierServer } from '../../inference/server/model-server.ts'
import type { AskedServer } from '../../inference/server/model-server.ts'
import { probeServer } from '../../inference/server/server-probe.ts'
import type { ProbedServer } from '../../inference/server/server-probe.ts'

/** Models of a list that are kept. */
const MODELS = 1000

interface Asked {
  addresses: readonly string[]
  role: ModelRole
  /** Null for the first of the list. */
  model: string | null
  key: string | null
}

/** Throws `bad-input`, `server-unreachable` or `server-failed` where no address answers: what is wrong with the first. */
export async function lookAtServers(asked: Asked, signal: AbortSignal): Promise<ServerProbe> {
  const { addresses, role, model, key } = asked
  const access = { connection: addresses.join(' '), others: [], key }
  const faults = new Map<string, ErrorReport>()
  let first: unknown
  for (const address of addresses) {
    try {
      const probed = await probeServer(address, role, signal, { access, model })
      const others = addresses.filter((one) => one !== address)
      const found = await Promise.all(
        others.map(
          async (one) => faults.get(one) ?? (await urlOf(one, role, signal, { access, model: probed.facts.model })),
        ),
      )
      const byAddress = new Map(others.map((one, place) => [one, found[place]!]))
      return probeOf(
        probed,
        addresses.map((one) => outcome(one, byAddress.get(one) ?? probed.facts.url)),
      )
    } catch (error) {
      signal.throwIfAborted()
      first ??= error
      faults.set(address, reportOf(error))
    }
  }
  throw first
}

/** The address as it is asked, or why it cannot be. */
async function urlOf(
  address: string,
  role: ModelRole,
  signal: AbortSignal,
  asked: AskedServer,
): Promise<string | ErrorReport> {
  const find = role === 'policy' ? findPolicyServer : findVerifierServer
  try {
    return (await find(address, signal, asked)).url
  } catch (error) {
    signal.throwIfAborted()
    return reportOf(error)
  }
}

function outcome(address: string, found: string | ErrorReport): ServerProbe['addresses'][number] {
  return typeof found === 'string' ? { url: found, error: null } : { url: address, error: found }
}

function probeOf({ facts, listed, abilities }: ProbedServer, addresses: ServerProbe['addresses']): ServerProbe {
  const { software, model, version = null, context, shape, chatTemplate } = facts
  return {
    ...{ software, model, version, context, shape },
    // A longer one is of no use as a record either.
    chatTemplate: chatTemplate !== null && chatTemplate.length <= 200_000 ? chatTemplate : null,
    models: listed.slice(0, MODELS).map(({ id, max_model_len, meta }) => ({
      id,
      context: max_model_len ?? meta?.n_ctx ?? null,
      parameters: meta?.n_params ?? null,
    })),
    ...{ abilities, addresses, when: new Date().toISOString() },
  }
}
