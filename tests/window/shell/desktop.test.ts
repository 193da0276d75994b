// The window as a part of the desktop program: what it tells for the menu, and what it does when it is asked from outside.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Bridge, Order } from '../../../src-main/contract/bridge.ts'
import { WindowOffer } from '../../../src-main/contract/window-offer.ts'
import { COMMANDS, lackFor } from '../../../src-renderer/commands/commands.ts'
import { menusOf } from '../../../src-renderer/commands/menus.ts'
import { joinDesktop } from '../../../src-renderer/shell/desktop.svelte.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

/** The page's window as far as orders need it. */
const page = new EventTarget()
let dialog: object | null = null
beforeEach(() => {
  vi.stubGlobal('window', page)
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('document', { querySelector: () => dialog })
})
afterEach(() => {
  dialog = null
  vi.unstubAllGlobals()
})

async function joined(settings: object | null = null) {
  const kept = settings && JSON.stringify(settings)
  const lab = new Lab({ connection: windowEngine(), storage: { getItem: () => kept, setItem: () => undefined } })
  let taking = 0
  const asked: string[] = []
  const bridge: Bridge = {
    connect: () => undefined,
    pathOf: () => '',
    openFolder: () => undefined,
    tell: () => undefined,
    opened: () => undefined,
    takeOrders: () => (taking += 1),
    update: (verb) => void asked.push(verb),
  }
  const started = lab.start()
  joinDesktop(lab, bridge, started)
  expect(taking).toBe(0)
  await started
  const order = (one: Order | null, source: unknown = page) =>
    page.dispatchEvent(
      Object.assign(new Event('message'), { source, data: one && { type: 'espalier:order', order: one } }),
    )
  await expect.poll(() => taking).toBe(1)
  return { lab, order, asked }
}
it('offers menus that the program takes, with each command in one of them at most, by the words of the table', async () => {
  const { lab } = await joined()
  const offer = { theme: lab.settings.theme, menus: menusOf(lab) }
  expect(WindowOffer.safeParse(offer).error).toBeUndefined()
  const entries = Object.values(offer.menus).flat(2)
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
  for (const { id, label, enabled } of entries) {
    const command = COMMANDS.find((one) => one.id === id)!
    expect([label, enabled]).toEqual([command.label, lackFor(command, lab) === null])
  }
  expect(entries.find(({ id }) => id === 'run.start')!.enabled).toBe(true)
  expect(entries.find(({ id }) => id === 'run.stop')!.enabled).toBe(false)
})

it('does what the menu says, unless a dialog has the window, or somebody else says it', async () => {
  const { lab, order } = await joined()
  order({ kind: 'command', id: 'help.about' }, {})
  order(null)
  expect(lab.help).toBeNull()
  dialog = {}
  order({ kind: 'command', id: 'help.about' })
  expect(lab.help).toBeNull()
  dialog = null
  order({ kind: 'command', id: 'no.such.command' })
  order({ kind: 'command', id: 'help.about' })
  expect(lab.help).toBe('about')
})

it('tells where a file that was opened with the program cannot be read, or a link leads nowhere', async () => {
  const { lab, order } = await joined()
  order({ kind: 'file', name: 'a.espalier.jsonl', size: 0, bytes: null })
  await expect.poll(() => lab.error?.message).toMatch(/a\.espalier\.jsonl/)
  order({ kind: 'link', link: 'espalier://run/not-there' })
  await expect.poll(() => lab.error?.message).toBe('The link leads to a run that is not in this history.')
})

it('looks for a newer version at the start only where that is switched on, and shows what was found, not that nothing was', async () => {
  expect((await joined()).asked).toEqual([])
  const { lab, order, asked } = await joined({ updates: true })
  expect(asked).toEqual(['check'])
  order({ kind: 'update', state: { kind: 'checking' } })
  order({ kind: 'update', state: { kind: 'newest', version: '1.0.0', offered: '1.0.0' } })
  order({ kind: 'update', state: { kind: 'failed', fault: 'unreachable', said: '' } })
  expect(lab.updates.shown).toBe(false)
  order({ kind: 'update', state: { kind: 'found', version: '1.0.0', offered: '1.1.0' } })
  expect(lab.updates.shown).toBe(true)
  // The download goes on out of sight; its end is told.
  lab.updates.shown = false
  order({ kind: 'update', state: { kind: 'fetching', offered: '1.1.0', done: 1, all: 2 } })
  expect(lab.updates.shown).toBe(false)
  order({ kind: 'update', state: { kind: 'ready', offered: '1.1.0', asks: false } })
  expect(lab.updates.shown).toBe(true)
})
