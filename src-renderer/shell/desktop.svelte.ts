// The window as a part of the desktop program: it tells what its menu holds and whether it is light or dark, and does what it is asked
// from outside.
// Knows the bridge and its orders. Does not know what a command does, or Electron.
import type { Bridge, Order, OrderMessage } from '../../src-main/contract/bridge.ts'
import { ORDER_MESSAGE } from '../../src-main/contract/bridge.ts'
import { COMMANDS, runCommand } from '../commands/commands.ts'
import { menusOf } from '../commands/menus.ts'
import { openRunFile } from '../commands/run-files.ts'
import { followLink } from '../commands/run-links.ts'
import type { Lab } from '../state/lab.svelte.ts'
import { readLink } from '../state/run-link.ts'

/** Milliseconds between two looks at what can be done: while a tree grows, everything changes with every frame. */
const PACE = 200

/** Joins the two for good. Orders are taken when the lab has loaded what it starts with. */
export function joinDesktop(lab: Lab, bridge: Bridge, started: Promise<unknown>): void {
  const offer = (): string => JSON.stringify({ theme: lab.settings.theme, menus: menusOf(lab) })
  let told = ''
  let due: ReturnType<typeof setTimeout> | null = null
  const tell = (): void => {
    due = null
    const next = offer()
    if (next === told) return
    told = next
    bridge.tell(JSON.parse(next) as Parameters<Bridge['tell']>[0])
  }
  $effect.root(() => {
    $effect(() => {
      offer()
      due ??= setTimeout(tell, told === '' ? 0 : PACE)
    })
  })
  addEventListener('message', ({ source, data }: MessageEvent<OrderMessage | null>) => {
    if (source === window && data?.type === ORDER_MESSAGE) void obey(lab, data.order)
  })
  void started.then(() => {
    bridge.takeOrders()
    if (lab.settings.updates) bridge.update('check')
  })
}

async function obey(lab: Lab, order: Order): Promise<void> {
  if (order.kind === 'command') {
    // A dialog has the window to itself, as it has its keys.
    const command = COMMANDS.find(({ id }) => id === order.id)
    if (command && !document.querySelector('dialog[open]')) runCommand(command.id, lab)
  } else if (order.kind === 'link') {
    const link = readLink(order.link)
    if (link) await followLink(lab, link)
  } else if (order.kind === 'update') {
    lab.updates.take(order.state)
  } else {
    const { name, size, bytes } = order
    await openRunFile(lab, {
      name,
      size,
      arrayBuffer: () => (bytes ? Promise.resolve(bytes.buffer) : Promise.reject(new Error('no bytes'))),
    })
  }
}
