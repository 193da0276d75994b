// Saving: which file is offered under which name, and that a failure becomes the banner.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { presetSpec } from '../../../src-main/contract/experiment-presets.ts'
import { savePlot, saveResults, saveSpec } from '../../../src-renderer/commands/save-experiment.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { Experiments } from '../../../src-renderer/state/experiments.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

/** A document that keeps the names of the files that are offered. */
function offeredFiles(): string[] {
  const names: string[] = []
  const createElement = () => ({
    download: '',
    href: '',
    click: function (this: { download: string }) {
      names.push(this.download)
    },
  })
  vi.stubGlobal('document', { createElement })
  return names
}
afterEach(() => vi.unstubAllGlobals())

async function experimentsOf() {
  const connection = windowEngine({ experiments: ['done'] })
  const experiments = new Experiments(connection)
  await experiments.reload()
  return { experiments, connection }
}

describe('saving', () => {
  it('names the plot by its experiment and its view, where there is one', async () => {
    const names = offeredFiles()
    const storage = { getItem: () => null, setItem: () => undefined }
    const lab = new Lab({ connection: windowEngine({ experiments: ['done'] }), storage })
    const { experiments } = lab
    await experiments.reload()
    await savePlot(lab, 'svg')
    expect(names).toEqual([])
    await expect.poll(() => experiments.summary).not.toBeNull()
    experiments.view.view = 'levels'
    const write = vi.fn<NonNullable<typeof experiments.figure>>(() => '<svg/>')
    experiments.figure = write
    await savePlot(lab, 'svg')
    expect(names).toEqual([
      expect.stringMatching(/^espalier-the-papers-figure-on-these-models-levels-\d{8}-\d{6}\.svg$/),
    ])
    const [how] = write.mock.lastCall!
    const caption = how!.caption!('Accuracy')
    expect(caption.title).toBe('Accuracy')
    for (const part of ['Arithmetic policy 6M', 'REBASE', '95 % intervals', 'Best: ']) {
      expect(caption.lines.join('\n')).toContain(part)
    }
    lab.settings.picture = { paper: true, caption: false }
    await savePlot(lab, 'svg')
    expect(write.mock.lastCall).toEqual([{ paper: true }])
  })

  it('draws the picture for the report alone, and tells what the engine refuses', async () => {
    const names = offeredFiles()
    const { experiments, connection } = await experimentsOf()
    const picture = vi.fn(() => '<svg/>')
    await saveResults(experiments, 'csv', picture)
    expect(picture).not.toHaveBeenCalled()
    await saveResults(experiments, 'html', picture)
    expect(picture).toHaveBeenCalledOnce()
    expect(names).toHaveLength(2)
    connection.enter('lost')
    await saveResults(experiments, 'csv', picture)
    expect(experiments.error?.code).toBe('engine-stopped')
    expect(names).toHaveLength(2)
  })

  it('saves a specification once nothing in it is wrong', () => {
    const names = offeredFiles()
    const experiments = new Experiments(windowEngine())
    saveSpec(experiments)
    expect(names).toEqual([])
    experiments.fill(presetSpec('one-minute', []))
    experiments.draft.policies = ['arithmetic-policy-1m']
    experiments.draft.verifier = 'arithmetic-prm-2m'
    saveSpec(experiments)
    expect(names).toEqual(['espalier-one-minute.json'])
  })
})
