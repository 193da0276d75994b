#!/usr/bin/env node
// The command `espalier`: the command line, from its sources or from the build.
// Knows where the two lie. Does not know how they are started (launch.mjs).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { launch, ROOT } from './launch.mjs'

const sources = join(ROOT, 'src-main', 'cli.ts')
launch(existsSync(sources) ? sources : join(ROOT, 'out', 'main', 'cli.js'), process.argv.slice(2))
