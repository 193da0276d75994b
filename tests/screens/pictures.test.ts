// The pictures in docs: each is there, small, and shown by some page, and pages show none that is not made by the script.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { FOLDER, MOST_BYTES, PICTURES } from './pictures.ts'
import { PICTURED } from './states/states.ts'

const root = resolve(import.meta.dirname, '../..')
const names = Object.keys(PICTURES).toSorted()
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]
const shown = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words, path]) => ({
    page,
    words: words!,
    path: join(page, '..', path!),
  })),
)

it('has a file of every picture, and no other, each small', () => {
  const files = readdirSync(join(root, FOLDER))
  expect(files.toSorted()).toEqual(names.map((name) => `${name}.webp`).toSorted())
  expect(files.filter((file) => statSync(join(root, FOLDER, file)).size >= MOST_BYTES)).toEqual([])
})

it('shows every picture on some page, and pages show nothing else, with words for it', () => {
  const own = shown.filter(({ path }) => path.startsWith(`${FOLDER}/`))
  expect([...new Set(own.map(({ path }) => path.slice(FOLDER.length + 1, -'.webp'.length)))].toSorted()).toEqual(names)
  expect(shown.filter(({ path, words }) => words.length < 10 || !statSync(join(root, path)).isFile())).toEqual([])
})

it('takes each of a state that there is', () => {
  const states = new Set(PICTURED.map(({ name }) => name))
  expect(Object.values(PICTURES).filter(({ state }) => !states.has(state))).toEqual([])
})
