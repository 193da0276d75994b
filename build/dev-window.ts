// The window of `npm run dev`: Vite serves the sources as the build would compile them, and replaces a module that was edited.
// Knows the way to the engine's socket, waiting until it is there, and what Vite needs of the content security policy.
// Does not know what runs in the engine.
import { join } from 'node:path'
import type { FSWatcher } from 'vite'
import { createServer } from 'vite'
import electronConfig from '../electron.config.ts'
import { NOTICES } from '../src-renderer/shell/notices.ts'
import { SOCKET_PATH } from '../src-main/contract/door.ts'
import { SECURITY_HEADERS } from '../src-main/hosts/window-files.ts'
import type { DevEngine } from './dev-engine.ts'

/** The policy of the program, but for styles: Vite puts them into the page, so that it can replace them. */
const HEADERS = {
  ...SECURITY_HEADERS,
  'content-security-policy': `${SECURITY_HEADERS['content-security-policy'] ?? ''}; style-src 'self' 'unsafe-inline'`,
}

export interface ServedWindow {
  /** Ends with a slash. */
  address: string
  /** Watches the sources of the window; more can be added. */
  watcher: FSWatcher
  close(): Promise<void>
}

/** Serves on 127.0.0.1, at 5173 or the next port that is free. */
export async function serveWindow({ root, engine }: { root: string; engine: DevEngine }): Promise<ServedWindow> {
  const server = await createServer({
    ...electronConfig.renderer,
    configFile: false,
    root: join(root, 'src-renderer'),
    clearScreen: false,
    logLevel: 'warn',
    server: {
      host: '127.0.0.1',
      headers: HEADERS,
      fs: {
        allow: ['src-renderer', 'src-main/contract', 'node_modules', NOTICES].map((place) => join(root, place)),
      },
      proxy: {
        // The whole path, because the window's own engine.ts begins alike. Host and Origin pass as they are, so that the web host
        // tests them as it always does.
        [`^${SOCKET_PATH}$`]: { target: `ws://127.0.0.1:${engine.port}`, ws: true, bypass: () => engine.ready() },
      },
    },
  })
  await server.listen()
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    watcher: server.watcher,
    close: () => server.close(),
  }
}
