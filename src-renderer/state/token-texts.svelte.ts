// The texts of a step's tokens, asked of the engine once somebody wants to see them.
// Knows the engine's answer for the last steps that were looked at. Does not know how tokens are shown.
import { SvelteMap } from 'svelte/reactivity'
import type { CallResult, EngineApi } from '../../src-main/contract/api.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import type { ErrorReport } from '../../src-main/contract/errors.ts'

/** Steps that are kept. */
const MOST = 200

/** Null while the engine has not answered. */
export type TokenTextsOf =
  { tokens: CallResult<'models.tokens'>['tokens']; error: null } | { tokens: null; error: ErrorReport } | null

export class TokenTexts {
  #engine: Pick<EngineApi, 'call'>
  readonly #kept = new SvelteMap<string, TokenTextsOf>()

  constructor(engine: Pick<EngineApi, 'call'>) {
    this.#engine = engine
  }

  /** What is known of these tokens of a policy's. */
  of(policy: string, ids: readonly number[]): TokenTextsOf {
    return this.#kept.get(keyOf(policy, ids)) ?? null
  }

  /** Asks for their texts, if they are not known. What went wrong is asked again. */
  async ask(policy: string, ids: readonly number[]): Promise<void> {
    const key = keyOf(policy, ids)
    if (this.#kept.get(key)?.tokens) return
    try {
      const { tokens } = await this.#engine.call('models.tokens', { id: policy, ids: [...ids] })
      this.#keep(key, { tokens, error: null })
    } catch (error) {
      this.#keep(key, { tokens: null, error: reportOf(error) })
    }
  }

  #keep(key: string, found: TokenTextsOf): void {
    this.#kept.set(key, found)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break
      this.#kept.delete(oldest)
    }
  }
}

function keyOf(policy: string, ids: readonly number[]): string {
  return `${policy} ${ids.join()}`
}
