// Where the hub is: HF_ENDPOINT, or the public hub.
// Knows the environment. Does not know the hub's API, and asks nobody.
import { EspalierError } from '../../contract/errors.ts'

const PUBLIC_HUB = 'https://huggingface.co'

/** What of the environment is read. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The hub's address without a slash at its end. Throws `bad-input` where HF_ENDPOINT is none. */
export function hubAddress(environment: Environment): string {
  const given = environment['HF_ENDPOINT']?.trim() || PUBLIC_HUB
  const url = URL.parse(given)
  const isHub = url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search
  if (isHub) return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  throw new EspalierError({
    code: 'bad-input',
    message: 'HF_ENDPOINT is not the address of a hub.',
    advice: 'Give it as https://HOST, without a name and password; a token belongs into HF_TOKEN.',
  })
}
