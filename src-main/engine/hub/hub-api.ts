// What a hub says of a repository: the commit behind a revision, and the files with their sizes and checksums.
// Knows the hub's API. Does not know which files a model needs.
import { z } from 'zod'
import { sentenceOf } from '../../contract/issue-words.ts'
import { strangeOf } from './hub-fault.ts'
import { addressIn } from './hub-names.ts'
import type { HubAnswer, HubRequests } from './hub-requests.ts'

/** Bytes of one page of an answer; a thousand files take about 300,000. */
const SIZE_LIMIT = 8 * 2 ** 20
const MOST_PAGES = 50

/** How a file's content is known: large files by SHA-256, small ones by the name that git gives to them. */
export const Checksum = z.object({ kind: z.enum(['sha256', 'git']), hex: z.string().regex(/^[0-9a-f]{40,64}$/) })
export type Checksum = z.infer<typeof Checksum>

export interface HubFile {
  /** In the repository, with `/`. As the hub says it: check it before it becomes a path. */
  path: string
  bytes: number
  /** Null where the hub names none. */
  checksum: Checksum | null
}

const Revision = z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) })
const Oid = z.string().max(200)
const Bytes = z.number().int().nonnegative()
const Page = z.array(
  z.object({
    type: z.string(),
    path: z.string().max(4096),
    size: Bytes.default(0),
    oid: Oid.nullish(),
    lfs: z.object({ oid: Oid, size: Bytes }).nullish(),
  }),
)

/** The commit and the files of a repository. Throws a HubFault, or the signal's reason. */
export async function findRepository(
  { requests, hub }: { requests: HubRequests; hub: string },
  { repository, revision }: { repository: string; revision: string },
  signal: AbortSignal,
): Promise<{ commit: string; files: HubFile[] }> {
  const models = addressIn(hub, 'api/models', repository)
  const { sha: commit } = await read(requests, `${models}/revision/${encodeURIComponent(revision)}`, Revision, signal)
  const files: HubFile[] = []
  let next: string | null = `${models}/tree/${commit}?recursive=true`
  for (let page = 0; next !== null; page++) {
    if (page === MOST_PAGES) throw strangeOf(new URL(next), 'lists more files than Espalier reads', `${page} pages`)
    const found = await readPage(requests, next, signal)
    for (const { type, path, size, oid, lfs } of found.page) {
      if (type === 'file') files.push({ path, bytes: lfs?.size ?? size, checksum: checksumOf(lfs?.oid, oid) })
    }
    next = found.next
  }
  return { commit, files }
}

function checksumOf(lfs: string | undefined, oid: string | null | undefined): Checksum | null {
  const named = lfs === undefined ? { kind: 'git', hex: oid } : { kind: 'sha256', hex: lfs.replace(/^sha256:/, '') }
  const checked = Checksum.safeParse(named)
  return checked.success ? checked.data : null
}

async function readPage(requests: HubRequests, address: string, signal: AbortSignal) {
  const answer = await requests.get(address, { signal })
  const page = await parsed(answer, Page)
  const link = /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(String(answer.headers.link ?? ''))?.[1]
  if (link === undefined) return { page, next: null }
  const next = URL.parse(link, answer.url.href)
  if (next?.origin !== answer.url.origin)
    throw strangeOf(answer.url, 'goes on at another address', String(next?.origin))
  return { page, next: next.href }
}

async function read<Reply extends z.ZodType>(
  requests: HubRequests,
  address: string,
  reply: Reply,
  signal: AbortSignal,
): Promise<z.infer<Reply>> {
  return await parsed(await requests.get(address, { signal }), reply)
}

async function parsed<Reply extends z.ZodType>(answer: HubAnswer, reply: Reply): Promise<z.infer<Reply>> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer.parts()) {
    bytes += part.length
    if (bytes > SIZE_LIMIT)
      throw strangeOf(answer.url, `sent more than ${SIZE_LIMIT / 2 ** 20} MB in one answer`, 'size')
    parts.push(part)
  }
  let value: unknown
  try {
    value = JSON.parse(Buffer.concat(parts).toString())
  } catch {
    throw strangeOf(answer.url, 'answered with something that is not JSON', String(answer.headers['content-type']))
  }
  const checked = reply.safeParse(value)
  if (checked.success) return checked.data
  throw strangeOf(answer.url, 'answered in a form that Espalier does not know', sentenceOf(checked.error, 'The answer'))
}
