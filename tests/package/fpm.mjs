#!/usr/bin/env node
// Stands in for fpm, which cannot be had from npm or Debian: makes the deb and the rpm that electron-builder describes to it.
// Knows the options that electron-builder gives, and refuses others. The archives are made by dpkg-deb and rpmbuild, hardly compressed.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
      ['architecture', 'after-install', 'after-remove', 'description', 'version', 'package', 'name', 'maintainer', 'vendor', 'url']
        .concat(['category', 'license', 'deb-priority', 'deb-compression', 'rpm-summary', 'rpm-compression', 'rpm-os'])
        .map((name) => [name, text]),
    ),
    'deb-recommends': { ...list, default: [] },
    'rpm-rpmbuild-define': { ...list, default: [] },
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
  if (values.t === 'deb') writeDeb(tree)
  else if (values.t === 'rpm') writeRpm(tree)
  else throw new Error(`No ${values.t} is made here.`)
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
  writeFileSync(join(control, 'control'), Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join(''))
  writeFileSync(join(control, 'postinst'), readFileSync(values['after-install']), { mode: 0o755 })
  writeFileSync(join(control, 'postrm'), readFileSync(values['after-remove']), { mode: 0o755 })
  execFileSync('dpkg-deb', ['-Zgzip', '-z1', '--root-owner-group', '--build', tree, values.package])
}

function writeRpm(tree) {
  const files = positionals.map((pair) => pair.split('=')[1]).map((path) => (isFolder(tree, path) ? `${path}` : `"${path}"`))
  const spec = [
    `Name: ${values.name}`,
    `Version: ${values.version}`,
    'Release: 1',
    `Summary: ${values['rpm-summary']}`,
    `License: ${values.license}`,
    `URL: ${values.url}`,
    `Vendor: ${values.vendor}`,
    'AutoReqProv: no',
    ...values.depends.map((one) => `Requires: ${one}`),
    '%description',
    values.description.trim(),
    '%files',
    ...files,
    '%post',
    readFileSync(values['after-install'], 'utf8').replaceAll('%', '%%'),
    '%postun',
    readFileSync(values['after-remove'], 'utf8').replaceAll('%', '%%'),
  ]
  const file = join(scratch, 'package.spec')
  writeFileSync(file, `${spec.join('\n')}\n`)
  const defines = { _topdir: scratch, _rpmdir: join(scratch, 'made'), _binary_payload: 'w1.gzdio', __os_install_post: '%{nil}', _build_id_links: 'none' }
  const words = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`])
  execFileSync('rpmbuild', ['-bb', '--quiet', '--target', values.architecture, ...words, '--buildroot', tree, file])
  execFileSync('cp', [execFileSync('find', [join(scratch, 'made'), '-name', '*.rpm'], { encoding: 'utf8' }).trim(), values.package])
}

function isFolder(tree, path) {
  return statSync(join(tree, path)).isDirectory()
}
