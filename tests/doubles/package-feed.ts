// A package feed on the loopback that speaks as much of NuGet's protocol as Espalier asks for, with one package.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { zipSync } from 'fflate'
import type { CudaSource } from '../../src-main/inference/device/cuda-feed.ts'

export const LIBRARY = Buffer.alloc(300_000, 'library ')
const FILES = { 'libcuda_part.so': 'native/libcuda_part.so', 'libshared_part.so': 'native/libshared_part.so' }

export interface FeedOptions {
  /** What the package holds; both files and another one if left out. */
  held?: Record<string, Uint8Array>
  /** What the feed says the package's SHA-512 is, in base64; the true one if left out. */
  hash?: string
  /** What the feed says of the package's size; the true one if left out. */
  size?: number
  /** Sends half of the package, then nothing more. */
  stalls?: boolean
}

export interface Feed {
  source: CudaSource
  sha512: string
  bytes: number
  /** Paths that were asked for. */
  asked: string[]
  close: () => Promise<void>
}

export async function openFeed(options: FeedOptions = {}): Promise<Feed> {
  const held = options.held ?? {
    'native/libcuda_part.so': LIBRARY,
    'native/libshared_part.so': Buffer.from('shared'),
    'native/libother.so': Buffer.from('not wanted'),
  }
  const archive = zipSync(held)
  const hash = createHash('sha512').update(archive)
  const digest = hash.digest()
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const documents: Record<string, object> = {
      '/index.json': {
        version: '3.0.0',
        resources: [
          { '@id': `${base}/flat/`, '@type': 'PackageBaseAddress/3.0.0' },
          { '@id': `${base}/registration/`, '@type': 'RegistrationsBaseUrl/3.6.0' },
        ],
      },
      '/registration/some.package/1.2.3.json': { catalogEntry: `${base}/entry`, packageContent: `${base}/package` },
      '/entry': {
        packageHash: options.hash ?? digest.toString('base64'),
        packageHashAlgorithm: 'SHA512',
        packageSize: options.size ?? archive.length,
      },
    }
    if (url === '/package') {
      if (options.stalls) response.write(archive.subarray(0, archive.length >> 1))
      else response.end(archive)
      return
    }
    const document = documents[url]
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(document ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    source: { feed: `${base}/index.json`, name: 'Some.Package', version: '1.2.3', files: FILES },
    sha512: digest.toString('hex'),
    bytes: archive.length,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
