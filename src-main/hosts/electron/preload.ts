// The preload script: gives the window three functions: one asks for a line to the engine, one tells where a file lies that the user
// gave, one shows the data folder.
// Knows the names of three messages. Does not know the engine; nothing of Electron or Node reaches the window.
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../../contract/bridge.ts'
import { PORT_MESSAGE } from '../../contract/bridge.ts'

const bridge: Bridge = {
  connect: () => ipcRenderer.send('connect'),
  pathOf: (file) => webUtils.getPathForFile(file),
  openDataFolder: () => ipcRenderer.send('open-data-folder'),
}

// A port cannot go through contextBridge; as a message of the window to itself it can.
ipcRenderer.on('port', (event) => window.postMessage(PORT_MESSAGE, window.origin, event.ports))
contextBridge.exposeInMainWorld('espalier', bridge)
