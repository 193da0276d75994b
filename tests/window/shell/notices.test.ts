// THIRD-PARTY-NOTICES.txt names what ships, as package-lock.json has it, with the text of each licence. What the bundles hold is compared
// by the build (build/notices/bundled-packages.ts).
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nameAt, readLock, shippedPlaces } from '../../../build/shipped-packages.ts'
import { NOTICES, readNotices, writeNotices } from '../../../src-renderer/shell/notices.ts'

const root = resolve(import.meta.dirname, '../../..')
const lock = readLock(root)
const notices = readNotices(readFileSync(join(root, NOTICES), 'utf8'))
const told = notices.map(({ name, version, licence }) => `${name} ${version} ${licence}`)
const locked = (place: string): string => `${nameAt(place)} ${lock[place]!.version} ${lock[place]!.license}`

describe('the notices of what others made', () => {
  it('name every package that the program asks for, down to the last', () => {
    const places = shippedPlaces(lock)
    expect(places.map(nameAt)).toEqual(expect.arrayContaining(Object.keys(lock['']!.dependencies!)))
    expect(places.map(locked).filter((one) => !told.includes(one))).toEqual([])
  })

  it('name no package in another version, or under another licence, than the lock file', () => {
    expect(told.filter((one) => !Object.keys(lock).some((place) => place !== '' && locked(place) === one))).toEqual([])
  })

  it('name what the window imports', () => {
    const files = readdirSync(join(root, 'src-renderer'), { recursive: true, encoding: 'utf8' })
    const imported = files
      .filter((file) => /\.(ts|svelte)$/.test(file))
      .flatMap((file) => [
        ...readFileSync(join(root, 'src-renderer', file), 'utf8').matchAll(
          /(?:from|import\() ?'((?:@[\w-]+\/)?[\w-]+)/g,
        ),
      ])
      .map(([, name]) => name!)
      .filter((name) => lock[`node_modules/${name}`])
    expect(new Set(imported)).toContain('svelte')
    expect([...new Set(imported)].filter((name) => !notices.some((one) => one.name === name))).toEqual([])
  })

  it('have the text of each licence', () => {
    expect(notices.filter(({ text }) => !/copyright|licen[cs]e/i.test(text) || text.length < 300)).toEqual([])
  })

  it('are read as they were written', () => {
    expect(readNotices(writeNotices(notices))).toEqual(notices)
  })
})
