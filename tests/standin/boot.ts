// Starts a program as Electron does: `electron [-r FILE] [--switches] PROGRAM [words]`.
// Knows the command line and how a program finds the module `electron`. Does not know the program.
import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron'
      ? {
          url: pathToFileURL(join(import.meta.dirname, 'electron.ts')).href,
          format: 'module-typescript',
          shortCircuit: true,
        }
      : next(name, context),
})
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: 'stand-in' } })
// As the program's first lines find it: [electron, PROGRAM, words].
process.argv.splice(1, 1)
const { app } = await import('./app.ts')

const words = process.argv.slice(1)
const early = words.flatMap((word, at) => (word === '-r' ? [words[at + 1]!] : []))
const given = words.find((word) => !word.startsWith('-') && !early.includes(word)) ?? '.'
const folder = resolve(given)
const { main, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
  main: string
  version: string
}
app.adopt({ folder, version })
for (const file of early) require(file)
await import(pathToFileURL(join(folder, main)).href)
await app.start()
