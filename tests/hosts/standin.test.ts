// The stand-in for Electron offers what the shell imports, and no more: what is imported next has to be learnt by both.
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { decode, encode } from '../standin/codec.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const SHELL = join(ROOT, 'src-main', 'hosts', 'electron')
/** Not the shell's: Playwright finds a page's window by it. */
const PLAYWRIGHT = ['webContents']

/** Names of values that a file imports from, or exports to, somewhere. */
async function names(file: string, kind: 'imports' | 'exports'): Promise<string[]> {
  const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (kind === 'imports') {
      if (!ts.isImportDeclaration(statement) || (statement.moduleSpecifier as ts.StringLiteral).text !== 'electron')
        return []
      const { importClause: clause } = statement
      if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return []
      return (clause.namedBindings as ts.NamedImports).elements.map(({ name }) => name.text)
    }
    if (ts.isExportDeclaration(statement))
      return (statement.exportClause as ts.NamedExports).elements.map(({ name }) => name.text)
    const exported =
      ts.isVariableStatement(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return exported ? statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text) : []
  })
}

test('it has the names that the main process imports, and no others', async () => {
  const all = await readdir(SHELL, { recursive: true })
  const files = all.filter((name) => name.endsWith('.ts') && name !== 'preload.ts')
  const wanted = await Promise.all(files.map((name) => names(join(SHELL, name), 'imports')))
  const offered = await names(join(ROOT, 'tests', 'standin', 'electron.ts'), 'exports')
  expect(offered.sort()).toEqual([...new Set([...wanted.flat(), ...PLAYWRIGHT])].sort())
})

test('it has the names that the preload script imports, and no others', async () => {
  const wanted = await names(join(SHELL, 'preload.ts'), 'imports')
  const page = await readFile(join(ROOT, 'tests', 'standin', 'page-side.ts'), 'utf8')
  const [, offered = ''] = /const electron = \{\n([\s\S]*?)\n {2}\}\n/.exec(page) ?? []
  expect([...offered.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name).sort()).toEqual(wanted.sort())
})

test('what it carries from process to page arrives as it was', () => {
  const value = {
    bytes: new Uint8Array([1, 2, 255]),
    floats: new Float32Array([0.5, -1]),
    map: new Map([['a', { b: 1n }]]),
    set: new Set([1]),
    date: new Date(5),
    nothing: [undefined, null, NaN, Infinity],
  }
  expect(decode(encode(value))).toEqual(value)
  expect(() => encode({ call: () => undefined })).toThrow('could not be cloned')
})
