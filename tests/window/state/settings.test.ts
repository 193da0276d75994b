// What the window remembers: read back as written; whatever is foreign gives the defaults.
import { describe, expect, it } from 'vitest'
import { readSettings, SCREEN_IDS, writeSettings } from '../../../src-renderer/state/settings.svelte.ts'
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
