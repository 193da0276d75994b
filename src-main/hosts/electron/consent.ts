// The question whether files that the program will run may be downloaded. The system asks it, outside of the page: what might come to
// run in the window cannot press this button.
// Knows the question, and the call between the engine's process and the main one. Does not know what is done with the answer.
import type { Dialog } from 'electron'
import type { NoCalls, Port } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import type { CudaOffer } from '../../contract/device.ts'
import type { MayDownload } from '../../engine/engine.ts'
import { WORDS } from './words.ts'

type ConsentCalls = { mayDownload: (offer: CudaOffer) => boolean }

/** Answers the engine's process. */
export function serveConsent(port: Port, mayDownload: MayDownload): void {
  openChannel<NoCalls, ConsentCalls>(port, { mayDownload })
}

/** The question as the engine asks it, over a port that the main process sends once. */
export function consentOver(port: Promise<Port>): MayDownload {
  const channel = port.then((one) => openChannel<ConsentCalls>(one))
  return async (offer) => (await channel).call('mayDownload', offer)
}

/** Asks in front of the window. Resolves to whether somebody agreed. */
export async function mayDownload(
  dialog: Dialog,
  window: Electron.BrowserWindow | undefined,
  { name, version, bytes, sha512 }: CudaOffer,
): Promise<boolean> {
  const words = WORDS.download
  const options = {
    type: 'question' as const,
    title: 'Espalier',
    message: words.question(name, version, `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`),
    detail: words.detail(sha512),
    buttons: [words.yes, words.no],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response === 0
}
