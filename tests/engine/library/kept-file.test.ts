// A list of the data folder whose folder is taken away: it stays, can be changed, and is written where there is a folder again.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeptFile } from '../../../src-main/engine/library/kept-file.ts'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'espalier-kept-'))
  folder = join(root, 'data')
})
afterEach(() => rmSync(root, { recursive: true }))

const open = () =>
  openKeptFile<string[]>(folder, {
    file: 'list.json',
    empty: [],
    checked: (value) => (Array.isArray(value) ? (value as string[]) : null),
    salvaged: () => [],
    noticed: () => undefined,
    words: { unreadable: '', damaged: '', again: '', notKept: '' },
  })
const written = () => JSON.parse(readFileSync(join(folder, 'list.json'), 'utf8')) as unknown
const adding = (word: string) => (list: string[]) => [...list, word]

describe.skipIf(process.platform === 'win32')('a list whose folder is taken away', () => {
  it('stays, and is written with what was changed since where there is a folder again', async () => {
    const list = open()
    await list.change(adding('before'))
    list.read()
    rmSync(folder, { recursive: true })
    expect(list.read()).toEqual(['before'])
    await list.change(adding('after'))
    expect(list.read()).toEqual(['before', 'after'])
    expect(existsSync(folder)).toBe(false)
    mkdirSync(folder)
    expect(list.read()).toEqual(['before', 'after'])
    expect(written()).toEqual(['before', 'after'])
    await list.change(adding('later'))
    expect(written()).toEqual(['before', 'after', 'later'])
  })

  it('is written where another folder took the place at once', async () => {
    const list = open()
    await list.change(adding('before'))
    list.read()
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    await list.change(adding('after'))
    expect(written()).toEqual(['before', 'after'])
  })

  it('gets what was changed since where the folder comes back', async () => {
    const list = open()
    await list.change(adding('before'))
    list.read()
    renameSync(folder, join(root, 'away'))
    await list.change(adding('after'))
    renameSync(join(root, 'away'), folder)
    expect(list.read()).toEqual(['before', 'after'])
    expect(written()).toEqual(['before', 'after'])
  })

  it('is empty where its file alone was removed', async () => {
    const list = open()
    await list.change(adding('before'))
    list.read()
    rmSync(join(folder, 'list.json'))
    expect(list.read()).toEqual([])
  })
})
