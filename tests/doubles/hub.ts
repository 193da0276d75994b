// A hub on the loopback that speaks as much of the hub's API as downloads need: revisions, trees, files with ranges. Large files lie
// on a second server of another origin, as on the public hub. It misbehaves as it is told, request by request.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with one answer. */
export interface Fault {
  /** Answers with this in place of the file. */
  status?: number
  headers?: Record<string, string>
  /** Breaks the connection after so many bytes of the body. */
  cutAfter?: number
  /** Sends so many bytes of the body, and then nothing. */
  stallAfter?: number
  /** Never answers. */
  silent?: boolean
  /** Sends the whole file, whatever range was asked for. */
  ignoresRange?: boolean
  /** Sends this in place of the file's content. */
  content?: Uint8Array
  /** Sends no Content-Length. */
  chunked?: boolean
  /** Answers with this body, and status 200 where none is told. */
  body?: string
  etag?: string
}

export interface Asked {
  /** Which server: the hub, or the one that large files lie on. */
  server: 'hub' | 'store'
  path: string
  headers: IncomingHttpHeaders
}

export interface HubOptions {
  /** Files of each repository by their paths. */
  repositories: Record<string, Record<string, Uint8Array>>
  /** Bytes from which on a file is a large one; 1,000 if left out. */
  largeFrom?: number
  /** What a file is listed as, where that is not the truth. */
  listed?: (path: string) => { size?: number; oid?: string } | undefined
  /** What goes wrong with a request; `nth` counts those of this path on this server from 0. */
  fault?: (asked: Asked, nth: number) => Fault | undefined
  /** Files on one page of a tree. */
  pageSize?: number
}

export interface Hub {
  url: string
  asked: Asked[]
  /** The commit of every repository; another one makes a new revision of all of them. */
  commit: string
  repositories: HubOptions['repositories']
  close: () => Promise<void>
}

export async function openHub(options: HubOptions): Promise<Hub> {
  const { largeFrom = 1000, listed = () => undefined, fault = () => undefined, pageSize = 1000 } = options
  const asked: Asked[] = []

  const serve = (
    name: Asked['server'],
    answer: (url: URL, request: IncomingMessage, response: ServerResponse, fault: Fault) => void,
  ) =>
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://hub.invalid')
      const path = decodeURIComponent(url.pathname)
      const one: Asked = { server: name, path, headers: request.headers }
      const nth = asked.filter((other) => other.server === name && other.path === path).length
      asked.push(one)
      const wrong = fault(one, nth) ?? {}
      if (wrong.silent) return
      if (wrong.status !== undefined || wrong.body !== undefined) {
        response.writeHead(wrong.status ?? 200, wrong.headers).end(wrong.body ?? 'no')
        return
      }
      answer(url, request, response, wrong)
    })

  const hub = serve('hub', (url, request, response, wrong) => {
    const path = decodeURIComponent(url.pathname)
    const [, owner, name, kind, rest = ''] =
      /^\/api\/models\/([^/]+)\/([^/]+)\/(revision|tree)\/(.*)$/.exec(path) ??
      /^\/([^/]+)\/([^/]+)\/(resolve)\/(.*)$/.exec(path) ??
      []
    const files = state.repositories[`${owner}/${name}`]
    if (!files) {
      refuse(response, 401, 'RepoNotFound')
      return
    }
    if (kind === 'revision') {
      if (rest !== 'main' && rest !== state.commit) {
        refuse(response, 404, 'RevisionNotFound')
        return
      }
      json(response, {
        id: `${owner}/${name}`,
        sha: state.commit,
        siblings: Object.keys(files).map((rfilename) => ({ rfilename })),
      })
      return
    }
    if (kind === 'tree') {
      const page = Number(url.searchParams.get('cursor') ?? 0)
      const entries = Object.entries(files).map(([path, content]) => entryOf(path, content, largeFrom, listed(path)))
      const folders = [...new Set(Object.keys(files).flatMap((file) => file.split('/').slice(0, -1)))]
      const all = [
        ...folders.map((folder) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path: folder })),
        ...entries,
      ]
      if ((page + 1) * pageSize < all.length) {
        response.setHeader('link', `<${state.url}${url.pathname}?recursive=true&cursor=${page + 1}>; rel="next"`)
      }
      json(response, all.slice(page * pageSize, (page + 1) * pageSize))
      return
    }
    const [commit = '', ...parts] = rest.split('/')
    const file = parts.join('/')
    const content = files[file]
    if (commit !== state.commit) {
      refuse(response, 404, 'RevisionNotFound')
      return
    }
    if (!content) {
      refuse(response, 404, 'EntryNotFound')
      return
    }
    response.setHeader('x-repo-commit', commit)
    const { oid, lfs } = entryOf(file, content, largeFrom, undefined)
    if (!lfs) {
      send(request, response, content, { etag: `"${oid}"`, ...wrong })
      return
    }
    const location = `${addressOf(store)}/${lfs.oid}?signature=secret`
    response
      .writeHead(302, { location, 'x-linked-etag': wrong.etag ?? `"${lfs.oid}"`, 'x-linked-size': content.length })
      .end()
  })
  const store = serve('store', (url, request, response, wrong) => {
    const contents = Object.values(state.repositories).flatMap((files) => Object.values(files))
    const content = contents.find((one) => sha256(one) === url.pathname.slice(1))
    if (!content) {
      refuse(response, 403, 'AccessDenied')
      return
    }
    send(request, response, content, { etag: '"of-the-store"', ...wrong })
  })
  for (const server of [hub, store]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const state: Hub = {
    url: addressOf(hub),
    asked,
    commit: createHash('sha1').update('first').digest('hex'),
    repositories: options.repositories,
    async close() {
      for (const server of [hub, store]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
  return state
}

/** Sends a content, or the range of it that was asked for. */
function send(request: IncomingMessage, response: ServerResponse, whole: Uint8Array, fault: Fault) {
  const content = fault.content ?? whole
  const range = fault.ignoresRange ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
  const first = Number(range ?? 0)
  if (range !== undefined && first >= content.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
  }
  const body = content.subarray(first)
  response.writeHead(range === undefined ? 200 : 206, {
    ...(fault.etag === undefined ? {} : { etag: fault.etag }),
    ...(fault.ignoresRange ? {} : { 'accept-ranges': 'bytes' }),
    ...(fault.chunked ? {} : { 'content-length': body.length }),
    ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${content.length - 1}/${content.length}` }),
  })
  response.flushHeaders()
  const { cutAfter, stallAfter } = fault
  if (cutAfter !== undefined) response.write(body.subarray(0, cutAfter), () => response.destroy())
  else if (stallAfter !== undefined) response.write(body.subarray(0, stallAfter))
  else response.end(request.method === 'HEAD' ? undefined : body)
}

function entryOf(
  path: string,
  content: Uint8Array,
  largeFrom: number,
  listed: { size?: number; oid?: string } | undefined,
) {
  const size = listed?.size ?? content.length
  const git = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
  if (content.length < largeFrom) return { type: 'file', oid: listed?.oid ?? git, size, path }
  return {
    type: 'file',
    oid: '1'.repeat(40),
    size,
    path,
    lfs: { oid: listed?.oid ?? sha256(content), size, pointerSize: 130 },
  }
}

const known = new WeakMap<Uint8Array, string>()

function sha256(content: Uint8Array): string {
  const hex = known.get(content) ?? createHash('sha256').update(content).digest('hex')
  known.set(content, hex)
  return hex
}

function json(response: ServerResponse, value: object) {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}

function refuse(response: ServerResponse, status: number, code: string) {
  response.writeHead(status, { 'x-error-code': code, 'x-error-message': code }).end()
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
