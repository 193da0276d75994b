// `node build/run.mjs FILE …`: starts a TypeScript file of this folder, for the scripts of package.json.
// Knows its arguments. Does not know how a file is started (launch.mjs).
import { resolve } from 'node:path'
import { launch, ROOT } from './launch.mjs'

const [file, ...options] = process.argv.slice(2)
launch(resolve(ROOT, file), options)
