// The real program for the end-to-end tests: `npm start`'s own file without a window, with an empty data folder.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Program {
  /** With the token in its fragment. */
  url: string
  /** Exit code, after an orderly end. */
  stop(): Promise<number | null>
}

const ROOT = resolve(import.meta.dirname, '..', '..')
/** Milliseconds until a program that hangs counts as one. */
const START_LIMIT = 300_000
const END_LIMIT = 120_000

export async function startProgram(): Promise<Program> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'espalier-e2e-'))
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'src-main', 'hosts', 'start.ts'), '--serve'],
    { cwd: ROOT, env: { ...process.env, ESPALIER_DATA: dataFolder }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const gone = new Promise<number | null>((settle) => child.on('exit', settle))
  let output = ''
  const url = await new Promise<string>((settle, reject) => {
    const late = setTimeout(() => reject(new Error(`The program printed no address:\n${output}`)), START_LIMIT)
    const listen = (text: Buffer) => {
      output += text.toString()
      const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(output)
      if (!address) return
      clearTimeout(late)
      settle(address[0])
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    void gone.then((code) => reject(new Error(`The program ended with ${String(code)}:\n${output}`)))
  }).catch(async (error: unknown) => {
    child.kill('SIGKILL')
    await rm(dataFolder, { recursive: true, force: true })
    throw error
  })
  return {
    url,
    async stop() {
      child.kill('SIGINT')
      const unwilling = setTimeout(() => child.kill('SIGKILL'), END_LIMIT)
      const code = await gone
      clearTimeout(unwilling)
      await rm(dataFolder, { recursive: true, force: true })
      return code
    },
  }
}
