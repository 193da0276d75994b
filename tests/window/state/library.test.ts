// The library as the window holds it: cards, adding, forms, a try, the record of a prompt; and what stays when the engine says no.
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { Library } from '../../../src-renderer/state/library.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'
import type { WindowEngineOptions } from '../../doubles/window-engine.ts'

const SMOL = 'smollm2-135m-instruct'

async function libraryOf(options: WindowEngineOptions = { library: 'many' }) {
  const engine = windowEngine(options)
  const library = new Library(engine)
  await library.refresh()
  return { engine, library }
}
const draftOf = (library: Library, id: string) => library.draft(id)!

describe('the library of the window', () => {
  it('shows one of the user’s models first, and the page that adds one where there is none', async () => {
    expect((await libraryOf()).library.card?.id).toBe(SMOL)
    const { library } = await libraryOf({})
    expect([library.loaded, library.card, library.cards.length]).toEqual([true, null, 4])
  })

  it('shows the model that was shown last, also after a reload, while it is there', async () => {
    let last: string | null = 'gemma-3-270m'
    const shown = { read: () => last, write: (id: string | null) => (last = id) }
    const engine = windowEngine({ library: 'many' })
    const opened = async () => {
      const library = new Library(engine, shown)
      await library.refresh()
      return library
    }
    const library = await opened()
    expect(library.card?.id).toBe('gemma-3-270m')
    library.show('llemma-finetuned')
    expect((await opened()).card?.id).toBe('llemma-finetuned')
    await library.remove('llemma-finetuned')
    expect((await opened()).card?.id).toBe(SMOL)
  })

  it('adds a place, shows its card, and takes it off those that were found', async () => {
    const { library } = await libraryOf({})
    await library.find()
    const [found] = library.found!
    await library.add(found!.place)
    expect(library.card).toMatchObject({ name: found!.name, place: found!.place, origin: 'hugging-face' })
    expect(library.found!.map(({ place }) => place)).not.toContain(found!.place)
    await library.find()
    expect(library.found!.map(({ place }) => place)).not.toContain(found!.place)
    await library.add(found!.place)
    expect(library.cards).toHaveLength(5)
  })

  it.each([
    ['/somewhere/broken', 'broken has no config.json and is no GGUF file.'],
    ['/somewhere/nowhere', 'There is nothing at /somewhere/nowhere.'],
  ])('says why %s cannot be added, and keeps what was written', async (place, message) => {
    const { library } = await libraryOf({})
    library.place = place
    await library.add(place)
    expect(library.refused).toMatchObject({ place, report: { message } })
    expect([library.place, library.adding, library.cards.length]).toEqual([place, null, 4])
    library.place = ''
    await library.add('  ')
    expect(library.cards).toHaveLength(4)
  })

  it('follows a form while it is made, and stops it', async () => {
    const { library } = await libraryOf({ library: 'many', pace: 1 })
    const form = () => library.card!.forms.find(({ form }) => form === 'q4')!
    await library.chooseForm(SMOL, 'q4')
    expect(library.card!.form).toBe('q4')
    await expect.poll(() => form().state).toBe('making')
    await library.stopForm(SMOL)
    await expect.poll(() => [form().state, form().progress, library.card!.form]).toEqual(['to-make', null, 'as-stored'])
    await library.chooseForm(SMOL, 'q8')
    await expect.poll(() => library.card!.forms[1]!.state).toBe('ready')
  })

  it('tries one model at a time and remembers what came of each', async () => {
    const { library, engine } = await libraryOf()
    const first = library.try(SMOL, 'What is 1 + 1?')
    await library.try('gemma-3-270m', 'What is 1 + 1?')
    await first
    expect(library.tried.get(SMOL)?.tokens).toBe(48)
    expect(engine.calls.filter(({ name }) => name === 'models.try')).toHaveLength(1)
    await library.try('llemma-finetuned', 'What?')
    expect(library.error?.code).toBe('model-broken')
    expect([library.trying, library.tried.size]).toEqual([null, 1])
  })

  it('forgets a model that another window removed', async () => {
    const { engine, library } = await libraryOf()
    const other = new Library(engine)
    await other.refresh()
    await other.remove(SMOL)
    expect(library.card).toBeNull()
    expect(library.cards.map(({ id }) => id)).not.toContain(SMOL)
    await library.remove('arithmetic-policy-1m')
    expect(library.error?.message).toBe('An embedded model cannot be removed.')
  })
})

describe('how a model is asked', () => {
  it('is kept when it is saved, and goes back to what its files suggest', async () => {
    const { library } = await libraryOf()
    const draft = draftOf(library, SMOL)
    draft.fields.system = 'Be brief.'
    expect(draft.changed).toBe(true)
    await library.save(SMOL)
    expect([draft.changed, library.card!.promptChanged, library.card!.prompt!.system]).toEqual([
      false,
      true,
      'Be brief.',
    ])
    draft.fields.system = 'Be long.'
    await library.suggest(SMOL)
    expect([draft.changed, draft.fields.system]).toEqual([false, 'You are a careful mathematician.'])
  })

  it('keeps what was written while the engine is gone, while it says no, and while it saves', async () => {
    const { library, engine } = await libraryOf()
    const draft = draftOf(library, SMOL)
    draft.fields.system = 'Be brief.'
    engine.enter('lost')
    await library.save(SMOL)
    expect([library.error?.code, draft.fields.system, draft.changed]).toEqual(['engine-stopped', 'Be brief.', true])
    engine.enter('open')
    await library.refresh()
    expect([draftOf(library, SMOL) === draft, draft.fields.system]).toEqual([true, 'Be brief.'])

    const template = draft.fields.chatTemplate
    draft.fields.chatTemplate += '{% endif %}{% endif %}'
    await library.save(SMOL)
    expect(library.error, 'the field says it').toBeNull()
    expect(draft.faults).toEqual({ 'layout.template': expect.stringContaining('“endif” too many') as string })
    draft.fields.chatTemplate = template
    expect(draft.faults).toEqual({})

    const saving = library.save(SMOL)
    draft.fields.system = 'Be brief, please.'
    await saving
    expect([library.card!.prompt!.system, draft.fields.system, draft.changed]).toEqual([
      'Be brief.',
      'Be brief, please.',
      true,
    ])
  })

  it('is previewed when the writing rests, and of several askings the last one counts', async () => {
    const { library, engine } = await libraryOf()
    const { preview } = library
    const draft = draftOf(library, SMOL)
    const ask = () =>
      preview.ask({ id: SMOL, prompt: draft.record!, question: preview.question, solution: preview.solution })
    const asked = () => engine.calls.filter(({ name }) => name === 'models.preview')
    ask()
    await expect.poll(() => preview.busy).toBe(false)
    expect(preview.result).toMatchObject({ answer: '249', steps: { length: 3 } })
    expect(preview.result!.tokens.filter(({ control }) => control).map(({ text }) => text)).toContain('<|im_end|>')
    for (const system of ['a', 'b', 'c']) {
      draft.fields.system = system
      ask()
    }
    await expect.poll(() => preview.busy).toBe(false)
    expect(asked()).toHaveLength(2)
    expect(asked()[1]!.argument).toMatchObject({ id: SMOL, prompt: { system: 'c' } })

    engine.enter('lost')
    ask()
    await expect.poll(() => preview.busy).toBe(false)
    expect(preview.error?.report.code).toBe('engine-stopped')
    expect(preview.result, 'what was there stays').not.toBeNull()
  })
})

describe('the lab', () => {
  it('brings the page that adds a model to the front, and offers an added model to runs', async () => {
    const lab = new Lab({
      connection: windowEngine(),
      storage: { getItem: () => null, setItem: () => undefined },
    })
    await lab.start()
    expect(runCommand('model.add', lab)).toBe(true)
    expect([lab.settings.screen, lab.library.current]).toEqual(['models', null])
    await lab.library.add('/home/ada/models/Mine')
    expect(lab.models.find(({ name }) => name === 'Mine')).toMatchObject({ origin: 'added', state: 'ready' })
  })
})
