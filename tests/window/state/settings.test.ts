// What the window remembers: read back as written; whatever is foreign gives the defaults.
import { describe, expect, it } from 'vitest'
import { mergedSettings, readSettings, SCREEN_IDS, writeSettings } from '../../../src-renderer/state/settings.svelte.ts'
import type { ScreenId } from '../../../src-renderer/state/settings.svelte.ts'

const screenOf = (text: string | null): ScreenId => readSettings({ getItem: () => text }).screen

describe('settings', () => {
  it.each(SCREEN_IDS)('find the screen %s again', (screen) => {
    let kept = ''
    writeSettings(
      { setItem: (_, text) => (kept = text) },
      { ...readSettings({ getItem: () => null }), screen, theme: 'dark' },
    )
    expect(readSettings({ getItem: () => kept })).toMatchObject({ screen, theme: 'dark' })
  })

  it.each([
    ['nothing is kept', null],
    ['a screen is not there any more', '{"screen":"gone"}'],
    ['the text is none of theirs', '{"screen":'],
    ['another version wrote them', '{"version":2,"screen":"experiment"}'],
  ])('open Solve where %s', (_, text) => {
    expect(screenOf(text)).toBe('solve')
  })

  it('say that they could not be kept', () => {
    const full = {
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(writeSettings(full, readSettings({ getItem: () => null }))).toBe(false)
  })
})

describe('settings of another window', () => {
  const own = { ...readSettings({ getItem: () => null }), theme: 'light' as const, screen: 'models' as const }
  const merged = (other: object) => mergedSettings(own, JSON.stringify(other))

  it('are taken over where nothing was chosen here, but for what that window showed', () => {
    const other = { theme: 'dark', textSize: 120, screen: 'experiment', toured: true, notify: true }
    expect(merged(other)).toEqual({ ...own, textSize: 120 })
  })

  it('add moments of other runs and values of other methods', () => {
    const mark = (name: string) => [{ at: 3, name }]
    const here = { ...own, bookmarks: { a: mark('mine') }, parameters: { rebase: { width: 4 } } }
    const other = {
      bookmarks: { a: mark('theirs'), b: mark('new') },
      parameters: { rebase: { width: 8 }, mcts: { width: 2 } },
    }
    expect(mergedSettings(here, JSON.stringify(other))).toMatchObject({
      bookmarks: { a: mark('mine'), b: mark('new') },
      parameters: { rebase: { width: 4 }, mcts: { width: 2 } },
    })
  })

  it.each(['', '{', '[]', '{"version":9}'])('change nothing where they are none: %s', (text) => {
    expect(mergedSettings(own, text)).toEqual(own)
  })
})
