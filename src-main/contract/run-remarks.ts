// What a person says of a run: a name, tags, a note, a star. None of it changes the run, or what it would find again.
// Knows the record, its limits and how a change is applied. Does not know where it is kept.
import { z } from 'zod'
import { EspalierError } from './errors.ts'

/** Most characters of a name, of a tag and of a note, and most tags of a run. */
export const RUN_NAME_LIMIT = 120
export const TAG_LIMIT = 40
export const TAGS_LIMIT = 20
export const NOTE_LIMIT = 10_000

const RunName = z.string().trim().max(RUN_NAME_LIMIT)
/** One line without commas, which divide tags where they are typed. */
export const Tag = z
  .string()
  .trim()
  .min(1)
  .max(TAG_LIMIT)
  .regex(/^[^,\r\n]+$/, { message: 'A tag is one line without commas.' })
const Tags = z.array(Tag).max(TAGS_LIMIT)
const Note = z.string().max(NOTE_LIMIT)

export const RunRemarks = z.object({
  /** Empty for none; a list then shows the method. */
  name: RunName,
  tags: Tags,
  note: Note,
  starred: z.boolean(),
})
export type RunRemarks = z.infer<typeof RunRemarks>

/** What a run's file carries of them: a star is for the one who gave it. */
export const CarriedRemarks = RunRemarks.omit({ starred: true })
export type CarriedRemarks = z.infer<typeof CarriedRemarks>

export const NO_REMARKS: RunRemarks = { name: '', tags: [], note: '', starred: false }

/** What is left out stays. */
export const RemarksChange = z
  .object({
    name: RunName.optional(),
    note: Note.optional(),
    starred: z.boolean().optional(),
    addTags: Tags.optional(),
    removeTags: Tags.optional(),
  })
  .strict()
export type RemarksChange = z.infer<typeof RemarksChange>

/** The remarks after a change. Tags that differ in letter case alone are one. Throws `bad-input` where there are too many. */
export function remarked(remarks: RunRemarks, change: RemarksChange): RunRemarks {
  const { name = remarks.name, note = remarks.note, starred = remarks.starred, addTags = [], removeTags = [] } = change
  const gone = new Set(removeTags.map(spelled))
  const tags = new Map(remarks.tags.filter((tag) => !gone.has(spelled(tag))).map((tag) => [spelled(tag), tag]))
  for (const tag of addTags) if (!tags.has(spelled(tag))) tags.set(spelled(tag), tag)
  if (tags.size > TAGS_LIMIT) {
    throw new EspalierError({
      code: 'bad-input',
      message: `A run may have ${TAGS_LIMIT} tags, and this would be ${tags.size}.`,
      advice: 'Remove some first.',
    })
  }
  return { name, tags: [...tags.values()], note, starred }
}

/** What of them a file carries; null where there is nothing. */
export function carriedOf({ name, tags, note }: RunRemarks): CarriedRemarks | null {
  return name === '' && note === '' && tags.length === 0 ? null : { name, tags, note }
}

function spelled(tag: string): string {
  return tag.normalize('NFKC').toLowerCase()
}
