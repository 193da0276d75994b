#!/usr/bin/env node
// The command `espalier`. Plain JavaScript, so that any Node from 20 can start it: the program itself wants Node 24 or newer,
// which the development dependency `node` brings along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const sources = join(root, 'src-main', 'cli.ts')
const program = existsSync(sources) ? sources : join(root, 'out', 'main', 'cli.js')

/** This Node if it is new enough, else the one among the dependencies, else null. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(file) ? file : null
  } catch {
    return null
  }
}

const node = findNode()
if (node === null) {
  process.stderr.write('Espalier needs Node 24 or newer. Run `npm ci`, which brings it, or install Node 24.\n')
  process.exitCode = 1
} else {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // The terminal sends Ctrl-C to both; this process waits for the other one to end in order.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130)
  })
}
