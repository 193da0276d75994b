// `node tests/package/installed.ts FOLDER`: installs the package that lies in a folder as a person would, only silently; runs its command
// and its window to a tree, opens a file with it, takes it away, and finds that what was made is still there.
// Changes this machine, so it is for machines that are thrown away. Does not know how each system installs (installation.ts).
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { INSTALLATIONS, inWindow, packageIn, PATIENCE, say, sh } from './installation.ts'

const installation = INSTALLATIONS[process.platform]
if (!installation) throw new Error(`There is no package for ${process.platform}.`)
const file = packageIn(resolve(process.argv[2] ?? ''), installation.ending)
const data = mkdtempSync(join(tmpdir(), 'espalier-installed-'))
const env = { ...process.env, ESPALIER_DATA: join(data, 'data') }
const saved = join(data, 'run')

say(`install ${file}`)
installation.install(file)

say('the command runs to a tree')
const words = ['run', '--problem-id', 'L3-042', '--method', 'rebase', '--json', '--out', saved]
const told = sh(installation.command, words, env)
const { answer, state } = JSON.parse(told) as { answer: string | null; state: string }
if (state !== 'done' || answer === null) throw new Error(`The run is ${state}, with the answer ${answer}.`)

say('the window runs to a tree')
await inWindow({ program: installation.window, env }, async (page) => {
  await page.getByRole('button', { name: 'Run', exact: true }).click({ timeout: PATIENCE })
  await page.getByRole('group', { name: 'Run controls' }).getByText(/^Done/).waitFor({ timeout: PATIENCE })
  await page.getByText(/^Search tree with \d+ nodes/).waitFor({ state: 'attached', timeout: PATIENCE })
})

say('the window opens a file')
await inWindow({ program: installation.window, words: [`${saved}.espalier.jsonl`], env }, async (page) => {
  await page.getByText(/^Search tree with \d+ nodes/).waitFor({ state: 'attached', timeout: PATIENCE })
})

say('take it away')
installation.remove()
for (const path of [installation.window, installation.command]) {
  if (existsSync(path)) throw new Error(`${path} is still there.`)
}
if (!existsSync(join(data, 'data', 'history.sqlite'))) throw new Error('What was made is gone with the program.')
say('done')
