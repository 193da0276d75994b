// The preload script: gives the window what contract/bridge.ts promises, and hands ports and orders on to it.
// Knows the names of the messages. Does not know the engine; nothing of Electron or Node reaches the window.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge, Order, OrderMessage } from '../../contract/bridge.ts'
import { ORDER_MESSAGE, PORT_MESSAGE } from '../../contract/bridge.ts'

const bridge: Bridge = {
  connect: () => ipcRenderer.send('connect'),
  pathOf: (file) => webUtils.getPathForFile(file),
  openFolder: (which) => ipcRenderer.send('open-folder', which),
  tell: (offer) => ipcRenderer.send('offer', offer),
  opened: (path) => ipcRenderer.send('opened', path),
  takeOrders: () => ipcRenderer.send('take-orders'),
  update: (verb) => ipcRenderer.send('update', verb),
}

// A port cannot go through contextBridge; as a message of the window to itself it can.
ipcRenderer.on('port', (event) => window.postMessage(PORT_MESSAGE, window.origin, event.ports))
ipcRenderer.on('order', (_event, order: Order) =>
  window.postMessage({ type: ORDER_MESSAGE, order } satisfies OrderMessage, window.origin),
)
contextBridge.exposeInMainWorld('espalier', bridge)
