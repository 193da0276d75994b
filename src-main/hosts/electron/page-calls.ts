// What a page of ours may ask of the program, as the preload script sends it.
// Knows the names of the messages, and that no other page is heard. Does not know what is done.
import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron'
import { ipcMain } from 'electron'
import type { UpdateVerb } from '../../contract/update.ts'
import { UPDATE_VERBS } from '../../contract/update.ts'
import { WindowOffer } from '../../contract/window-offer.ts'
import { WINDOW_ORIGIN } from './app-protocol.ts'
import { isRunFile } from './opened.ts'

/** Longest path that a system takes. */
const LONGEST_PATH = 4096

export interface PageCalls {
  /** A line to the engine, when one is there; rejects where there will be none. */
  connect: () => Promise<MessagePortMain>
  openFolder: (which: 'data' | 'logs') => void
  takeOrders: (page: WebContents) => void
  /** A file of runs was opened. */
  opened: (path: string) => void
  offer: (offer: WindowOffer) => void
  update: (verb: UpdateVerb) => void
}

export function servePages({ connect, openFolder, takeOrders, opened, offer, update }: PageCalls): void {
  /** Pages that wait for an engine; one that is loaded anew meanwhile is the same one still. */
  const waiting = new Set<WebContents>()
  onOurs('connect', ({ sender }) => {
    if (waiting.has(sender)) return
    waiting.add(sender)
    connect()
      .finally(() => waiting.delete(sender))
      .then((port) => {
        if (sender.isDestroyed()) port.close()
        else sender.postMessage('port', null, [port])
      })
      // It was given up, and another page tells so.
      .catch(() => undefined)
  })
  onOurs('open-folder', (_event, which) => {
    if (which === 'data' || which === 'logs') openFolder(which)
  })
  onOurs('take-orders', ({ sender }) => takeOrders(sender))
  onOurs('opened', (_event, path) => {
    if (typeof path === 'string' && path.length <= LONGEST_PATH && isRunFile(path)) opened(path)
  })
  onOurs('offer', (_event, value) => {
    const checked = WindowOffer.safeParse(value)
    if (checked.success) offer(checked.data)
  })
  onOurs('update', (_event, value) => {
    const verb = UPDATE_VERBS.find((one) => one === value)
    if (verb) update(verb)
  })
}

/** Listens to our own page alone, whatever else might come to run in the window. */
function onOurs(channel: string, listener: (event: IpcMainEvent, ...words: unknown[]) => void): void {
  ipcMain.on(channel, (event, ...words: unknown[]) => {
    if (event.senderFrame?.origin === WINDOW_ORIGIN) listener(event, ...words)
  })
}
