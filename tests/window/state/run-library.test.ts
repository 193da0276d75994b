// The library of runs in the window: selection, deletion with a way back, remarks, links, and the settings that an opened run hands over.
import { describe, expect, it } from 'vitest'
import { followLink } from '../../../src-renderer/commands/run-links.ts'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { RunSelection } from '../../../src-renderer/state/run-selection.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function labOf(connection = windowEngine()) {
  const lab = new Lab({
    connection,
    storage: { getItem: () => null, setItem: () => undefined },
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  return { lab, connection }
}

async function ran(lab: Lab, change: (lab: Lab) => void = () => undefined): Promise<string> {
  change(lab)
  await lab.startRun()
  await expect.poll(() => lab.runState).toBe('done')
  return lab.run.id!
}

describe('the selection', () => {
  const order = ['a', 'b', 'c', 'd', 'e']
  it('takes rows one by one, stretches of them, and all', () => {
    const selection = new RunSelection(() => order)
    selection.toggle('d')
    selection.stretch('b')
    expect(selection.ids).toEqual(['b', 'c', 'd'])
    selection.toggle('c')
    expect(selection.ids).toEqual(['b', 'd'])
    selection.stretch('e')
    expect(selection.ids).toEqual(['b', 'c', 'd', 'e'])
    selection.drop('e')
    expect(selection.size).toBe(3)
    selection.all()
    expect(selection.ids).toEqual(order)
    selection.clear()
    selection.stretch('c')
    expect(selection.ids).toEqual(['c'])
  })

  it('begins anew where the row that it began with is gone', () => {
    let rows = order
    const selection = new RunSelection(() => rows)
    selection.toggle('a')
    rows = ['c', 'd', 'e']
    selection.stretch('d')
    expect(selection.ids).toEqual(['d'])
    selection.stretch('e')
    expect(selection.ids).toEqual(['d', 'e'])
  })
})

describe('a deletion', () => {
  it('takes runs out of the list and off the screen, and undo brings both back', async () => {
    const { lab } = await labOf()
    const first = await ran(lab)
    const second = await ran(lab)
    await lab.deleteRuns([first, second])
    expect([lab.history.runs, lab.history.total, lab.run.id]).toEqual([[], 0, null])
    await lab.undoDelete()
    expect(lab.history.runs.map(({ id }) => id).toSorted()).toEqual([first, second].toSorted())
    expect([lab.run.id, lab.history.deletion, lab.error]).toEqual([second, null, null])
  })

  it('is final when its notice is put away, and when the next one comes', async () => {
    const { lab, connection } = await labOf()
    const first = await ran(lab)
    const second = await ran(lab)
    await lab.deleteRuns([first])
    await lab.deleteRuns([second])
    await lab.history.forget()
    const erased = connection.calls.filter(({ name }) => name === 'runs.erase').map(({ argument }) => argument)
    expect(erased).toEqual([{ ids: [first] }, { ids: [second] }])
    await lab.undoDelete()
    expect(lab.history.runs).toEqual([])
  })
})

describe('remarks', () => {
  it('are shown at once, stay when the run goes on, and are found', async () => {
    const { lab } = await labOf()
    const id = await ran(lab)
    await ran(lab)
    await lab.history.remark([id], { name: 'Ladder', addTags: ['paper'] })
    expect(lab.history.runs.find((run) => run.id === id)?.remarks).toMatchObject({ name: 'Ladder', tags: ['paper'] })
    lab.history.update({ ...lab.history.runs.find((run) => run.id === id)!, seconds: 99 })
    expect(lab.history.runs.find((run) => run.id === id)).toMatchObject({ seconds: 99, remarks: { name: 'Ladder' } })
    await lab.history.search('Ladder')
    expect(lab.history.runs.map((run) => run.id)).toEqual([id])
    expect([lab.history.total, lab.history.narrowed]).toEqual([1, true])
    await lab.history.widen()
    expect(lab.history.runs).toHaveLength(2)
  })

  it('star the run on screen by a command, and take the star again', async () => {
    const { lab } = await labOf()
    await ran(lab)
    const starred = (): boolean | undefined => lab.history.runs[0]?.remarks.starred
    runCommand('run.star', lab)
    await expect.poll(starred).toBe(true)
    await lab.history.narrow({ starred: true })
    expect(lab.history.total).toBe(1)
    runCommand('run.star', lab)
    await expect.poll(starred).toBe(false)
  })
})

describe('a run that is opened', () => {
  it('hands its settings to the form, so that Run does it again, and gives back what the form had', async () => {
    const { lab, connection } = await labOf()
    const first = await ran(lab, ({ draft }) => {
      draft.methodId = 'majority'
      draft.setParameter('width', 4)
      draft.seed = 7
      draft.sampling.set('temperature', 0.5)
    })
    const asked = connection.calls.findLast(({ name }) => name === 'runs.start')!.argument as object
    lab.draft.source = 'own'
    lab.draft.ownQuestion = 'What is 2 + 2?'
    lab.draft.methodId = 'rebase'
    lab.draft.sampling.backToOwn()
    const mine = lab.draft.values()

    await lab.openRun(first)
    expect(lab.taken.told).toBe(true)
    expect({ ...lab.draft.request, startPaused: false }).toMatchObject(asked)
    lab.taken.undo()
    expect(lab.draft.values()).toEqual(mine)
    expect(lab.taken.told).toBe(false)
  })

  it('keeps the form that the person had while one run after the other is looked at', async () => {
    const { lab } = await labOf()
    const first = await ran(lab, ({ draft }) => (draft.seed = 1))
    const second = await ran(lab, ({ draft }) => (draft.seed = 2))
    lab.draft.seed = 33
    await lab.openRun(first)
    await lab.openRun(second)
    expect(lab.draft.seed).toBe(2)
    lab.taken.undo()
    expect(lab.draft.seed).toBe(33)
  })

  it('tells nothing where the form has its settings already', async () => {
    const { lab } = await labOf()
    const id = await ran(lab)
    lab.putAway()
    await lab.openRun(id)
    expect(lab.taken.told).toBe(false)
  })

  it('whose models are gone says which, and keeps the form’s own', async () => {
    const { lab } = await labOf()
    const id = await ran(lab, ({ draft }) => draft.choosePolicy('arithmetic-policy-6m', lab.models))
    lab.draft.choosePolicy('arithmetic-policy-1m', lab.models)
    lab.models = lab.models.filter((model) => !['arithmetic-policy-6m', 'arithmetic-prm-2m'].includes(model.id))
    await lab.openRun(id)
    expect(lab.draft.policy).toBe('arithmetic-policy-1m')
    expect(lab.taken.lacking).toHaveLength(2)
    expect(lab.taken.lacking[0]).toContain('The form keeps Arithmetic policy 1M.')
    expect(lab.taken.lacking[1]).toContain('reward model')
  })

  it('after a reload gives its problem to the form, and the form keeps what else it remembers', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    }
    const connection = windowEngine()
    const schedule = (callback: (milliseconds: number) => void) => void setTimeout(() => callback(1), 1)
    const lab = new Lab({ connection, storage, schedule })
    await lab.start()
    await ran(lab, ({ draft }) => {
      draft.source = 'own'
      draft.ownQuestion = 'What is 3 + 4?'
    })
    lab.draft.seed = 99
    lab.remember()
    const next = new Lab({ connection, storage, schedule })
    await next.start()
    expect(next.run.id).toBe(lab.run.id)
    expect(next.draft.request).toMatchObject({ problem: { question: 'What is 3 + 4?' }, seed: 99 })
    expect(next.taken.told).toBe(false)
  })
})

describe('a link', () => {
  it('shows its run, node and moment', async () => {
    const { lab } = await labOf()
    const first = await ran(lab)
    await ran(lab)
    lab.showScreen('models')
    await followLink(lab, { run: first, node: 3, at: 12 })
    expect([lab.run.id, lab.selected, lab.run.cursor, lab.settings.screen, lab.error]).toEqual([
      first,
      3,
      12,
      'solve',
      null,
    ])
  })

  it.each([
    ['run', { run: 'gone', node: null, at: null }, /not in this history/],
    ['node', { run: 'run-1', node: 9999, at: null }, /no node 9999; the run itself is shown/],
    ['moment', { run: 'run-1', node: null, at: 99_999 }, /asks for 99,999; its newest moment is shown/],
  ])('to an unknown %s says so', async (_, link, message) => {
    const { lab } = await labOf()
    await ran(lab)
    lab.putAway()
    await followLink(lab, link)
    expect(lab.error?.message).toMatch(message)
    expect([lab.run.id, lab.run.cursor]).toEqual([link.run === 'gone' ? null : 'run-1', null])
  })
})
