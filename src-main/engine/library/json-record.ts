// A piece of JSON as a record, or as an object that holds the records.
// Knows objects and what is wrong with a piece that is none. Does not know where pieces come from.
import { RECORD_LIMIT } from './dataset-layout.ts'
import type { DatasetRecord, FoundRecord } from './dataset-layout.ts'
import { isKnownField } from './dataset-mapping.ts'
import { parseExactly } from './exact-json.ts'

/** The object in a piece of JSON, or what is wrong with it. */
export function objectOf(content: string): FoundRecord['record'] {
  try {
    const value = parseExactly(content)
    return isObject(value) ? recordOf(value) : 'this is not a JSON object.'
  } catch (error) {
    return error instanceof RangeError ? 'it is nested too deeply.' : 'this is not a JSON object.'
  }
}

/** The records of an object that is none itself: those of its longest list of objects, or the objects under its keys. */
export function recordsInside(content: string): FoundRecord[] | null {
  let value: unknown
  try {
    value = parseExactly(content)
  } catch {
    return null
  }
  if (!isObject(value) || Object.keys(value).some(isKnownField)) return null
  const lists = Object.values(value).filter((one) => Array.isArray(one) && one.some(isObject)) as unknown[][]
  const longest = lists.sort((a, b) => b.length - a.length)[0]
  if (longest)
    return longest.slice(0, RECORD_LIMIT + 1).map((item, at) => itemAt(item, `item ${at + 1}`, `item-${at + 1}`))
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([, item]) => isObject(item))
    ? entries.map(([key, item]) => itemAt(item, `item “${key}”`, key))
    : null
}

function itemAt(item: unknown, place: string, id: string): FoundRecord {
  return { place, id, record: isObject(item) ? recordOf(item) : 'this is not a JSON object.' }
}

/** The fields of an object. Objects inside it are opened once, since some datasets keep the question there. */
function recordOf(value: object): DatasetRecord {
  const fields = new Map<string, unknown>()
  for (const [name, content] of Object.entries(value)) {
    if (isObject(content)) for (const [inner, part] of Object.entries(content)) fields.set(`${name}.${inner}`, part)
    else fields.set(name, content)
  }
  return fields
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
