// The table of screens: each has its way and its controls, and what a control shows is what its command switches.
import { describe, expect, it } from 'vitest'
import { commandById, runCommand } from '../../../src-renderer/commands/commands.ts'
import { SCREENS } from '../../../src-renderer/screens/screens.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { SCREEN_IDS } from '../../../src-renderer/state/settings.svelte.ts'
import { TEXT } from '../../../src-renderer/text/english.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

function labOf(): Lab {
  const storage = { getItem: () => null, setItem: () => undefined }
  return new Lab({
    connection: windowEngine(),
    storage,
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
}
const TOGGLES = SCREEN_IDS.flatMap((screen) => {
  const { bar } = SCREENS[screen]
  return bar ? [...bar.left, ...bar.right].map((toggle) => ({ screen, ...toggle })) : []
})

describe('the table of screens', () => {
  it.each(SCREEN_IDS)('%s is brought to the front by its command, from any other one', (screen) => {
    const lab = labOf()
    expect(commandById(`screen.${screen}`)).toMatchObject({
      label: TEXT.screens[screen].name,
      shortcut: TEXT.screens[screen].shortcut,
    })
    for (const other of SCREEN_IDS.filter((id) => id !== screen)) {
      lab.showScreen(other)
      expect(runCommand(`screen.${screen}`, lab)).toBe(true)
      expect(lab.settings.screen).toBe(screen)
    }
    expect(runCommand(`screen.${screen}`, lab)).toBe(false)
  })

  it.each(TOGGLES)('$command shows and hides what its button of $screen says', async ({ screen, command, pressed }) => {
    const lab = labOf()
    await lab.start()
    await lab.startRun()
    lab.showScreen(screen)
    const before = pressed(lab)
    for (const shown of [!before, before]) {
      expect(runCommand(command, lab)).toBe(true)
      expect(pressed(lab)).toBe(shown)
    }
  })
})
