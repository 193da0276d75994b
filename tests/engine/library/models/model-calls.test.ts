// The calls about models of the user's: what is kept, what is told, and when something is made, opened or deleted.
import type { FileModelInfo } from '../../../../src-main/contract/model.ts'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ErrorReport } from '../../../../src-main/contract/errors.ts'
import type { ModelCard } from '../../../../src-main/contract/model-card.ts'
import type { Speeds } from '../../../../src-main/engine/library/known-models.ts'
import { fitOf, formOf } from '../../../../src-main/engine/library/model-cards.ts'
import type { ModelLook } from '../../../../src-main/engine/library/model-look.ts'
import { temporaryFiles } from './files.ts'
import type { Files } from './files.ts'
import { modelsOf } from './library.ts'
import { PROMPT, TINY_LOOK } from './looks.ts'

const BROKEN: ErrorReport = { code: 'model-broken', message: 'The file lies.', advice: '' }

let files: Files
let data: string
let place: string
beforeEach(() => {
  files = temporaryFiles()
  data = join(files.folder, 'data')
  place = join(files.folder, 'tiny')
  files.write({ 'tiny/config.json': '{}', 'tiny/model.safetensors': 40 })
})
afterEach(() => files.remove())

const open = (looks: (place: string) => ModelLook | ErrorReport = () => TINY_LOOK) => modelsOf(data, looks)
const own = ({ cards }: { cards: ModelCard[] }) => cards.filter(({ origin }) => origin !== 'embedded')
const formStates = ({ forms }: ModelCard) => forms.map(({ form, state, progress }) => [form, state, progress])

describe('a model that is added', () => {
  it('is kept by its place once, for every engine of the data folder, and read again only when it has changed', async () => {
    const { calls, looked } = open()
    const { card } = await calls['models.add']({ place })
    expect(card).toMatchObject({ id: 'Tiny', place, origin: 'added', form: 'as-stored', prompt: PROMPT, state: 'ready' })
    expect(await calls['models.add']({ place: join(place, 'config.json') })).toEqual({ card })
    expect(own(await calls['models.cards']({}))).toEqual([card])
    expect(own(await open().calls['models.cards']({}))).toEqual([card])
    const reads = () => looked.filter((one) => one === place).length
    expect(reads()).toBe(1)
    files.write({ 'tiny/model.safetensors': 41 })
    await calls['models.cards']({})
    expect(reads()).toBe(2)
  })

  it('says on its card and in the list for which policies a PRM is meant, also while its files are away', async () => {
    const { calls, library } = open(() => ({ ...TINY_LOOK, role: 'verifier', prompt: null, meantFor: ['Tiny policy'] }))
    const { card } = await calls['models.add']({ place })
    expect(card.meantFor).toEqual(['Tiny policy'])
    files.move('tiny', 'away')
    expect((await library.list()).find(({ id }) => id === card.id)).toMatchObject({
      state: 'missing',
      meantFor: ['Tiny policy'],
    })
  })

  it('gets an id of its own beside another of the same name', async () => {
    const { calls } = open()
    files.write({ 'other/config.json': '{}' })
    await calls['models.add']({ place })
    const { card } = await calls['models.add']({ place: join(files.folder, 'other') })
    expect(card.id).toBe('Tiny-2')
  })

  it('is missing while its files are away, broken while they are wrong, and ready again after both', async () => {
    let wrong = false
    const { calls, library } = open(() => (wrong ? BROKEN : TINY_LOOK))
    const { card } = await calls['models.add']({ place })
    const now = async () => own(await calls['models.cards']({}))[0]!
    files.move('tiny', 'away')
    expect(await now()).toMatchObject({ ...card, state: 'missing', error: { code: 'model-missing' } })
    await expect(library.open('Tiny', 'policy')).rejects.toThrow('The files of the model “Tiny” are not there.')
    files.move('away', 'tiny')
    wrong = true
    files.write({ 'tiny/model.safetensors': 39 })
    expect(await now()).toMatchObject({ state: 'broken', error: BROKEN })
    wrong = false
    files.write({ 'tiny/model.safetensors': 40 })
    expect(await now()).toEqual(card)
  })

  it.each([
    ['models.add', () => BROKEN, 'The file lies.'],
    ['models.look', () => BROKEN, 'The file lies.'],
  ] as const)('is refused by %s where its files are broken, and nothing is kept', async (call, looks, message) => {
    const { calls, store } = open(looks)
    await expect(calls[call]({ place })).rejects.toThrow(message)
    expect(store.read().models).toEqual([])
  })

  it('can be looked at and opened without being kept', async () => {
    const { calls, library, opened } = open()
    expect((await calls['models.look']({ place })).card).toMatchObject({ id: place, name: 'Tiny' })
    expect((await library.open(place, 'policy')).model).toMatchObject({ id: place, name: 'Tiny', checksum: expect.any(String) as string })
    expect(opened).toEqual([{ folder: place, form: null, closed: false }])
    expect(own(await calls['models.cards']({}))).toEqual([])
    expect((await library.list()).every(({ origin }) => origin === 'embedded')).toBe(true)
  })

  it('remembers the checksums that its session made', async () => {
    const { library, store } = open()
    await library.open(place, 'policy')
    expect(store.read().checksums).toEqual({ [`${place}/weights`]: 'sum' })
  })
})

describe('a finished download', () => {
  it('is kept by itself, and deleted when it is removed', async () => {
    const { calls, downloaded } = open()
    downloaded.push(place, join(files.folder, 'nowhere'))
    expect(own(await calls['models.cards']({}))).toMatchObject([{ id: 'Tiny', place, origin: 'downloaded' }])
    await calls['models.remove']({ id: 'Tiny' })
    expect(downloaded).toEqual([join(files.folder, 'nowhere')])
    expect(own(await calls['models.cards']({}))).toEqual([])
  })
})

describe('how a policy is asked', () => {
  it('is kept with the model, and goes back to what the files suggest', async () => {
    const { calls, library } = open()
    await calls['models.add']({ place })
    const sampling = async () => (await library.list()).find(({ id }) => id === 'Tiny')?.sampling
    expect(await sampling()).toEqual(PROMPT.sampling)
    const prompt = { ...PROMPT, system: 'Be brief.', sampling: { topK: 9 } }
    expect((await calls['models.prompt']({ id: 'Tiny', prompt })).card).toMatchObject({ prompt, promptChanged: true })
    expect(own(await open().calls['models.cards']({}))).toMatchObject([{ prompt, promptChanged: true }])
    expect(await sampling()).toEqual({ topK: 9 })
    expect((await calls['models.prompt']({ id: 'Tiny', prompt: null })).card).toMatchObject({ prompt: PROMPT, promptChanged: false })
  })

  it.each<[string, () => ModelLook, string, string]>([
    ['cannot be', () => TINY_LOOK, 'refuse', 'It cannot be.'],
    ['is for a PRM', () => ({ ...TINY_LOOK, role: 'verifier', prompt: null }), '', 'scores steps and writes none'],
  ])('is refused where it %s', async (_, looks, system, message) => {
    const { calls, store } = open(looks)
    await calls['models.add']({ place })
    await expect(calls['models.prompt']({ id: 'Tiny', prompt: { ...PROMPT, system } })).rejects.toThrow(message)
    expect(store.read().prompts).toEqual({})
  })
})

describe('a form', () => {
  it('is made once, told of while it is made, and then used', async () => {
    const { calls, library, making, opened, told } = open()
    await calls['models.add']({ place })
    const { card } = await calls['models.form']({ id: 'Tiny', form: 'q4', keep: true })
    expect(card.form).toBe('q4')
    expect(formStates(card)).toEqual([
      ['as-stored', 'ready', null],
      ['q8', 'to-make', null],
      ['q4', 'making', 0],
    ])
    // A run that comes meanwhile waits for it.
    const run = library.open('Tiny', 'policy')
    await expect.poll(() => making.length).toBe(1)
    making[0]!.progress(0.5)
    expect(formStates(own(await calls['models.cards']({}))[0]!)).toContainEqual(['q4', 'making', 0.5])
    making[0]!.done()
    expect((await run).model).toMatchObject({ weights: TINY_LOOK.forms[2]!.weights })
    expect(opened).toEqual([{ folder: place, form: join(data, 'forms', 'made-q4'), closed: false }])
    expect(told).toEqual([0, 0.5, 1])
    expect(formStates(own(await open().calls['models.cards']({}))[0]!)).toContainEqual(['q4', 'ready', null])
    expect(making).toHaveLength(1)
  })

  it('that is chosen while a session is open makes the next run open another one', async () => {
    const { calls, library, making, opened } = open()
    await calls['models.add']({ place })
    await library.open('Tiny', 'policy')
    await calls['models.form']({ id: 'Tiny', form: 'q8', keep: true })
    await expect.poll(() => making.length).toBe(1)
    making[0]!.done()
    await library.makeReady(['Tiny'])
    await library.open('Tiny', 'policy')
    expect(opened.map(({ form, closed }) => [form && form.slice(-7), closed])).toEqual([
      [null, true],
      ['made-q8', false],
    ])
  })

  it('can be stopped, and leaves nothing', async () => {
    const { calls, failures, making, store } = open()
    await calls['models.add']({ place })
    await calls['models.form']({ id: 'Tiny', form: 'q4', keep: true })
    await expect.poll(() => making.length).toBe(1)
    await calls['models.form.stop']({ id: 'Tiny' })
    await expect.poll(() => store.read().models[0]!.form).toBeNull()
    expect([store.read().forms, failures]).toEqual([[], []])
    const card = own(await calls['models.cards']({}))[0]!
    expect(card.form).toBe('as-stored')
    expect(formStates(card)).toContainEqual(['q4', 'to-make', null])
  })

  it('that cannot be made is told of, and another one is used', async () => {
    const { calls, failures, making, store } = open()
    await calls['models.add']({ place })
    await calls['models.form']({ id: 'Tiny', form: 'q4', keep: true })
    await expect.poll(() => making.length).toBe(1)
    making[0]!.fail(BROKEN)
    await expect.poll(() => failures).toEqual([BROKEN])
    expect(store.read().models[0]!.form).toBeNull()
  })

  it('must be one of the model’s', async () => {
    const { calls } = open(() => ({ ...TINY_LOOK, forms: TINY_LOOK.forms.slice(0, 1) }))
    await calls['models.add']({ place })
    for (const call of ['models.form', 'models.form.make'] as const) {
      await expect(calls[call]({ id: 'Tiny', form: 'q4', keep: true })).rejects.toThrow('has no such form')
    }
    // An embedded one runs as it was published.
    await expect(calls['models.form.make']({ id: 'arithmetic-policy-1m', form: 'q4' })).rejects.toThrow('has no such form')
  })

  it('is made for who waits for it, and the choice stays', async () => {
    const { calls, making, store } = open()
    await calls['models.add']({ place })
    const made = calls['models.form.make']({ id: 'Tiny', form: 'q4' })
    await expect.poll(() => making.length).toBe(1)
    making[0]!.done()
    const { card } = await made
    expect([card.form, formStates(card).at(-1)]).toEqual(['as-stored', ['q4', 'ready', null]])
    expect(store.read().models[0]!.form).toBeNull()
    const failing = calls['models.form.make']({ id: 'Tiny', form: 'q8' })
    await expect.poll(() => making.length).toBe(2)
    making[1]!.fail(BROKEN)
    await expect(failing).rejects.toThrow('The file lies.')
  })

  it('may hold for this engine alone, also for a model that was not added', async () => {
    const { calls, library, making, opened, store } = open()
    expect((await calls['models.form']({ id: place, form: 'q4', keep: false })).card.form).toBe('q4')
    expect(making).toHaveLength(0)
    const run = library.open(place, 'policy')
    await expect.poll(() => making.length).toBe(1)
    making[0]!.done()
    await run
    expect(opened).toMatchObject([{ form: join(data, 'forms', 'made-q4') }])
    expect(store.read().models).toEqual([])
    expect((await open().calls['models.look']({ place })).card.form).toBe('as-stored')
  })

  it.each<[number, ModelLook['forms'][number]['form'], string[]]>([
    [100_000, 'as-stored', ['fits', 'fits', 'fits']],
    [10_000, 'as-stored', ['tight', 'fits', 'fits']],
    [5_000, 'q8', ['will-not-fit', 'tight', 'tight']],
    [2_000, 'q4', ['will-not-fit', 'will-not-fit', 'tight']],
    [500, 'q4', ['will-not-fit', 'will-not-fit', 'will-not-fit']],
  ])('is chosen from a memory of %d bytes: %s', (total, form, fits) => {
    const memory = { total, free: total }
    expect(formOf(TINY_LOOK, { chosen: null, speeds: {}, memory }).form).toBe(form)
    expect(TINY_LOOK.forms.map((one) => fitOf(one, memory))).toEqual(fits)
    // What was chosen by hand holds all the same.
    expect(formOf(TINY_LOOK, { chosen: 'q8', speeds: {}, memory }).form).toBe('q8')
  })

  it.each<[string, Speeds, number, ModelLook['forms'][number]['form']]>([
    ['a fast one stays', { 'as-stored': 4 }, 100_000, 'as-stored'],
    ['however fast a smaller one is', { 'as-stored': 5, q8: 50 }, 100_000, 'as-stored'],
    ['a slow one gives way to the next', { 'as-stored': 3.9 }, 100_000, 'q8'],
    ['and that one, slow too, to the next', { 'as-stored': 1, q8: 2 }, 100_000, 'q4'],
    ['of slow ones the fastest', { 'as-stored': 1, q8: 3, q4: 2 }, 100_000, 'q8'],
    ['one that does not fit is none, however fast', { 'as-stored': 50, q8: 1, q4: 2 }, 5_000, 'q4'],
  ])('is chosen from what tries found: %s', (_, speeds, total, form) => {
    const memory = { total, free: total }
    expect(formOf(TINY_LOOK, { chosen: null, speeds, memory }).form).toBe(form)
    expect(formOf(TINY_LOOK, { chosen: 'q4', speeds, memory }).form).toBe('q4')
  })
})

describe('what a try found', () => {
  it('is kept with the files, told by the card, and passes a slow form over as long as nobody has chosen', async () => {
    const { calls, library, store } = open()
    await calls['models.add']({ place })
    const { sha256: stamp } = (await library.list()).find(({ id }) => id === 'Tiny') as FileModelInfo
    const found = [
      { stamp, form: 'as-stored' as const, tokensPerSecond: 2, wideSpeeds: [{ rows: 16, tokensPerSecond: 30 }] },
      { stamp: 'of other files', form: 'q8' as const, tokensPerSecond: 1, wideSpeeds: [] },
    ]
    await store.change((content) => ({ ...content, speeds: found }))
    const [card] = own(await open().calls['models.cards']({}))
    expect(card).toMatchObject({ form: 'q8' })
    expect(card!.forms.map((one) => [one.tokensPerSecond, one.wideSpeeds, one.suggested])).toEqual([
      [2, found[0]!.wideSpeeds, false],
      [null, [], true],
      [null, [], false],
    ])
    const { card: chosen } = await calls['models.form']({ id: 'Tiny', form: 'as-stored', keep: true })
    expect(chosen).toMatchObject({ form: 'as-stored', forms: [{ suggested: false }, { suggested: true }, {}] })
    await calls['models.remove']({ id: 'Tiny' })
    expect(store.read().speeds).toEqual([found[1]])
  })
})

describe('a model that is removed', () => {
  it('takes what was made of it along, and leaves its files', async () => {
    const { calls, library, making, opened, store } = open()
    await calls['models.add']({ place })
    await calls['models.prompt']({ id: 'Tiny', prompt: { ...PROMPT, system: 'Be brief.' } })
    await calls['models.form']({ id: 'Tiny', form: 'q8', keep: true })
    await expect.poll(() => making.length).toBe(1)
    making[0]!.done()
    await library.open('Tiny', 'policy')
    await calls['models.remove']({ id: 'Tiny' })
    expect(own(await calls['models.cards']({}))).toEqual([])
    expect(opened.map(({ closed }) => closed)).toEqual([true])
    expect(readdirSync(join(data, 'forms'))).toEqual([])
    expect(store.read()).toMatchObject({ models: [], prompts: {}, forms: [], speeds: [] })
    expect(existsSync(join(place, 'model.safetensors'))).toBe(true)
  })

  it('must not be in use, be part of the program, or be unknown', async () => {
    const { calls, library, going } = open()
    await calls['models.add']({ place })
    await library.open('Tiny', 'policy')
    going.runs = 1
    await expect(calls['models.remove']({ id: 'Tiny' })).rejects.toThrow('The model “Tiny” is in use.')
    await expect(calls['models.remove']({ id: 'arithmetic-policy-1m' })).rejects.toThrow('is part of Espalier')
    await expect(calls['models.remove']({ id: 'nobody' })).rejects.toThrow('There is no model “nobody”.')
    going.runs = 0
    expect(await calls['models.remove']({ id: place })).toEqual({})
  })
})
