// The table of commands: complete, with words, and with shortcuts that are unique and can be pressed.
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src-renderer/commands/commands.ts'
import { ariaShortcut, keyCaps, shortcutOf } from '../../../src-renderer/commands/shortcut.ts'
import { TEXT } from '../../../src-renderer/text/english.ts'
import { LENS_IDS } from '../../../src-renderer/text/tree.ts'

const press = (
  key: string,
  code: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', true>> = {},
) => ({
  ...{ ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...held,
  key,
  code,
})

describe('the table of commands', () => {
  it('has one entry for each command that has words, and no other', () => {
    const named = [
      ...Object.keys(TEXT.commands),
      ...Object.keys(TEXT.screens).map((screen) => `screen.${screen}`),
      ...LENS_IDS.map((lens) => `lens.${lens}`),
    ]
    expect(COMMANDS.map((command) => command.id).toSorted()).toEqual(named.toSorted())
    expect(COMMANDS.filter(({ label }) => label === '')).toEqual([])
  })

  it('gives each shortcut to one command', () => {
    const shortcuts = COMMANDS.flatMap((command) => command.shortcut ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })
})

describe('shortcuts', () => {
  it.each([
    [press('Enter', 'Enter', { ctrlKey: true }), false, 'Mod+Enter'],
    [press('Enter', 'Enter', { metaKey: true }), true, 'Mod+Enter'],
    [press('Enter', 'Enter', { ctrlKey: true }), true, 'Enter'],
    [press('K', 'KeyK', { ctrlKey: true, shiftKey: true }), false, 'Mod+Shift+K'],
    [press('˚', 'KeyK', { metaKey: true, altKey: true }), true, 'Mod+Alt+K'],
    [press(' ', 'Space', { ctrlKey: true, shiftKey: true }), false, 'Mod+Shift+Space'],
    [press('.', 'Period', { ctrlKey: true }), false, 'Mod+.'],
    [press('F8', 'F8'), false, 'F8'],
    // A keyboard with Z where others have Y, and one with other letters.
    [press('z', 'KeyY', { ctrlKey: true }), false, 'Mod+Z'],
    [press('я', 'KeyZ', { ctrlKey: true }), false, 'Mod+Z'],
    [press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), false, 'Mod+Shift+Z'],
  ])('reads a key press', (event, mac, shortcut) => {
    expect(shortcutOf(event, mac)).toBe(shortcut)
  })

  it('writes key caps and ARIA names for both kinds of keyboard', () => {
    expect(keyCaps('Mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F'])
    expect(keyCaps('Mod+Shift+F', true)).toEqual(['⌘', '⇧', 'F'])
    expect(ariaShortcut('Mod+K', false)).toBe('Control+K')
    expect(ariaShortcut('Mod+K', true)).toBe('Meta+K')
  })
})
