// One file of a hub, fetched beside its place and put there when its content is right.
// Knows ranges, sizes and checksums. Does not know downloads of several files.
import { EspalierError } from '../../contract/errors.ts'
import type { HubFile } from './hub-api.ts'
import { brokenOf, strangeOf } from './hub-fault.ts'
import type { HubAnswer, HubRequests } from './hub-requests.ts'
import { withTries } from './hub-tries.ts'
import type { Tries } from './hub-tries.ts'
import { openPartFile } from './part-file.ts'
import type { PartFile } from './part-file.ts'

/** Bytes beyond what was ever there that count as progress, so that tries are counted anew. */
const PROGRESS = 2 ** 16
/** Times that a file is fetched from its beginning again, though a part of it is there. */
const MOST_BEGINNINGS = 3

export interface FileFetch {
  requests: HubRequests
  tries: Tries
  address: string
  file: HubFile
  /** Where it belongs; its folder is there. */
  path: string
  /** What the content of an old part file was known by, or null. */
  etag: string | null
  signal: AbortSignal
  /** The content that is fetched from now on is known by this. */
  began: (etag: string | null) => void
  /** Bytes of the file that are there. */
  received: (bytes: number) => void
  /** A fault after which it goes on; null when it does again. That a file came damaged is said until it is there. */
  failed: (fault: EspalierError | null) => void
}

/**
 * Fetches a file, from where its part file ends. One whose checksum is wrong is deleted, and fetched once more. Throws a HubFault, the
 * system's error, or the signal's reason; what the part file holds then is good to go on with.
 */
export async function fetchFile(fetch: FileFetch): Promise<void> {
  const { file, path, signal, received, failed } = fetch
  const part = await openPartFile(path, file, signal)
  received(part.have())
  let lasting: EspalierError | null = null
  const receive = receiver({ ...fetch, goesOn: () => failed(lasting) }, part)
  for (let isSecond = false; ; isSecond = true) {
    await withTries(fetch.tries, receive, { signal, failed })
    const digest = part.digest()
    if (digest === null || digest === file.checksum?.hex) break
    await part.clear()
    received(0)
    const fault = damaged(fetch, digest, isSecond)
    if (isSecond) throw fault
    lasting = fault
    failed(lasting)
  }
  await part.finish()
}

/** Fetches what is missing, in one request or two. */
function receiver(fetch: FileFetch & { goesOn: () => void }, part: PartFile): (gained: () => void) => Promise<void> {
  const { requests, address, file, signal, began, received, goesOn } = fetch
  let { etag } = fetch
  let [furthest, beginnings] = [part.have(), 0]

  const beginAnew = async ({ url }: HubAnswer) => {
    if (++beginnings > MOST_BEGINNINGS) {
      throw strangeOf(url, `broke off ${file.path} again and again, and never goes on with it`, 'no ranges')
    }
    await part.clear()
    received(0)
  }
  /** The answer that goes on, or begins. */
  const ask = async (): Promise<HubAnswer> => {
    const have = part.have()
    const answer = await requests.get(address, { signal, ...(have > 0 ? { range: `bytes=${have}-` } : {}) })
    const { first, total } = rangeOf(answer)
    if (total !== null && total !== file.bytes) {
      answer.message.destroy()
      throw otherSize(answer, file, total)
    }
    const isOther = have > 0 && etag !== null && answer.etag !== null && etag !== answer.etag
    if (first === have && !isOther) return answer
    await beginAnew(answer)
    if (first === 0) return answer
    answer.message.destroy()
    return await ask()
  }

  return async (gained) => {
    if (part.have() === file.bytes && file.bytes > 0) return
    const answer = await ask()
    etag = answer.etag
    began(etag)
    goesOn()
    const fits = await part.write(answer.parts(), (have) => {
      received(have)
      if (have < furthest + PROGRESS) return
      furthest = have
      gained()
    })
    if (!fits) {
      await part.clear()
      throw otherSize(answer, file, null)
    }
    if (part.have() < file.bytes) throw brokenOf(answer.url, null, { begun: true })
  }
}

/** The place of the first byte of an answer, null where it has none, and the size of the whole file, null where it is not told. */
function rangeOf({ status, headers }: HubAnswer): { first: number | null; total: number | null } {
  if (status === 200) {
    const length = headers['content-length']
    return { first: 0, total: length === undefined ? null : Number(length) }
  }
  const [, first, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? []
  return { first: first === undefined ? null : Number(first), total: /^\d+$/.test(total ?? '') ? Number(total) : null }
}

function otherSize({ url }: HubAnswer, { path, bytes }: HubFile, total: number | null): EspalierError {
  const sends = total === null ? 'more' : String(total)
  return strangeOf(url, `lists ${path} with ${bytes} bytes and sends ${sends}`, 'size')
}

function damaged({ address, file }: FileFetch, digest: string, isSecond: boolean): EspalierError {
  const { host } = new URL(address)
  return new EspalierError({
    code: 'server-failed',
    message: isSecond
      ? `${file.path} came damaged from the hub at ${host} a second time, so it was deleted.`
      : `${file.path} came damaged from the hub at ${host}, so it was deleted and is fetched once more.`,
    advice: isSecond ? 'Try again later; something between here and the hub changes what is downloaded.' : '',
    details: `${file.path}: ${digest} in place of ${file.checksum?.hex ?? ''}`,
  })
}
