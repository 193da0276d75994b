// The template of the page that replays one run: its script as one classic script, its style, and a content security policy that allows
// these two by their checksums and nothing else. The window puts a run into it (src-renderer/replay/replay-data.ts).
// Knows Vite. Does not know runs.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { build } from 'vite'

/** Name of the template beside the window's page. */
const FILE = 'replay-page.html'

/** Puts the template into the window's build, and serves it in development. `root`: the checkout. */
export function replayPage(root: string): Plugin {
  return {
    name: 'replay-page',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: await replayTemplate(root) })
    },
    configureServer(server) {
      server.middlewares.use(`/${FILE}`, (_, response, next) => {
        replayTemplate(root).then((page) => {
          response.setHeader('content-type', 'text/html; charset=utf-8')
          response.end(page)
        }, next)
      })
    },
  }
}

/** The page without a run. */
export async function replayTemplate(root: string): Promise<string> {
  const { script, style } = await bundled(join(root, 'src-renderer'))
  const policy = [
    "default-src 'none'",
    `script-src '${checksum(script)}'`,
    `style-src '${checksum(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Espalier</title>
<style>${style}</style>
</head>
<body>
<script type="application/json">null</script>
<script>${script}</script>
</body>
</html>
`
}

async function bundled(room: string): Promise<{ script: string; style: string }> {
  const built = await build({
    configFile: false,
    root: room,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { zod: join(room, 'replay', 'no-zod.ts') } },
    build: {
      write: false,
      target: 'es2023',
      // Browsers of 2024, which need no `color-scheme` written out for them.
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      lib: { entry: join(room, 'replay', 'page.ts'), formats: ['iife'], name: 'espalierReplay' },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []))
  const [chunk, sheet, ...others] = outputs
  if (chunk?.type !== 'chunk' || sheet?.type !== 'asset' || others.length > 0)
    throw new Error('The page that replays a run is more than one script and one style.')
  // The only texts that end a script, or hide its end, in a page.
  const script = chunk.code.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')
  return { script, style: String(sheet.source) }
}

function checksum(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
