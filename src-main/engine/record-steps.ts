// How records of files that an older program wrote become the newest: one step a version, in order, none left out.
// Knows versions and plain JSON. Does not know files, or what a record is made of.

/** A JSON object whose shape is not known yet. */
export type PlainRecord = Record<string, unknown>

/** A record of one version as the next version has it, with the next version's number where the record has one. */
export type RecordStep = (record: PlainRecord) => PlainRecord

/** Steps by the kind of record in a file. Step n leads from version n + 1 to n + 2; the first version is 1. A step that was released is never changed, only followed. */
export type FileSteps<Kind extends string> = readonly Readonly<Record<Kind, RecordStep>>[]

/** The version that a file has after all steps, the one this program writes. */
export function newestVersion(steps: FileSteps<string>): number {
  return steps.length + 1
}

/** The version that a record of a file says; null where it says none. */
export function versionOf(record: unknown): number | null {
  const { version } = (record ?? {}) as PlainRecord
  return Number.isSafeInteger(version) && Number(version) > 0 ? Number(version) : null
}

/** A record of this version as the newest has it. What is no object stays what it is. */
export function brought<Kind extends string>(
  record: unknown,
  kind: Kind,
  from: number,
  steps: FileSteps<Kind>,
): unknown {
  if (typeof record !== 'object' || record === null) return record
  return steps.slice(from - 1).reduce((before, step) => step[kind](before), record as PlainRecord)
}

/** For a kind of record that a version left as it was. */
export function asBefore(record: PlainRecord): PlainRecord {
  return record
}
