// Which packages ship with the program: all that `dependencies` ask for, down to the last, besides what the bundles hold.
// Knows package-lock.json. Does not know licences, or what is in a bundle (bundled-packages.ts).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package as package-lock.json has it. */
export interface LockedPackage {
  version: string
  license?: string
  optional?: boolean
  os?: readonly string[]
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** By their places: `node_modules/a`, `node_modules/a/node_modules/b`; the program itself is at no place. */
export type Lock = Record<string, LockedPackage>

export function readLock(root: string): Lock {
  return (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Lock }).packages
}

/** Name of the package at a place. */
export function nameAt(place: string): string {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Places of the packages that these bring with them, themselves included. Machine code for one platform is part of what asks for it. */
export function placesOf(lock: Lock, names: Iterable<string>): string[] {
  const places = new Set<string>()
  const visit = (name: string, from: string): void => {
    const place = placeOf(lock, name, from)
    const found = lock[place]
    if (!found || places.has(place) || (found.optional && found.os)) return
    places.add(place)
    for (const below of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) visit(below, place)
  }
  for (const name of names) visit(name, '')
  return [...places].sort((a, b) => nameAt(a).localeCompare(nameAt(b), 'en'))
}

/** Names of the packages that the program asks for while it runs. */
export function dependenciesOf(lock: Lock): string[] {
  return Object.keys(lock['']?.dependencies ?? {})
}

/** Where a package that is asked for at a place is found: beside it, or in one of the folders above. */
function placeOf(lock: Lock, name: string, from: string): string {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (lock[place] || from === '') return place
  const above = from.lastIndexOf('/node_modules/')
  return placeOf(lock, name, above < 0 ? '' : from.slice(0, above))
}
