// Where ONNX Runtime's files for CUDA are to be had: onnxruntime-node names the package and its feed, the feed its size and checksum.
// Knows NuGet's protocol (version 3). Does not know what is done with the package (cuda-files.ts). Asks nobody unless it is called.
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { CudaOffer } from '../../contract/device.ts'
import { EspalierError } from '../../contract/errors.ts'
import { sentenceOf } from '../../contract/issue-words.ts'

/** Milliseconds that the feed may take for an answer. */
const TIME_LIMIT = 30_000
/** Of the files in the package: TensorRT's are left out, because Espalier does not ask for it. */
const WANTED = /providers_(cuda|shared)\./

export interface CudaSource {
  /** Address of the feed's index. */
  feed: string
  name: string
  version: string
  /** Names of the files, with their paths in the package. */
  files: Readonly<Record<string, string>>
}

export interface CudaPackage {
  offer: CudaOffer
  url: string
}

const Metadata = z.object({
  requirements: z.record(z.string(), z.array(z.string())),
  manifests: z.record(z.string(), z.record(z.string(), z.object({ package: z.string(), path: z.string() }))),
  packages: z.record(
    z.string(),
    z.object({ name: z.string(), versions: z.array(z.object({ feed: z.string(), version: z.string() })) }),
  ),
  feeds: z.record(z.string(), z.object({ index: z.string() })),
})

/** Where this platform's files are, or null where the installed onnxruntime-node knows none. */
export function cudaSource(platform = `${process.platform}/${process.arch}`): CudaSource | null {
  let metadata: z.infer<typeof Metadata>
  try {
    const file: unknown = createRequire(import.meta.url)('onnxruntime-node/script/install-metadata.js')
    metadata = Metadata.parse(file)
  } catch {
    return null
  }
  const kind = metadata.requirements[platform]?.find((name) => name.startsWith('cuda'))
  const manifest = metadata.manifests[`${platform}:${kind}`] ?? {}
  const files = Object.entries(manifest).filter(([name]) => WANTED.test(name))
  const found = metadata.packages[files[0]?.[1].package ?? '']
  const version = found?.versions[0]
  const feed = version && metadata.feeds[version.feed]
  if (!found || !feed) return null
  return {
    feed: feed.index,
    name: found.name,
    version: version.version,
    files: Object.fromEntries(files.map(([name, { path }]) => [name.replace(/^\.\//, ''), path])),
  }
}

const Index = z.object({ resources: z.array(z.object({ '@id': z.url(), '@type': z.string() })) })
const Leaf = z.object({ catalogEntry: z.url(), packageContent: z.url() })
const Entry = z.object({
  packageHash: z.base64(),
  packageHashAlgorithm: z.literal('SHA512'),
  packageSize: z.number().int().positive(),
})

/** Asks the feed for the package. Throws `server-unreachable` or `server-failed`, or the signal's reason when it is aborted. */
export async function findCudaPackage({ feed, name, version }: CudaSource, signal: AbortSignal): Promise<CudaPackage> {
  const { resources } = await ask(feed, Index, signal)
  const base = resources.find(({ '@type': type }) => type.startsWith('RegistrationsBaseUrl'))?.['@id']
  if (base === undefined) throw strange(feed, 'it lists no RegistrationsBaseUrl')
  const leaf = await ask(`${base.replace(/\/$/, '')}/${name.toLowerCase()}/${version}.json`, Leaf, signal)
  const entry = await ask(leaf.catalogEntry, Entry, signal)
  const sha512 = Buffer.from(entry.packageHash, 'base64').toString('hex')
  return { offer: { name, version, bytes: entry.packageSize, sha512 }, url: leaf.packageContent }
}

async function ask<Reply extends z.ZodType>(url: string, reply: Reply, signal: AbortSignal): Promise<z.infer<Reply>> {
  let answer: unknown
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]) })
    if (!response.ok) throw strange(url, `status ${response.status}`)
    answer = await response.json()
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof EspalierError ? error : feedUnreachable(url, error)
  }
  const checked = reply.safeParse(answer)
  if (!checked.success) throw strange(url, sentenceOf(checked.error, 'The answer'))
  return checked.data
}

/** A feed that gave no answer. */
export function feedUnreachable(url: string, cause: unknown): EspalierError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return new EspalierError({
    code: 'server-unreachable',
    message: `The package feed at ${new URL(url).host} cannot be reached.`,
    advice: 'Check the connection and the firewall; Espalier works without these files, on the CPU or with WebGPU.',
    details: `${url}: ${String(inner)}`,
  })
}

function strange(url: string, details: string): EspalierError {
  return new EspalierError({
    code: 'server-failed',
    message: `The package feed at ${new URL(url).host} answered with something that Espalier does not know.`,
    advice: 'Try again later; Espalier works without these files, on the CPU or with WebGPU.',
    details: `${url}: ${details}`,
  })
}
