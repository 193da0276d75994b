// What a window shows: a page of the browser with the preload script around it, messages to and from it, and where it goes.
// Knows the debugging protocol's side of a page. Does not know its window.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { decode, encode } from './codec.ts'
import type { Devtools } from './devtools.ts'
import { pageWorld, preloadWorld } from './page-side.ts'
import type { MessagePortMain } from './ports.ts'
import { prevents } from './prevents.ts'
import { answerTo, fromWire, patterns, toWire } from './scheme.ts'

const WORLD = 'Electron Isolated Context'
const BINDING = 'standinTells'
const all = new Set<WebContents>()

/** What comes from the page. */
type Told =
  | { kind: 'message'; channel: string; words: unknown[] }
  | { kind: 'port'; id: number; data: unknown }
  | { kind: 'close'; id: number }
interface Paused {
  requestId: string
  resourceType: string
  request: { url: string; method: string }
}

export class WebContents extends EventEmitter {
  static fromDevToolsTargetId = (target: string) => [...all].find((one) => one.target === target)
  static getAllWebContents = () => [...all]
  target = ''
  /** Resolves when the page is there. */
  readonly made: Promise<void>
  private readonly devtools: Devtools
  private readonly heard: EventEmitter
  private readonly mark = `standin${Math.random().toString(36).slice(2)}`
  private readonly ports = new Map<number, MessagePortMain>()
  private session = ''
  private world = ''
  private address = 'about:blank'
  private openHandler: (details: { url: string }) => unknown = () => undefined

  constructor(options: {
    devtools: Devtools
    heard: EventEmitter
    preload: string
    size: Record<string, number | undefined>
    dark: boolean
  }) {
    super()
    const { devtools, heard, preload, size, dark } = options
    this.devtools = devtools
    this.heard = heard
    all.add(this)
    this.made = this.make(preload, size, dark)
  }

  async loadURL(address: string): Promise<void> {
    await this.made
    this.address = address
    const loaded = new Promise((settle) => this.once('did-finish-load', settle))
    const { errorText } = (await this.ask('Page.navigate', { url: toWire(address) })) as { errorText?: string }
    if (errorText) throw new Error(errorText)
    await loaded
  }

  send(channel: string, ...words: unknown[]): void {
    this.tell({ kind: 'message', channel, words, ports: [] })
  }

  postMessage(channel: string, word: unknown, ports: MessagePortMain[] = []): void {
    const left = ports.map((port) =>
      port.leave((id) => {
        this.ports.set(id, port.other)
        return {
          send: (data) => this.tell({ kind: 'port', id, data }),
          close: () => this.tell({ kind: 'close', id }),
        }
      }),
    )
    this.tell({ kind: 'message', channel, words: [word], ports: left.map(({ id }) => id) })
    for (const { later } of left) later()
  }

  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler
  }

  isDestroyed(): boolean {
    return !all.has(this)
  }

  getURL(): string {
    return this.address
  }

  async executeJavaScript(expression: string, userGesture = false): Promise<unknown> {
    await this.made
    const { result } = (await this.ask('Runtime.evaluate', {
      expression,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value: unknown } }
    return result.value
  }

  /** For tests, as in Electron. */
  forcefullyCrashRenderer(): void {
    void this.ask('Page.crash').catch(() => undefined)
  }

  /** For Playwright, which closes pages by it. */
  close(): void {
    this.emit('close-asked')
  }

  /** Light or dark, as the program wants it. */
  async paint(dark: boolean): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]
    await this.made
    await this.ask('Emulation.setEmulatedMedia', { features })
  }

  /** The page is gone for good. */
  end(): void {
    if (!all.delete(this)) return
    this.closePorts()
    void this.devtools.send('Target.closeTarget', { targetId: this.target }).catch(() => undefined)
    this.emit('destroyed')
  }

  private async make(preload: string, size: Record<string, number | undefined>, dark: boolean): Promise<void> {
    const { devtools, mark } = this
    const made = (await devtools.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size })) as {
      targetId: string
    }
    this.target = made.targetId
    const attached = (await devtools.send('Target.attachToTarget', { targetId: this.target, flatten: true })) as {
      sessionId: string
    }
    this.session = attached.sessionId
    devtools.listen(this.session, (method, params) => this.hear(method, params as never))
    const twin = `({
      mark: ${JSON.stringify(mark)}, binding: ${JSON.stringify(BINDING)}, encode: ${String(encode)}, decode: ${String(decode)},
      preload(require) { const module = { exports: {} }, exports = module.exports
${readFileSync(preload, 'utf8')}
      },
    })`
    const early = (source: string, worldName?: string) =>
      this.ask('Page.addScriptToEvaluateOnNewDocument', { source, ...(worldName === undefined ? {} : { worldName }) })
    await Promise.all([
      this.ask('Page.enable'),
      this.ask('Runtime.enable'),
      this.ask('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
      this.ask('Fetch.enable', { patterns: patterns() }),
      this.ask('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }],
      }),
      early(`(${String(pageWorld)})(${JSON.stringify(mark)})`),
      early(`(${String(preloadWorld)})(${twin})`, WORLD),
    ])
  }

  private ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    return this.devtools.send(method, params, this.session)
  }

  private tell(message: unknown): void {
    const expression = `globalThis[${JSON.stringify(`${this.mark}-take`)}](${JSON.stringify(encode(message))})`
    void this.ask('Runtime.evaluate', { expression, uniqueContextId: this.world }).catch(() => undefined)
  }

  private hear(method: string, params: never): void {
    const { context, name, payload } = params as {
      context: { name: string; uniqueId: string }
      name: string
      payload: string
    }
    switch (method) {
      case 'Fetch.requestPaused':
        void this.answer(params)
        break
      case 'Runtime.executionContextsCleared':
        this.closePorts()
        this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
        break
      case 'Runtime.executionContextCreated':
        if (context.name === WORLD) this.world = context.uniqueId
        break
      case 'Inspector.targetCrashed':
        this.closePorts()
        this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
        break
      case 'Page.loadEventFired':
        this.emit('did-finish-load')
        break
      case 'Runtime.bindingCalled':
        if (name === BINDING) this.take(decode(payload) as Told)
        break
    }
  }

  private take(told: Told): void {
    if (told.kind === 'port') this.ports.get(told.id)?.arrive(told.data)
    else if (told.kind === 'close') {
      this.ports.get(told.id)?.end()
      this.ports.delete(told.id)
    } else {
      const origin = /^[a-z]+:\/\/[^/]*/.exec(this.address)?.[0]
      this.heard.emit(told.channel, { sender: this, senderFrame: { origin, url: this.address } }, ...told.words)
    }
  }

  private async answer({ requestId, resourceType, request }: Paused): Promise<void> {
    const settle = (method: string, more: Record<string, unknown> = {}) =>
      this.ask(method, { requestId, ...more }).catch(() => undefined)
    const address = fromWire(request.url)
    if (resourceType === 'Document' && address !== this.address) {
      if (prevents(this, 'will-navigate', { url: address })) {
        await settle('Fetch.failRequest', { errorReason: 'Aborted' })
        return
      }
      this.address = address
    }
    const found = await answerTo(address, request.method)
    if (!found) await settle('Fetch.continueRequest')
    else {
      await settle('Fetch.fulfillRequest', {
        responseCode: found.status,
        responseHeaders: [...found.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await found.arrayBuffer()).toString('base64'),
      })
    }
  }

  private closePorts(): void {
    for (const port of this.ports.values()) port.end()
    this.ports.clear()
  }
}
