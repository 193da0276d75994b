// The marks on the replay's slider: rounds, answers, changes of the lead, found steps, the choice, bookmarks.
// Knows which there are and how they are thinned. Does not know how they look.
import type { Bookmark } from '../../../state/replay/bookmarks.ts'
import type { Moments } from '../../../state/replay/moments.ts'
import { thinMarks } from '../../../state/replay/thin-marks.ts'
import type { ThinMark } from '../../../state/replay/thin-marks.ts'
import { REPLAY } from '../../../text/replay.ts'

export type MarkKind = 'round' | 'lead' | 'found' | 'answer' | 'right' | 'chosen' | 'bookmark'

export interface ReplayMark extends ThinMark {
  kind: MarkKind
  words: string
}

/** Pixels that marks of one kind need from each other. */
const GAP = { round: 4, lead: 8, found: 4, bookmark: 8 } as const

interface MarksRequest {
  moments: Moments
  /** Events of the run. */
  length: number
  /** Pixels of the slider's way. */
  width: number
  /** Steps that were found. */
  found: readonly number[]
  bookmarks: readonly Bookmark[]
}

/** All marks, those that matter more last, so that they are drawn over the others. */
export function replayMarks({ moments, length, width, found, bookmarks }: MarksRequest): ReplayMark[] {
  if (length === 0 || width <= 0) return []
  const thinned = (kind: keyof typeof GAP, positions: readonly number[], words: (mark: ThinMark) => string) =>
    thinMarks(positions, { length, width, gap: GAP[kind] }).map((mark): ReplayMark => ({
      ...mark,
      kind,
      words: words(mark),
    }))
  const alone = (kind: 'answer' | 'right' | 'chosen', moment: { at: number } | null): ReplayMark[] =>
    moment ? [{ at: moment.at, place: moment.at / length, count: 1, kind, words: REPLAY.marks[kind] }] : []
  const foundAt = found.flatMap((node) => moments.addedAt[node] ?? []).sort((a, b) => a - b)
  const { answer, right } = { answer: moments.firstAnswer, right: moments.firstRight }
  return [
    ...thinned('round', moments.rounds, ({ count }) => REPLAY.marks.round(count)),
    ...thinned(
      'lead',
      moments.changes.map(({ at }) => at),
      ({ count }) => REPLAY.marks.lead(count),
    ),
    ...thinned('found', foundAt, ({ count }) => REPLAY.marks.found(count)),
    // Where the first answer is right, one mark says both.
    ...alone('answer', answer?.node === right?.node ? null : answer),
    ...alone('right', right),
    ...alone('chosen', moments.chosen),
    ...thinned(
      'bookmark',
      bookmarks.map(({ at }) => at),
      (mark) => REPLAY.marks.bookmark(namesIn(bookmarks, mark)),
    ),
  ]
}

/** The mark nearest to a place of the way, within so many pixels; of equals the one that is drawn last. */
export function markNear(marks: readonly ReplayMark[], x: number, width: number, reach = 6): ReplayMark | null {
  let best: ReplayMark | null = null
  let least = reach
  for (const mark of marks) {
    const away = Math.abs(mark.place * width - x)
    if (away <= least) [best, least] = [mark, away]
  }
  return best
}

function namesIn(bookmarks: readonly Bookmark[], { at, count }: ThinMark): string {
  const first = bookmarks.findIndex((bookmark) => bookmark.at === at)
  return bookmarks
    .slice(first, first + count)
    .map(({ name }) => name)
    .join(', ')
}
