// Starts a file of the program with the Node that it needs, or says in one sentence why that cannot be.
// Knows the Node versions and the packages of the lock file. Does not know what it starts. Plain JavaScript, so that an old Node
// can read it: the program itself wants Node 24 or newer, which the development dependency `node` brings along.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The first Node that runs TypeScript as it is, with SQLite inside. */
const WANTED = 24
/** The first Node that the installation itself runs under. */
const INSTALLS = [20, 19]

/** The checkout. Not by import.meta.dirname, which Node 18 does not have. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * V8 of Node 24 keeps a list of its pages of machine code, on processors with protection keys, that threads which come and go may leave
 * wrong: then it ends the process ("Check failed: jit_page.has_value()", nodejs/node#64500). Without the keys it keeps none.
 */
const SAFE_THREADS = '--no-memory-protection-keys'

/** What a person or the system ends a program with. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL']

/**
 * Where Node keeps what it has compiled: without it each start strips and compiles hundreds of files anew, in every thread. An
 * installed package has few files, and leaves none behind.
 */
const COMPILED = existsSync(join(ROOT, 'package-lock.json')) ? join(ROOT, 'node_modules', '.cache', 'espalier') : null

/** Runs `program` with `options` in this terminal, and ends with its exit code. `environment` is what it needs besides this one's. */
export function launch(program, options, environment = {}) {
  const { node, problem } = findNode({ root: ROOT, version: process.versions.node, path: process.execPath })
  if (problem !== undefined) {
    refuse(problem)
    return
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', SAFE_THREADS, program, ...options], {
    stdio: 'inherit',
    env: { ...(COMPILED && { NODE_COMPILE_CACHE: COMPILED }), ...proxied(process.env), ...environment },
  })
  // The terminal sends Ctrl-C to both; this process waits for the other one to end in order.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', ({ code }) =>
    refuse(`${node} cannot be started (${code}). Run \`npm ci\` in ${ROOT}, then start again.`),
  )
  child.on('exit', (code, signal) => {
    if (signal === null || ENDINGS.includes(signal)) process.exitCode = code ?? 130
    else refuse(`Espalier crashed (${signal}). Start it again; report it if it happens again.`)
  })
}

/**
 * The environment in which requests go through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, unless Node's switch for that is
 * set already; hosts of this machine are asked directly.
 */
export function proxied(environment) {
  const own = 'localhost,127.0.0.1,::1,[::1]'
  const excepted = [environment.no_proxy ?? environment.NO_PROXY, own].filter(Boolean).join(',')
  return { NODE_USE_ENV_PROXY: '1', ...environment, NO_PROXY: excepted, no_proxy: excepted }
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

/**
 * The `node` to start the program of `root` with, given the Node that runs now: its `version` and its `path`.
 * Else the `problem`: what happened and what to do.
 */
export function findNode({ root, version, path }) {
  const missing = missingPackages(root)
  if (missing.length > 0) return { problem: missingSentence({ root, version, missing }) }
  if (atLeast(version, [WANTED, 0])) return { node: path }
  const brought = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(brought)) return { node: brought }
  return {
    problem:
      `Espalier needs Node ${WANTED} or newer; this is Node ${version}, and the installation brought no other. ` +
      `Run \`npm ci --ignore-scripts=false\`, which fetches one, or install Node ${WANTED} (https://nodejs.org).`,
  }
}

function missingSentence({ root, version, missing }) {
  const whole = !existsSync(join(root, 'node_modules'))
  const what = whole
    ? 'The packages that Espalier needs are not installed.'
    : missing.length === 1
      ? `The package ${missing[0]} is missing in node_modules.`
      : `${missing.length} packages are missing in node_modules, among them ${missing[0]}.`
  if (atLeast(version, INSTALLS)) return `${what} Run \`npm ci\` in ${root}, then start again.`
  return (
    `${what} Installing them needs Node ${INSTALLS.join('.')} or newer, and this is Node ${version}: ` +
    `install Node ${WANTED} (https://nodejs.org), then run \`npm ci\` in ${root}.`
  )
}

/** Names of packages that every platform has by the lock file, and that are not there; none where there is no lock file. */
function missingPackages(root) {
  const lock = join(root, 'package-lock.json')
  if (!existsSync(lock)) return []
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'))
  return Object.keys(packages)
    .filter((path) => path !== '' && !packages[path].optional && !packages[path].devOptional)
    .filter((path) => !existsSync(join(root, path, 'package.json')))
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

function atLeast(version, [major, minor]) {
  const [ownMajor, ownMinor] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
