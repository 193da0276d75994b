// Where what a command prints is not taken: by a reader that leaves, or by a full disk.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseRunFile } from '../../src-main/engine/history/run-file.ts'
import { openStore } from '../../src-main/engine/history/store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-output-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const QUESTION =
  'Jack had 993 cards and lost 33. Jack makes 12 equal parts and keeps one. How many cards does Jack have now?'
const RUN = ['run', '--problem', QUESTION, '--method', 'rebase', '--width', '8', '--seed', '1']
const environment = () => ({ ...process.env, ESPALIER_DATA: join(folder, 'data') })

/** Starts a command, leaves at the first thing that it prints, and tells how it ended. */
function leaving(args: string[]): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [resolve('build/espalier.mjs'), ...args], { env: environment() })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    child.once('close', (code, signal) => settle({ code, signal, stderr }))
  })
}

const ORDERLY = { code: 0, signal: null, stderr: '' }

describe('a reader that leaves', () => {
  it('does not end one that is to be kept: it is kept whole', async () => {
    const out = join(folder, 'run.espalier.jsonl')
    expect(await leaving([...RUN, '--save', '--out', out])).toEqual(ORDERLY)
    const { record, truncated } = parseRunFile(readFileSync(out, 'utf8'))
    expect([truncated, record.events.at(-1)?.change]).toMatchObject([false, { type: 'state', state: 'done' }])
    const store = openStore(join(folder, 'data'))
    expect(store.summary(record.header.id)?.state).toBe('done')
    store.close()
  })

  it.each([[['methods', '--json']]])('is no failure of %j', async (args) => {
    expect(await leaving(args)).toEqual(ORDERLY)
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it.each([[['methods', '--json']], [['experiment', '--preset', 'one-minute', '--print-spec']]])(
    'ends %j with one sentence',
    async (args) => {
      const full = openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [resolve('build/espalier.mjs'), ...args], {
        env: environment(),
        stdio: ['ignore', full, 'pipe'],
      })
      closeSync(full)
      let stderr = ''
      child.stderr!.on('data', (text: Buffer) => (stderr += text.toString()))
      const code = await new Promise((settle) => child.once('close', settle))
      expect([code, stderr]).toEqual([
        1,
        'The output could not be written: its disk is full. Free some space, or send it elsewhere.\n',
      ])
    },
  )
})
