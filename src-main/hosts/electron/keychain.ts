// The system's keychain, which Electron reaches in its main process alone, for the engine in another process.
// Knows safeStorage, and the calls between the two. Does not know what keys are for, or where their sealed bytes lie.
import type { SafeStorage } from 'electron'
import type { Port } from '../../contract/channel.ts'
import { openChannel } from '../../contract/channel.ts'
import type { NoCalls } from '../../contract/channel.ts'
import type { Keychain } from '../../engine/engine.ts'

export type KeychainCalls = {
  refusal: (what: Record<string, never>) => string | null
  seal: (what: { key: string }) => string
  unseal: (what: { sealed: string }) => string
}

/** Answers the engine's process. */
export function serveKeychain(port: Port, storage: SafeStorage, platform: NodeJS.Platform = process.platform): void {
  openChannel<NoCalls, KeychainCalls>(port, {
    refusal: () => refusalOf(storage, platform),
    async seal({ key }) {
      // What has no keychain behind it would hide the key from nobody.
      const refusal = await refusalOf(storage, platform)
      if (refusal !== null) throw new Error(refusal)
      return (await storage.encryptStringAsync(key)).toString('base64')
    },
    unseal: async ({ sealed }) => (await storage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  })
}

/** The keychain as the engine has it, over a port that the main process sends once. */
export function keychainOver(port: Promise<Port>): Keychain {
  const channel = port.then((one) => openChannel<KeychainCalls>(one))
  return {
    refusal: async () => (await channel).call('refusal', {}),
    seal: async (key) => (await channel).call('seal', { key }),
    unseal: async (sealed) => (await channel).call('unseal', { sealed }),
  }
}

/** Why keys cannot be kept; null where they can. Linux without a keychain would only scramble them with a password that everybody knows. */
async function refusalOf(storage: SafeStorage, platform: NodeJS.Platform): Promise<string | null> {
  const backend = platform === 'linux' ? storage.getSelectedStorageBackend() : ''
  if ((await storage.isAsyncEncryptionAvailable()) && backend !== 'basic_text' && backend !== 'unknown') return null
  return platform === 'linux'
    ? 'No keychain of this desktop (GNOME Keyring, KWallet) is there or unlocked.'
    : 'The system’s keychain is not there or locked.'
}
