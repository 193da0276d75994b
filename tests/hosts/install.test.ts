// What runs while the dependencies are installed, by package.json and its lock file. Does not install anything.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Lock {
  packages: Record<string, { hasInstallScript?: boolean }>
}

const { allowScripts } = (await read('package.json')) as { allowScripts: Record<string, boolean> }
const { packages } = (await read('package-lock.json')) as Lock
const marked = Object.keys(packages)
  .filter((path) => packages[path]?.hasInstallScript)
  .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))

test('every package with an install script is allowed or denied, so that npm does not ask about it', () => {
  expect([...marked, 'onnxruntime-node'].sort()).toEqual(Object.keys(allowScripts).sort())
})

test('only the Node of this platform comes by a script', () => {
  expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node'])
})

test('no npm fetches CUDA files: the lock file does not mark onnxruntime-node', () => {
  expect(packages).toHaveProperty('node_modules/onnxruntime-node')
  expect(marked, 'take the line `hasInstallScript` of onnxruntime-node out of package-lock.json').not.toContain(
    'onnxruntime-node',
  )
})

async function read(file: string): Promise<unknown> {
  return JSON.parse(await readFile(resolve(import.meta.dirname, '..', '..', file), 'utf8'))
}
