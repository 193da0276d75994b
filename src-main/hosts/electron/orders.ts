// What the window is asked to do from outside of it: kept until a page takes orders, and from then on handed over at once.
// Knows the page that takes them. Does not know what they mean.
import type { WebContents } from 'electron'
import type { Order } from '../../contract/bridge.ts'

export interface Orders {
  give(order: Order): void
  /** The same, if a page is there: what is told so is old when the next one comes. */
  tell(order: Order): void
  /** This page takes orders from now on, until it goes. */
  takenBy(contents: WebContents): void
}

/** `gone` is told when the page that took orders is no longer there. */
export function createOrders(gone: () => void): Orders {
  const waiting: Order[] = []
  let taker: WebContents | null = null
  const watched = new WeakSet<WebContents>()
  const leave = (contents: WebContents) => {
    if (taker !== contents) return
    taker = null
    gone()
  }
  return {
    give(order) {
      if (taker) hand(taker, order)
      else waiting.push(order)
    },
    tell(order) {
      if (taker) hand(taker, order)
    },
    takenBy(contents) {
      taker = contents
      for (const order of waiting.splice(0)) hand(contents, order)
      if (watched.has(contents)) return
      watched.add(contents)
      contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) leave(contents)
      })
      contents.on('render-process-gone', () => leave(contents))
      contents.on('destroyed', () => leave(contents))
    },
  }
}

/** A command counts as a person's own act, as its key would: only then does a page show the system's dialog for files. */
function hand(contents: WebContents, order: Order): void {
  const ready = order.kind === 'command' ? contents.executeJavaScript('0', true) : Promise.resolve()
  void ready.then(() => contents.send('order', order))
}
