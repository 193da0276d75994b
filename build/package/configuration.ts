// Packages for Windows, macOS and Linux, by electron-builder: `npm run package -- --linux --x64` after `npm run build`.
// Knows everything that electron-builder is told. Does not know what a target needs (targets.ts) or whether it is there (contents-check.ts).
import { join, resolve } from 'node:path'
import { Arch } from 'electron-builder'
import type { AfterPackContext, Configuration, FileSet } from 'electron-builder'
import { checkContents } from './contents-check.ts'
import { publisher } from './publisher.ts'
import { placesLeftOut, readLock } from '../shipped-packages.ts'
import { stage, STAGED } from './staging.ts'
import { RUNTIME_FILES, targetNamed } from './targets.ts'
import type { Platform } from './targets.ts'
import { updateFeedFor } from './update-keys.ts'

const root = resolve(import.meta.dirname, '..', '..')
const lock = readLock(root)
const { homepage, maintainer } = publisher()
const updates = updateFeedFor()
/** The lists of versions are made where a package can believe them. */
const publish = updates && { provider: 'generic' as const, url: updates.feed }

/** The window's program on Linux, where both programs stand in one folder; `espalier` is the command line. */
const WINDOW_NAME = 'espalier-lab'
const BOTH = ['x64', 'arm64'] as const

/** ONNX Runtime and koffi as the target's system has them. electron-builder's own `platform` is the one that packs. */
function machineCode(platform: Platform): FileSet[] {
  const runtime = `node_modules/onnxruntime-node/bin/napi-v6/${platform}/\${arch}`
  const koffi = `@koromix/koffi-${platform}-\${arch}`
  return [
    { from: runtime, to: runtime, filter: [...RUNTIME_FILES[platform]] },
    {
      from: `${STAGED}/${platform}-\${arch}/${koffi}`,
      to: `node_modules/${koffi}`,
      filter: ['package.json', 'index.js', `${platform}_\${arch}/koffi.node`],
    },
  ]
}

/** What was staged for the target. */
function staged(platform: Platform): FileSet[] {
  const folder = `${STAGED}/${platform}-\${arch}`
  return [
    { from: `${folder}/command`, to: 'command' },
    { from: `${folder}/program`, to: 'app.asar.unpacked' },
    { from: `${folder}/sbom.cdx.json`, to: 'sbom.cdx.json' },
  ]
}

function targetOf({ electronPlatformName, arch }: Pick<AfterPackContext, 'electronPlatformName' | 'arch'>) {
  return targetNamed(electronPlatformName, Arch[arch])
}

const configuration: Configuration = {
  appId: 'org.espalier.lab',
  productName: 'Espalier',
  copyright: 'Licensed under the Apache License 2.0',
  electronVersion: lock['node_modules/electron']!.version,
  directories: { buildResources: 'build/icon', output: 'dist' },
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  extraMetadata: { homepage, author: maintainer, desktopName: `${WINDOW_NAME}.desktop`, ...(updates && { updates }) },
  publish,
  files: [
    'out/**',
    'package.json',
    'LICENSE',
    'THIRD-PARTY-NOTICES.txt',
    // Only these two files of the folder: they say where ONNX Runtime's files for CUDA are to be had.
    '!node_modules/onnxruntime-node/script/!(install-metadata|install-metadata-versions).js',
    '!node_modules/onnxruntime-node/{bin,lib}/**',
    // What koffi would be compiled from.
    '!node_modules/koffi/{doc,lib,vendor}/**',
    '!node_modules/koffi/{cnoke.cjs,src/koffi/CMakeLists.txt,src/koffi/src/trampolines.cjs}',
    '!node_modules/koffi/src/koffi/src/**/*.{asm,cc,def,hh,inc,S}',
    // In the build already.
    '!node_modules/zod/**',
    '!node_modules/@koromix/**',
    '!**/*.{md,map,ts,cts,mts}',
    ...placesLeftOut(lock).map((place) => `!${place}/**`),
  ],
  // Machine code cannot be loaded from inside an archive, and the command line's Node reads no archive.
  asarUnpack: ['node_modules/**', `${STAGED}/**`],
  extraResources: [{ from: 'models', to: 'models', filter: ['**/*', '!recipe/**'] }],
  // Where a person finds them.
  extraFiles: ['LICENSE', 'THIRD-PARTY-NOTICES.txt'],
  electronLanguages: ['en-US'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  npmRebuild: false,
  fileAssociations: [
    {
      ext: 'espalier.jsonl',
      name: 'Espalier run',
      description: 'Espalier run',
      mimeType: 'application/x-espalier-run',
      role: 'Viewer',
    },
  ],
  protocols: [{ name: 'Espalier', schemes: ['espalier'] }],
  beforePack: (context) => stage({ root, target: targetOf(context) }),
  afterPack(context) {
    const { appOutDir, packager } = context
    checkContents({ target: targetOf(context), folder: appOutDir, resources: packager.getResourcesDir(appOutDir) })
  },
  mac: {
    category: 'public.app-category.education',
    icon: 'build/icon/espalier.icns',
    files: machineCode('darwin'),
    extraResources: staged('darwin'),
    // No Intel: ONNX Runtime for Node has no library for it.
    target: [
      { target: 'dmg', arch: 'arm64' },
      { target: 'zip', arch: 'arm64' },
    ],
    hardenedRuntime: true,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
  },
  win: {
    icon: 'build/icon/espalier.ico',
    // Elsewhere a list is of one processor by itself.
    publish: publish && { ...publish, channel: 'latest-${arch}' },
    files: machineCode('win32'),
    extraResources: staged('win32'),
    target: [
      { target: 'nsis', arch: [...BOTH] },
      { target: 'zip', arch: [...BOTH] },
    ],
  },
  nsis: {
    artifactName: '${name}-${version}-${os}-${arch}-setup.${ext}',
    oneClick: false,
    perMachine: false,
    allowElevation: false,
    packElevateHelper: false,
    allowToChangeInstallationDirectory: true,
    // What a person made stays; docs/install.md says where it is.
    deleteAppDataOnUninstall: false,
    include: 'build/package/windows-setup.nsh',
  },
  linux: {
    executableName: WINDOW_NAME,
    icon: 'build/icon/sizes',
    category: 'Science;Education',
    synopsis: 'A lab for inference-time search with language models',
    maintainer,
    syncDesktopName: true,
    files: machineCode('linux'),
    extraResources: staged('linux'),
    target: [
      { target: 'deb', arch: [...BOTH] },
      { target: 'rpm', arch: [...BOTH] },
      { target: 'AppImage', arch: [...BOTH] },
      { target: 'tar.gz', arch: [...BOTH] },
    ],
  },
  // Named as these systems name their packages.
  deb: {
    artifactName: '${name}_${version}_${arch}.${ext}',
    packageCategory: 'science',
    // What Electron's program is linked against, and who opens its links.
    depends: [
      ...['libasound2', 'libatspi2.0-0', 'libgbm1', 'libgtk-3-0', 'libnotify4', 'libnss3', 'libsecret-1-0', 'libuuid1'],
      ...['libxss1', 'libxtst6', 'xdg-utils'],
    ],
    fpm: commandOnPath(),
  },
  rpm: {
    artifactName: '${name}-${version}.${arch}.${ext}',
    packageCategory: 'Applications/Engineering',
    fpm: commandOnPath(),
  },
}

export default configuration

/** The command where shells look for commands. */
function commandOnPath(): string[] {
  return [`${join(root, 'build', 'package', 'command', 'usr-bin-espalier')}=/usr/bin/espalier`]
}
