// The parts of packing: which machine code is refused, which packages go along, what icons hold, who publishes.
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkContents, commandNode } from '../../build/package/contents-check.ts'
import { machineCodeOfHead } from '../../build/package/machine-code.ts'
import { publisher } from '../../build/package/publisher.ts'
import { nameAt, placesLeftOut, readLock, shippedPlaces } from '../../build/shipped-packages.ts'
import { machineCodeOf, targetNamed, TARGETS } from '../../build/package/targets.ts'
import type { Target } from '../../build/package/targets.ts'
import { elf, machO, portableExecutable } from './made-up-electron.ts'

const root = resolve(import.meta.dirname, '..', '..')
const lock = readLock(root)
const headOf = (target: Target) =>
  target.platform === 'linux' ? elf(target) : target.platform === 'darwin' ? machO() : portableExecutable(target)

describe('machine code', () => {
  test.each(TARGETS)('for $platform $arch is known by its head', (target) => {
    expect(machineCodeOfHead(headOf(target))).toEqual(target)
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('#!/bin/sh\nexit\n'.repeat(20))],
    ['a text that begins like a program for DOS', Buffer.from(`MZ${' '.repeat(200)}`)],
    ['half a head', elf({ arch: 'x64' }).subarray(0, 10)],
  ])('is not seen in %s', (_, head) => {
    expect(machineCodeOfHead(head)).toBeNull()
  })

  test('for another processor is told by its number', () => {
    const head = elf({ arch: 'x64' })
    head.writeUInt16LE(243, 18)
    expect(machineCodeOfHead(head)).toEqual({ platform: 'linux', arch: '0xf3' })
  })
})

describe('the check of what was packed', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-contents-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const put = async (path: string, content: Buffer) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const putAll = async (target: Target) => {
    const modules = join('resources', 'app.asar.unpacked', 'node_modules')
    const paths = [...machineCodeOf(target).map((path) => join(modules, path)), join('resources', commandNode(target))]
    for (const path of paths) await put(path, headOf(target))
    return paths
  }
  const check = (target: Target) => () => checkContents({ target, folder, resources: join(folder, 'resources') })

  test.each(TARGETS)('takes a whole package for $platform $arch, and none without one of its files', async (target) => {
    const paths = await putAll(target)
    expect(check(target)).not.toThrow()
    for (const path of paths) {
      await rm(join(folder, path))
      expect(check(target), path).toThrow(/would not run there:\n {2}.* is missing$/)
      await put(path, headOf(target))
    }
  })

  test.each(
    TARGETS.flatMap((target) => TARGETS.filter((one) => one !== target).map((foreign) => ({ target, foreign }))),
  )(
    'refuses code for $foreign.platform $foreign.arch in a package for $target.platform $target.arch',
    async ({ target, foreign }) => {
      await putAll(target)
      await put(join('resources', 'stray'), headOf(foreign))
      expect(check(target)).toThrow(`resources/stray is for ${foreign.platform} ${foreign.arch}`)
    },
  )

  test('names five files, and how many more there are', () => {
    expect(check({ platform: 'win32', arch: 'x64' })).toThrow(/(is missing\n {2}.*){4}is missing\n {2}and 2 more$/)
  })
})

test('a Mac with an Intel processor is refused with its reason', () => {
  expect(() => targetNamed('darwin', 'x64')).toThrow(
    'Espalier is not packaged for darwin x64: ONNX Runtime for Node has no library for Macs with an Intel processor.',
  )
  expect(targetNamed('darwin', 'arm64')).toEqual({ platform: 'darwin', arch: 'arm64' })
})

test('every target’s koffi stands in the lock file with its checksum', () => {
  for (const target of TARGETS) {
    expect(lock[`node_modules/@koromix/koffi-${target.platform}-${target.arch}`]?.integrity).toMatch(/^sha512-/)
  }
})

test('what is asked for at installation alone stays behind', () => {
  const shipped = shippedPlaces(lock)
  expect(shipped.map(nameAt)).toEqual(expect.arrayContaining(Object.keys(lock['']?.dependencies ?? {})))
  const left = placesLeftOut(lock)
  expect(left.map(nameAt)).toEqual(
    expect.arrayContaining(['adm-zip', 'global-agent', 'globalthis', 'matcher', 'serialize-error']),
  )
  expect(left.filter((place) => shipped.includes(place))).toEqual([])
})

describe('the publisher', () => {
  test.each([
    [
      'of a workflow is its repository’s owner',
      { GITHUB_REPOSITORY: 'owner/name' },
      'https://github.com/owner/name',
      'Espalier <owner@users.noreply.github.com>',
    ],
    [
      'may be named',
      { ESPALIER_HOMEPAGE: 'https://a.example', ESPALIER_MAINTAINER: 'A <a@a.example>', GITHUB_REPOSITORY: 'o/n' },
      'https://a.example',
      'A <a@a.example>',
    ],
    ['of one’s own package leads nowhere', {}, 'https://espalier.example/', 'Espalier <nobody@espalier.example>'],
  ])('%s', (_, environment, homepage, maintainer) => {
    expect(publisher(environment)).toEqual({ homepage, maintainer })
  })

  test.each([
    ['a tag', { GITHUB_REF_TYPE: 'tag' }],
    ['a release by hand', { ESPALIER_RELEASE: '1', ESPALIER_HOMEPAGE: 'https://lab.org/' }],
    [
      'a repository whose page leads nowhere',
      { GITHUB_REF_TYPE: 'tag', GITHUB_REPOSITORY: 'o/n', ESPALIER_HOMEPAGE: 'https://a.example' },
    ],
  ])('of %s must be one who can be reached', (_, environment) => {
    expect(() => publisher(environment)).toThrow(/^A release needs a publisher who can be reached, and not .*\.example/)
  })

  test('of a tag is its repository’s owner, as ever', () => {
    const environment = { GITHUB_REF_TYPE: 'tag', GITHUB_REPOSITORY: 'owner/name' }
    expect(publisher(environment).homepage).toBe('https://github.com/owner/name')
  })
})

describe('icons', () => {
  const icon = (name: string) => readFileSync(join(root, 'build', 'icon', name))
  const sideOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]

  test('Windows: seven sizes, each as large as it says', () => {
    const ico = icon('espalier.ico')
    const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => 6 + 16 * index)
    const sides = entries.map((at) => {
      const place = ico.readUInt32LE(at + 12)
      return [ico.readUInt8(at) || 256, ...sideOf(ico.subarray(place, place + ico.readUInt32LE(at + 8)))]
    })
    expect(sides).toEqual([16, 24, 32, 48, 64, 128, 256].map((size) => [size, size, size]))
  })

  test('Mac: up to 1,024 pixels, each as large as its name says', () => {
    const icns = icon('espalier.icns')
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
    const sides: Record<string, number[]> = {}
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      sides[icns.toString('latin1', at, at + 4)] = sideOf(icns.subarray(at + 8))
    }
    const square = (size: number) => [size, size]
    expect(sides).toEqual({
      ...{ ic11: square(32), ic12: square(64), ic07: square(128), ic13: square(256) },
      ...{ ic08: square(256), ic14: square(512), ic09: square(512), ic10: square(1024) },
    })
  })

  test('Linux: eight sizes, each as large as its name says', () => {
    const names = readdirSync(join(root, 'build', 'icon', 'sizes'))
    for (const name of names) expect(sideOf(icon(join('sizes', name))).join('x')).toBe(name.replace('.png', ''))
    expect(names).toHaveLength(8)
  })
})
