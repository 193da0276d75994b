// Shortcuts: from a key press to `Mod+Shift+K`, and from there to what a key cap says.
// Knows keyboards. Does not know commands.
import { TEXT } from '../text/english.ts'

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

export const ON_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The shortcut that a key press spells, in the notation of the command table. */
export function shortcutOf(press: KeyPress, mac = ON_MAC): string {
  const mod = mac ? press.metaKey : press.ctrlKey
  // What is printed on the key, where it is a letter: Z lies elsewhere on many keyboards. Of other scripts, and where Alt makes a sign of
  // it, the code names the place.
  const letter = /^[a-z]$/i.test(press.key) ? press.key.toUpperCase() : /^Key([A-Z])$/.exec(press.code)?.[1]
  const key = press.code === 'Space' ? 'Space' : (letter ?? press.key)
  // On most layouts Shift belongs to the question mark, on some it does not.
  const shift = press.shiftKey && key !== '?'
  return [mod && 'Mod', press.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('+')
}

const CAPS: Record<string, { mac: string; other: string }> = {
  Mod: { mac: TEXT.keys.ModMac, other: TEXT.keys.Mod },
  Shift: { mac: TEXT.keys.ShiftMac, other: TEXT.keys.Shift },
  Enter: { mac: TEXT.keys.EnterMac, other: TEXT.keys.Enter },
  Alt: { mac: '⌥', other: 'Alt' },
  ArrowUp: { mac: '↑', other: '↑' },
  ArrowDown: { mac: '↓', other: '↓' },
  ArrowLeft: { mac: '←', other: '←' },
  ArrowRight: { mac: '→', other: '→' },
  Escape: { mac: TEXT.keys.Escape, other: TEXT.keys.Escape },
  Delete: { mac: '⌦', other: 'Del' },
  Insert: { mac: 'Ins', other: 'Ins' },
  PageUp: { mac: '⇞', other: 'PgUp' },
  PageDown: { mac: '⇟', other: 'PgDn' },
}

/** The key caps of a shortcut, in order. */
export function keyCaps(shortcut: string, mac = ON_MAC): string[] {
  return shortcut.split('+').map((key) => CAPS[key]?.[mac ? 'mac' : 'other'] ?? key)
}

/** The shortcut in the notation of `aria-keyshortcuts`. */
export function ariaShortcut(shortcut: string, mac = ON_MAC): string {
  return shortcut.replace('Mod', mac ? 'Meta' : 'Control')
}
