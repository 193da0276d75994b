// The bill of materials of a package (CycloneDX): every component in it, with version, licence and checksum.
// Knows npm's list, and the two programs that come besides its packages. Does not know where the file goes.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NOTICES, readNotices } from '../../src-renderer/shell/notices.ts'
import { nameAt, shippedPlaces } from '../shipped-packages.ts'
import type { Lock } from '../shipped-packages.ts'
import { koffiPackage } from './targets.ts'
import type { Target } from './targets.ts'

export interface Component {
  'bom-ref': string
  type: string
  name: string
  version: string
  purl: string
  scope?: string
  licenses?: { license: { id: string } }[]
  properties?: { name: string; value: string }[]
}

export interface Bill {
  bomFormat: 'CycloneDX'
  specVersion: string
  metadata: { component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

/** `root`: the checkout. Node's version is that of the Node that runs this. */
export function billOfMaterials({ root, lock, target }: { root: string; lock: Lock; target: Target }): Bill {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
  const told = execFileSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    shell: process.platform === 'win32',
  })
  const all = JSON.parse(told) as Bill
  const places = [...shippedPlaces(lock), `node_modules/${koffiPackage(target)}`]
  // The notices name besides what the built window holds.
  const noticed = readNotices(readFileSync(join(root, NOTICES), 'utf8')).map(
    ({ name, version }) => `${name}@${version}`,
  )
  const refs = new Set([...places.map((place) => `${nameAt(place)}@${lock[place]!.version}`), ...noticed])
  const components = all.components.filter((one) => refs.has(one['bom-ref'])).map(shipped)
  const own = all.metadata.component
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref) || ref === own['bom-ref'])
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
  const programs = [program('electron', lock['node_modules/electron']!.version), program('node', process.versions.node)]
  return {
    ...all,
    metadata: { ...all.metadata, component: { ...own, name: 'espalier' } },
    components: [...components, ...programs],
    dependencies,
  }
}

/** What is compiled into the window is no development dependency of the package. */
function shipped(one: Component): Component {
  const properties = one.properties?.filter(({ name }) => name !== 'cdx:npm:package:development')
  return { ...one, scope: 'required', ...(properties && { properties }) }
}

function program(name: string, version: string): Component {
  const ref = `${name}-program@${version}`
  const licenses = [{ license: { id: 'MIT' } }]
  return { 'bom-ref': ref, type: 'application', name, version, purl: `pkg:generic/${name}@${version}`, licenses }
}
