#!/usr/bin/env node
// Stands in for fpm, which neither npm nor Debian has: makes the deb that electron-builder describes to it.
// Knows the options that electron-builder gives, and refuses others. The archive is made by dpkg-deb, hardly compressed.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const text = { type: 'string' }
const list = { type: 'string', multiple: true }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: 's' },
    t: { ...text, short: 't' },
    depends: { ...list, short: 'd', default: [] },
    force: { type: 'boolean' },
    ...Object.fromEntries(
      [
        'architecture',
        'after-install',
        'after-remove',
        'description',
        'version',
        'package',
        'name',
        'maintainer',
        'vendor',
        'url',
      ]
        .concat(['category', 'license', 'deb-priority', 'deb-compression'])
        .map((name) => [name, text]),
    ),
    'deb-recommends': { ...list, default: [] },
  },
})

const scratch = mkdtempSync(join(tmpdir(), 'espalier-fpm-'))
try {
  const tree = join(scratch, 'tree')
  for (const pair of positionals) {
    const [from, to] = pair.split('=')
    mkdirSync(dirname(join(tree, to)), { recursive: true })
    cpSync(from, join(tree, to), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  }
  if (values.t !== 'deb') throw new Error(`No ${values.t} is made here.`)
  writeDeb(tree)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function writeDeb(tree) {
  const control = join(tree, 'DEBIAN')
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    Section: values.category,
    Priority: values['deb-priority'],
    Depends: values.depends.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Homepage: values.url,
    Description: values.description.trim(),
  }
  mkdirSync(control)
  writeFileSync(
    join(control, 'control'),
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  )
  writeFileSync(join(control, 'postinst'), readFileSync(values['after-install']), { mode: 0o755 })
  writeFileSync(join(control, 'postrm'), readFileSync(values['after-remove']), { mode: 0o755 })
  execFileSync('dpkg-deb', ['-Zgzip', '-z1', '--root-owner-group', '--build', tree, values.package])
}
