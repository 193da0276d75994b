// The datasets in the window: a file's preview, its mapping and name, the import, choosing and removing.
import { describe, expect, it } from 'vitest'
import { DATASET_BYTES } from '../../../src-main/contract/dataset.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function labOf() {
  const connection = windowEngine()
  const lab = new Lab({ connection, storage: { getItem: () => null, setItem: () => undefined } })
  await lab.start()
  return { lab, connection }
}

const file = (text: string, name = 'mine.txt') => new File([text], name)
const SUMS = '1 + 1 = 2\nbroken\n2 + 2 = 4'

describe('a file that is imported', () => {
  it('is previewed first, and kept with the mapping and the name that were chosen', async () => {
    const { lab, connection } = await labOf()
    const { problems } = lab
    await problems.startImport(file(SUMS))
    const importing = problems.importing!
    expect(importing.preview).toMatchObject({
      problems: 2,
      faultCount: 1,
      mapping: { question: 'left', answer: 'right' },
    })
    expect(importing).toMatchObject({ name: 'mine', ready: true, error: null, busy: null })
    expect(connection.calls.some(({ name }) => name === 'problems.add')).toBe(false)

    // The second choice does not wait for the first one's preview.
    await Promise.all([importing.choose('answer', null), importing.choose('question', 'right')])
    expect(importing.preview).toMatchObject({ references: 0, mapping: { question: 'right', answer: null } })
    importing.name = 'swapped'
    expect(await problems.keepImport()).toMatchObject({ question: '2', answer: null, dataset: 'swapped' })
    expect(problems.importing).toBeNull()
    expect(problems.datasets.map(({ id }) => id)).toEqual(['arithmetic-test', 'swapped'])
    expect(problems.current?.id).toBe('swapped')
    expect(problems.list.map(({ question }) => question)).toEqual(['2', '4'])
  })

  it('cannot be kept under a name that is none, or without a problem', async () => {
    const { lab } = await labOf()
    await lab.problems.startImport(file(SUMS))
    const importing = lab.problems.importing!
    importing.name = '../outside'
    expect(importing.nameFault).toContain('The name of a dataset')
    expect(importing.ready).toBe(false)
    importing.name = 'fine'
    expect(importing.ready).toBe(true)
    await importing.choose('question', null)
    expect(importing.ready).toBe(false)
  })

  it.each([
    ['is empty', file(''), 'mine.txt is empty.'],
    [
      'is too large',
      { name: 'huge', size: DATASET_BYTES + 1, arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)) },
      'huge is larger than 64 MB.',
    ],
    [
      'is a folder',
      { name: 'folder', size: 0, arrayBuffer: () => Promise.reject(new Error('no')) },
      'folder cannot be read.',
    ],
  ])('says so where it %s', async (_, given, message) => {
    const { lab } = await labOf()
    await lab.problems.startImport(given)
    expect(lab.problems.importing?.error?.message).toBe(message)
    expect(lab.problems.importing?.ready).toBe(false)
    expect(await lab.problems.keepImport()).toBeNull()
  })

  it('stays in its preview where its name is taken', async () => {
    const { lab } = await labOf()
    for (let time = 0; time < 2; time++) {
      await lab.problems.startImport(file(SUMS))
      await lab.problems.keepImport()
    }
    expect(lab.problems.importing?.error?.message).toBe('There is a dataset “mine” already.')
    expect(lab.problems.importing?.busy).toBeNull()
  })
})

describe('a dataset', () => {
  it('is where a random problem comes from, and which an experiment counts whole where it has no levels', async () => {
    const { lab } = await labOf()
    await lab.problems.startImport(file(SUMS))
    await lab.problems.keepImport()
    await lab.randomProblem()
    expect(lab.draft.chosen?.dataset).toBe('mine')
    expect(await lab.experiments.countProblems('mine', [1, 2, 3, 4, 5])).toBe(2)
    expect(await lab.experiments.countProblems('mine', [1, 2])).toBe(0)
  })

  it('gives way to the catalog’s when it is removed', async () => {
    const { lab } = await labOf()
    await lab.problems.startImport(file(SUMS))
    await lab.problems.keepImport()
    await lab.problems.remove('mine')
    expect(lab.problems.current?.id).toBe('arithmetic-test')
    await expect.poll(() => lab.problems.total).toBe(60)
  })
})
