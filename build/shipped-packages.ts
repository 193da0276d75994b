// Which npm packages a package of Espalier carries: what the program asks for while it runs.
// Knows package-lock.json, and what is asked for at installation alone. Does not know what a bundle holds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package as package-lock.json has it. */
export interface LockedPackage {
  version: string
  license?: string
  integrity?: string
  dev?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** By their places: `node_modules/a`, `node_modules/a/node_modules/b`; the program itself is at no place. */
export type Lock = Readonly<Record<string, LockedPackage>>

/**
 * What packages ask for and do not need here. onnxruntime-node fetches CUDA files with these two while it is installed. msgpackr reads
 * short texts a little faster with machine code, which would be that of the machine that packs. koffi's is taken for the target.
 */
const NOT_NEEDED: Readonly<Record<string, readonly string[] | 'all optional'>> = {
  'onnxruntime-node': ['adm-zip', 'global-agent'],
  msgpackr: ['msgpackr-extract'],
  koffi: 'all optional',
}

export function readLock(root: string): Lock {
  return (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock }).packages
}

/** Name of the package at a place. */
export function nameAt(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Places of the packages that go along. */
export function shippedPlaces(lock: Lock): string[] {
  const places = new Set<string>()
  const visit = (name: string, from: string): void => {
    const place = placeOf(lock, name, from)
    const found = lock[place]
    if (!found || places.has(place)) return
    places.add(place)
    for (const below of neededBy(name, found)) visit(below, place)
  }
  for (const name of Object.keys(lock['']?.dependencies ?? {})) visit(name, '')
  return [...places].sort()
}

/** Places of the packages that are installed for the program, and stay behind when it is packed. */
export function placesLeftOut(lock: Lock): string[] {
  const shipped = new Set(shippedPlaces(lock))
  return Object.keys(lock).filter((place) => place !== '' && !lock[place]!.dev && !shipped.has(place))
}

function neededBy(name: string, { dependencies, optionalDependencies }: LockedPackage): string[] {
  const without = NOT_NEEDED[name] ?? []
  if (without === 'all optional') return Object.keys(dependencies ?? {})
  return Object.keys({ ...dependencies, ...optionalDependencies }).filter((one) => !without.includes(one))
}

/** Where a package that is asked for at a place is found: below it, or in one of the folders above. */
function placeOf(lock: Lock, name: string, from: string): string {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (lock[place] || from === '') return place
  const above = from.lastIndexOf('/node_modules/')
  return placeOf(lock, name, above < 0 ? '' : from.slice(0, above))
}
