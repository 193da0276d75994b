// `npm run notices`: writes THIRD-PARTY-NOTICES.txt anew, from the packages that ship and the texts that they bring.
// Knows where a package keeps its licence. Does not know which packages ship (shipped-packages.ts).
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'
import { NOTICES, readNotices, writeNotices } from '../src-renderer/shell/notices.ts'
import type { Notice } from '../src-renderer/shell/notices.ts'
import { bundledPackages } from './notices/bundled-packages.ts'
import { replayPage } from './replay-page.ts'
import { nameAt, readLock, shippedPlaces } from './shipped-packages.ts'
import type { Lock } from './shipped-packages.ts'

const root = resolve(import.meta.dirname, '..')
const lock = readLock(root)
const before = existsSync(join(root, NOTICES)) ? readNotices(readFileSync(join(root, NOTICES), 'utf8')) : []
const bundled = await namesInTheWindow()
const places = new Set([...shippedPlaces(lock), ...[...bundled].map((name) => `node_modules/${name}`)])
const notices = [...places].map((place) => noticeOf(lock, place)).sort((a, b) => a.name.localeCompare(b.name, 'en'))
writeFileSync(join(root, NOTICES), writeNotices(notices))
process.stdout.write(`${NOTICES}: ${notices.length} packages\n`)

/** The packages whose modules the built window holds, whether the file names them or not. */
async function namesInTheWindow(): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  await build({
    configFile: false,
    root: join(root, 'src-renderer'),
    logLevel: 'warn',
    plugins: [svelte(), replayPage(root), bundledPackages((found) => found.forEach((name) => names.add(name)))],
    build: { write: false },
  })
  return names
}

function noticeOf(all: Lock, place: string): Notice {
  const found = all[place]
  const name = nameAt(place)
  if (!found?.license) throw new Error(`package-lock.json has no licence of ${name}.`)
  return { name, version: found.version, licence: found.license, text: textOf(name, place) }
}

/** Its licence and what it says of others' work; of a package that brings neither, what was written for it before, once by hand. */
function textOf(name: string, place: string): string {
  const folder = join(root, place)
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying|third-?party)/i.test(file))
    .sort()
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  const kept = before.find((notice) => notice.name === name)
  if (kept) return kept.text
  throw new Error(
    `${name} brings no text of its licence: write it into ${NOTICES} by hand, from where the package is made.`,
  )
}
