// The list of added models on disk: kept whole, shared by two engines, and mended where it is damaged.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ErrorReport } from '../../../../src-main/contract/errors.ts'
import { openAddedModels } from '../../../../src-main/engine/library/added-models.ts'
import type { AddedContent, AddedModel } from '../../../../src-main/engine/library/added-models.ts'
import { temporaryFiles } from './files.ts'
import type { Files } from './files.ts'
import { TINY_LOOK } from './looks.ts'

let files: Files
let noticed: ErrorReport[]
beforeEach(() => {
  files = temporaryFiles()
  noticed = []
})
afterEach(() => files.remove())

const model = (id: string): AddedModel => ({
  id,
  place: `/models/${id}`,
  origin: 'added',
  added: '2026-11-29T12:00:00.000Z',
  form: null,
  look: TINY_LOOK,
})
const open = (folder: string | null = files.folder) => openAddedModels(folder, (report) => noticed.push(report))
const adding = (id: string) => (content: AddedContent) => ({ ...content, models: [...content.models, model(id)] })
const ids = (content: AddedContent) => content.models.map(({ id }) => id)

it('keeps what is added, also for the next engine and in a folder that is not there yet', async () => {
  const folder = join(files.folder, 'new', 'data')
  await open(folder).change(adding('one'))
  expect(open(folder).read().models).toEqual([model('one')])
  expect(readdirSync(folder)).toEqual(['models.json'])
})

it('sees what a neighbour adds, and loses nothing where both add at once', async () => {
  const [one, other] = [open(), open()]
  const names = Array.from({ length: 20 }, (_, at) => `m${at}`)
  await Promise.all(names.map((name, at) => (at % 2 ? one : other).change(adding(name))))
  expect(ids(one.read()).sort()).toEqual([...names].sort())
  expect(ids(other.read())).toEqual(ids(one.read()))
})

it('keeps everything in memory without a folder', async () => {
  const store = open(null)
  await store.change(adding('one'))
  expect(ids(store.read())).toEqual(['one'])
})

it('puts a damaged list aside and keeps the entries that are good', async () => {
  const store = open()
  await store.change(adding('good'))
  const path = join(files.folder, 'models.json')
  const content = JSON.parse(readFileSync(path, 'utf8')) as AddedContent
  const damaged = JSON.stringify({ ...content, models: [{ id: 'bad' }, ...content.models], prompts: 7 })
  writeFileSync(path, damaged)
  expect(ids(store.read())).toEqual(['good'])
  // Also the second time, and for a neighbour.
  expect(ids(store.read())).toEqual(['good'])
  expect(ids(open().read())).toEqual(['good'])
  expect(noticed.map(({ message }) => message)).toEqual([
    'The list of your models was damaged; what could be read of it is kept.',
  ])
  const aside = readdirSync(files.folder).filter((name) => name.startsWith('models.json.damaged-'))
  expect(aside.map((name) => readFileSync(join(files.folder, name), 'utf8'))).toEqual([damaged])
})

it.each(['', '{', 'null', '[]', '{"schema":"espalier-models","version":2,"models":[]}'])(
  'begins anew where the list is %j',
  async (text) => {
    files.write({ 'models.json': text })
    const store = open()
    expect(store.read().models).toEqual([])
    await store.change(adding('one'))
    expect(ids(open().read())).toEqual(['one'])
    expect(noticed).toHaveLength(1)
  },
)

it('says that it cannot be kept, and does not write over a list that it cannot read', async () => {
  mkdirSync(join(files.folder, 'models.json'))
  const store = open()
  expect(store.read().models).toEqual([])
  await expect(store.change(adding('one'))).rejects.toThrow('The list of your models cannot be read.')
  const file = temporaryFiles()
  file.write({ data: 'a file' })
  await expect(open(join(file.folder, 'data')).change(adding('one'))).rejects.toThrow(
    'The list of your models could not be kept.',
  )
  file.remove()
})

it.skipIf(process.getuid?.() === 0)('says that it cannot be kept in a folder without rights', async () => {
  chmodSync(files.folder, 0o500)
  await expect(open().change(adding('one'))).rejects.toThrow('The list of your models could not be kept.')
  chmodSync(files.folder, 0o700)
})

it('remembers checksums, the latest thousand', async () => {
  const store = open()
  await store.remember(new Map([['/a\n1\n2', 'sum']]))
  await store.remember(new Map(Array.from({ length: 1000 }, (_, at) => [`/f${at}`, 'x'])))
  const { checksums } = open().read()
  expect(Object.keys(checksums)).toHaveLength(1000)
  expect(checksums['/a\n1\n2']).toBeUndefined()
  expect(checksums['/f999']).toBe('x')
})
