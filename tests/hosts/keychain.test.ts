// The system's keychain under Electron: keys go between the two processes and back, and are refused where nothing would hide them.
import { MessageChannel } from 'node:worker_threads'
import type { SafeStorage } from 'electron'
import { afterEach, expect, it } from 'vitest'
import { keychainOver, serveKeychain } from '../../src-main/hosts/electron/keychain.ts'
import { proxiedEnvironment } from '../../src-main/hosts/electron/proxied-environment.ts'
import { threadPort } from '../../src-main/inference/thread/thread-port.ts'

const KEY = 'sesame-0123456789'
let close: () => void = () => undefined
afterEach(() => close())

/** A keychain over a storage that turns texts around. */
function keychain(platform: NodeJS.Platform, { available = true, backend = 'gnome_libsecret' } = {}) {
  const turned = (text: string) => Array.from(text).reverse().join('')
  const storage = {
    isAsyncEncryptionAvailable: () => Promise.resolve(available),
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(turned(text))),
    decryptStringAsync: (bytes: Buffer) =>
      Promise.resolve({ shouldReEncrypt: false, result: turned(bytes.toString()) }),
  } as unknown as SafeStorage
  const { port1, port2 } = new MessageChannel()
  close = () => port1.close()
  serveKeychain(threadPort(port1), storage, platform)
  return keychainOver(Promise.resolve(threadPort(port2)))
}

it('seals a key and reads it again', async () => {
  const { refusal, seal, unseal } = keychain('linux')
  expect(await refusal()).toBeNull()
  const sealed = await seal(KEY)
  expect(sealed).not.toContain(KEY)
  expect(await unseal(sealed)).toBe(KEY)
})

it.each<[NodeJS.Platform, object, RegExp]>([
  ['linux', { backend: 'basic_text' }, /GNOME Keyring, KWallet/],
  ['linux', { backend: 'unknown' }, /GNOME Keyring, KWallet/],
  ['linux', { available: false }, /GNOME Keyring, KWallet/],
  ['darwin', { available: false }, /not there or locked/],
])('refuses keys on %s with %o', async (platform, storage, words) => {
  const { refusal, seal } = keychain(platform, storage)
  expect(await refusal()).toMatch(words)
  await expect(seal(KEY)).rejects.toThrow()
})

it('macOS and Windows have no backends to choose from', async () => {
  expect(await keychain('win32', { backend: 'basic_text' }).refusal()).toBeNull()
})

it('the engine’s requests follow the usual variables for proxies, but for this machine', () => {
  const own = 'localhost,127.0.0.1,::1,[::1]'
  expect(proxiedEnvironment({ HTTPS_PROXY: 'http://p' })).toEqual({
    HTTPS_PROXY: 'http://p',
    NODE_USE_ENV_PROXY: '1',
    NO_PROXY: own,
    no_proxy: own,
  })
  expect(proxiedEnvironment({ NO_PROXY: 'a.b', NODE_USE_ENV_PROXY: '0' })).toMatchObject({
    NO_PROXY: `a.b,${own}`,
    NODE_USE_ENV_PROXY: '0',
  })
})
