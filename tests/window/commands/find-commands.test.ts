// The palette's search: by name first, by other words for the same, and what cannot be done now last.
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src-renderer/commands/commands.ts'
import { findCommands } from '../../../src-renderer/commands/find-commands.ts'
import { pictureName } from '../../../src-renderer/commands/picture-name.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { SYNONYMS } from '../../../src-renderer/text/synonyms.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

const lab = new Lab({ connection: windowEngine(), storage: { getItem: () => null, setItem: () => undefined } })
const found = (query: string): string[] => findCommands(query, lab).map(({ command }) => command.id)

describe('the search for commands', () => {
  it.each([
    ['pdf', ['picture.print', 'figure.print']],
    ['export svg', ['picture.svg', 'figure.svg']],
    ['dark', ['theme.dark']],
    ['benchmark', ['screen.experiment', 'experiment.new']],
    ['preferences', ['settings.open']],
    ['gguf', ['model.add']],
  ])('finds by “%s” %s', (query, ids) => {
    expect(found(query)).toEqual(expect.arrayContaining(ids))
    expect(found(query).length).toBeLessThan(6)
  })

  it('puts a name before another word for it', () => {
    const ids = found('theme').concat(found('night'))
    expect(ids.slice(0, 3).every((id) => id.startsWith('theme.'))).toBe(true)
    expect(ids.at(-1)).toBe('theme.dark')
  })

  it('puts the name that is asked for before those that have its words, too', () => {
    expect(found('replay')[0]).toBe('replay.play')
    expect(found('settings')[0]).toBe('settings.open')
    expect(found('compare')[0]).toBe('compare.pick')
  })

  it('has all for no word, and nothing for one that nothing has', () => {
    expect(found('')).toHaveLength(COMMANDS.length)
    expect(found('zzz')).toEqual([])
  })

  it('knows other words in small letters, for commands that there are', () => {
    for (const [id, words] of Object.entries(SYNONYMS)) {
      expect(COMMANDS.some((command) => command.id === id)).toBe(true)
      expect(words).toBe(words?.toLowerCase())
    }
  })
})

describe('the name of a picture', () => {
  it('has what it shows and the moment, in letters that every file system takes', () => {
    const name = pictureName(['espalier', 'rebase', 'gsm8k/17: a', 'seed-3'], new Date(2026, 11, 1, 4, 5, 6))
    expect(name).toBe('espalier-rebase-gsm8k-17-a-seed-3-20261201-040506')
  })
})
