#!/usr/bin/env node
// The command `espalier`: the command line, from its sources or from the build, which is what an installed package has.
// Knows where the two lie. Does not know how they are started (launch.mjs), or where a package keeps ONNX Runtime (runtime-place.ts).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch, ROOT } from './launch.mjs'

const sources = join(ROOT, 'src-main', 'cli.ts')
const built = (name) => join(ROOT, 'out', 'main', name)
const words = process.argv.slice(2)

if (existsSync(sources)) launch(sources, words)
else launch(built('cli.js'), words, await environmentOfPackage())

async function environmentOfPackage() {
  const place = built('runtime-place.js')
  if (!existsSync(place)) return {}
  const { runtimeEnvironment } = await import(pathToFileURL(place).href)
  return runtimeEnvironment({ program: ROOT })
}
