// Collapsed branches in the window: by commands, what becomes of the selection, and that another tree begins open.
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../../src-renderer/commands/commands.ts'
import { Lab } from '../../../src-renderer/state/lab.svelte.ts'
import { windowEngine } from '../../doubles/window-engine.ts'

async function labWithRun() {
  const lab = new Lab({
    connection: windowEngine(),
    storage: { getItem: () => null, setItem: () => undefined },
    schedule: (callback) => void setTimeout(() => callback(performance.now()), 1),
  })
  await lab.start()
  await lab.startRun()
  await expect.poll(() => lab.runState).toBe('done')
  const { nodes } = lab.run.frame.tree
  const inner = nodes.find(({ parent, children }) => parent === 0 && children.length > 0)!.id
  const end = nodes.find(({ ending, parent }) => ending !== null && nodes[parent!]!.parent === inner)
  return { lab, inner, below: end?.id ?? nodes[inner]!.children[0]! }
}
/** What the picture says of the selection. */
const select = (lab: Lab, node: number) => Object.assign(lab, { selected: node, alike: [node] })

describe('a branch', () => {
  it('is collapsed and expanded by commands that know which of both it is', async () => {
    const { lab, inner } = await labWithRun()
    expect(lab.branches.selected).toBeNull()
    expect(runCommand('view.collapse', lab)).toBe(false)
    select(lab, inner)
    expect([lab.branches.selected, runCommand('view.expand', lab)]).toEqual(['open', false])
    expect(runCommand('view.collapse', lab)).toBe(true)
    expect([lab.branches.selected, [...lab.branches.collapsed]]).toEqual(['collapsed', [inner]])
    expect(runCommand('view.collapse', lab)).toBe(false)
    expect(runCommand('view.expand', lab)).toBe(true)
    expect(lab.branches.collapsed.size).toBe(0)
    const end = lab.run.frame.tree.nodes.find(({ children }) => children.length === 0)!
    select(lab, end.id)
    expect(lab.branches.selected).toBeNull()
  })

  it('takes the selection over from what it hides, and from nothing else', async () => {
    const { lab, inner, below } = await labWithRun()
    select(lab, below)
    lab.branches.collapse([inner])
    expect(lab.selected).toBe(inner)
    const other = lab.run.frame.tree.nodes.find(({ parent, id }) => parent === 0 && id !== inner)!
    select(lab, other.id)
    lab.branches.collapse([inner])
    expect(lab.selected).toBe(other.id)
    lab.branches.collapse([0])
    expect(lab.selected).toBe(0)
  })

  it('is open in another tree, and all are by one command', async () => {
    const { lab, inner } = await labWithRun()
    lab.branches.collapse([inner, 0])
    expect(runCommand('view.expandAll', lab)).toBe(true)
    expect(runCommand('view.expandAll', lab)).toBe(false)
    lab.branches.collapse([inner])
    await lab.show(lab.run.id!)
    expect(lab.branches.collapsed.size).toBe(0)
  })
})
