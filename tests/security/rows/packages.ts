// What an installed package allows: fuses, the hardened runtime, what is packed, who may publish.
import { weakeningsOf } from '../weakening.ts'

const CONFIGURATION = 'tests/package/configuration.test.ts'
const row = weakeningsOf('build/package/configuration.ts', CONFIGURATION)
const mac = weakeningsOf('build/entitlements.mac.plist', CONFIGURATION)
const contents = weakeningsOf('build/package/contents-check.ts', 'tests/package/parts.test.ts')
const workflow = weakeningsOf('.github/workflows/packages.yml', 'tests/package/workflow.test.ts')
const fuse = (name: string, now: boolean) => row(`the fuse ${name}`, `${name}: ${now},`, `${name}: ${!now},`, 19)
const entitlement = (name: string) =>
  mac(`the entitlement ${name}`, '</dict>', `  <key>com.apple.security.${name}</key>\n  <true/>\n</dict>`)

export const PACKAGES = [
  fuse('runAsNode', false),
  fuse('enableCookieEncryption', true),
  fuse('enableNodeOptionsEnvironmentVariable', false),
  fuse('enableNodeCliInspectArguments', false),
  fuse('enableEmbeddedAsarIntegrityValidation', true),
  fuse('onlyLoadAppFromAsar', true),
  fuse('loadBrowserProcessSpecificV8Snapshot', false),
  fuse('grantFileProtocolExtraPrivileges', false),
  row('no hardened runtime', 'hardenedRuntime: true,', 'hardenedRuntime: false,'),
  row('other entitlements', "entitlements: 'build/entitlements.mac.plist',", ''),
  entitlement('cs.allow-dyld-environment-variables'),
  entitlement('cs.allow-unsigned-executable-memory'),
  entitlement('cs.disable-executable-page-protection'),
  entitlement('get-task-allow'),
  row('no archive', 'asarUnpack: [', 'asar: false, asarUnpack: ['),
  row(
    'a package that is not checked',
    'checkContents({ target: targetOf(context)',
    '(({}: unknown) => undefined)({ target: targetOf(context)',
  ),
  row('an installation for all', 'perMachine: false,', 'perMachine: true,'),
  row('an installation with more rights', 'allowElevation: false,', 'allowElevation: true,'),
  row('a helper with more rights', 'packElevateHelper: false,', 'packElevateHelper: true,'),
  contents('machine code of another system', '...foreign(target, folder)', ''),
  contents('machine code that is missing', '...missing(target, resources), ', ''),
  workflow('a workflow that may write', 'permissions:\n  contents: read\n', 'permissions:\n  contents: write\n'),
]
