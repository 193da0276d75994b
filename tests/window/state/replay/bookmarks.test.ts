// Bookmarks: named moments of each run, in order, kept for a bounded number of runs.
import { describe, expect, it } from 'vitest'
import { Bookmarks, KeptBookmarks } from '../../../../src-renderer/state/replay/bookmarks.ts'
import { readSettings } from '../../../../src-renderer/state/settings.svelte.ts'

function kept() {
  let all: KeptBookmarks = {}
  const bookmarks = new Bookmarks({ read: () => all, write: (next) => (all = KeptBookmarks.parse(next)) })
  return { bookmarks, all: () => all }
}

describe('bookmarks', () => {
  it('stand in the order of their moments, each run’s its own', () => {
    const { bookmarks } = kept()
    for (const at of [30, 10, 20]) bookmarks.set('a', { at, name: `at ${at}` })
    bookmarks.set('b', { at: 5, name: 'other' })
    expect(bookmarks.of('a').map(({ at }) => at)).toEqual([10, 20, 30])
    expect(bookmarks.of('b')).toEqual([{ at: 5, name: 'other' }])
    expect(bookmarks.of('c')).toEqual([])
    expect(bookmarks.of(null)).toEqual([])
  })

  it('go with their run, and come back with it', () => {
    const { bookmarks, all } = kept()
    bookmarks.set('a', { at: 10, name: 'here' })
    bookmarks.set('b', { at: 5, name: 'other' })
    bookmarks.forget('a')
    bookmarks.forget('c')
    expect(all()).toEqual({ b: [{ at: 5, name: 'other' }] })
    bookmarks.recall('a')
    bookmarks.recall('a')
    expect(bookmarks.of('a')).toEqual([{ at: 10, name: 'here' }])
    // Named anew meanwhile, a run keeps what it has.
    bookmarks.forget('a')
    bookmarks.set('a', { at: 3, name: 'new' })
    bookmarks.recall('a')
    expect(bookmarks.of('a')).toEqual([{ at: 3, name: 'new' }])
  })

  it('are renamed by the same moment, and removed', () => {
    const { bookmarks, all } = kept()
    bookmarks.set('a', { at: 10, name: 'first' })
    bookmarks.set('a', { at: 10, name: 'again' })
    expect(bookmarks.of('a')).toEqual([{ at: 10, name: 'again' }])
    bookmarks.remove('a', 10)
    expect(all()).toEqual({})
  })

  it('are walked in both directions from any moment', () => {
    const { bookmarks } = kept()
    for (const at of [10, 20, 30]) bookmarks.set('a', { at, name: String(at) })
    const walk = (from: number, step: 1 | -1) => bookmarks.beside('a', from, step)?.at ?? null
    expect([0, 10, 15, 29, 30].map((from) => walk(from, 1))).toEqual([10, 20, 20, 30, null])
    expect([10, 11, 20, 25, 99].map((from) => walk(from, -1))).toEqual([null, 10, 10, 20, 30])
  })

  it('of the runs that were marked longest ago make room', () => {
    const { bookmarks, all } = kept()
    for (let run = 0; run < 350; run++) bookmarks.set(`run-${run}`, { at: 1, name: 'x' })
    expect(Object.keys(all())).toHaveLength(300)
    expect(bookmarks.of('run-49')).toEqual([])
    expect(bookmarks.of('run-50')).toHaveLength(1)
    expect(bookmarks.of('run-349')).toHaveLength(1)
  })

  it('and a speed that a stranger wrote leave the other settings as they are', () => {
    const text = JSON.stringify({ theme: 'dark', bookmarks: { a: [{ at: -1 }] }, speed: 'warp' })
    expect(readSettings({ getItem: () => text })).toMatchObject({ theme: 'dark', bookmarks: {}, speed: 'fit' })
  })
})
