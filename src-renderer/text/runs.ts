// The words of the library of runs: its rows, filters, remarks, files, links, and the settings that a run hands to the form.
// Knows words. Does not know where they are shown.
import type { RunOrigin, RunSort, Verdict } from '../../src-main/contract/run-library.ts'

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const RUNS = {
  list: {
    keys: 'Enter opens a run, arrow keys move, Shift with an arrow key selects several, Space selects one, F2 edits name, tags and note, Delete deletes.',
    select: (run: string) => `Select ${run}`,
    star: (run: string) => `Star ${run}`,
    edit: (run: string) => `Name, tags and note of ${run}`,
    delete: (run: string) => `Delete ${run}`,
    editTitle: 'Name, tags and note (F2)',
    starTitle: 'Star',
    starred: 'The run is starred.',
    unstarred: 'The run is not starred any more.',
    deleteTitle: 'Delete (Del)',
    seed: (seed: number) => `seed ${seed}`,
    tokens: (tokens: string) => `${tokens} tokens`,
    from: (file: string) => `from ${file}`,
    tags: 'Tags',
  },
  filter: {
    title: 'Filter',
    button: (count: number) => (count === 0 ? 'Filter' : `Filter (${count})`),
    any: 'Any',
    method: 'Method',
    policy: 'Policy',
    verifier: 'Reward model',
    verdict: 'Answer',
    verdicts: { right: 'Right', wrong: 'Wrong', ungraded: 'Not graded' } satisfies Record<Verdict, string>,
    tag: 'Tag',
    origin: 'Origin',
    origins: { own: 'Searched here', imported: 'From a file' } satisfies Record<RunOrigin, string>,
    from: 'From',
    to: 'Until',
    starred: 'Starred only',
    sort: 'Order',
    sorts: {
      newest: 'Newest first',
      oldest: 'Oldest first',
      name: 'By name',
      tokens: 'Most tokens first',
      seconds: 'Longest first',
    } satisfies Record<RunSort, string>,
    grouped: 'Group by problem',
    counted: (name: string, runs: number) => `${name} (${runs.toLocaleString('en')})`,
    clear: 'Clear the filter',
    showAll: 'Show all runs',
    nothing: 'No run matches the search and the filter.',
    group: (runs: number, right: number, graded: number) =>
      graded === 0 ? plural(runs, 'run') : `${plural(runs, 'run')}, ${right} of ${graded} right`,
    found: (count: number, narrowed: boolean) => (narrowed ? `${plural(count, 'run')} found` : plural(count, 'run')),
  },
  remarks: {
    name: 'Name',
    nameHint: 'The method, unless you name it',
    tags: 'Tags',
    tagHint: 'Add a tag, Enter keeps it',
    removeTag: (tag: string) => `Remove the tag ${tag}`,
    note: 'Note',
    noteHint: 'What you found, what to try next',
    done: 'Done',
    file: 'A saved run file carries name, tags and note; the star stays here.',
  },
  selected: {
    bar: 'Selected runs',
    count: (count: number) => `${count.toLocaleString('en')} selected`,
    all: 'Select all',
    clear: 'Clear',
    star: 'Star',
    tag: 'Tag',
    addTag: 'Tag for the selected runs',
    save: 'Save',
    delete: 'Delete',
  },
  deleted: {
    told: (count: number) => `${plural(count, 'run')} deleted.`,
    undo: 'Undo',
    dismiss: 'Put away; what was deleted is removed for good',
  },
  taken: {
    same: 'The set-up has the settings of this run already.',
    all: 'The form has the settings of the run on screen.',
    problem:
      'The form has the problem of the run on screen; method and models are yours, for the run was not searched here.',
    undo: 'Back to what you had',
    dismiss: 'Keep them',
    policyGone: (was: string, stays: string) =>
      `The policy of that run, ${was}, is not among your models.${stays === '' ? '' : ` The form keeps ${stays}.`}`,
    verifierGone: (was: string, stays: string) =>
      `The reward model of that run, ${was}, is not among your models.${stays === '' ? '' : ` The form keeps ${stays}.`}`,
    unusable: (name: string) => `${name} cannot be used now; the Models screen says why.`,
  },
  file: {
    opened: (count: number, file: string) => `${plural(count, 'run')} opened from ${file}.`,
    known: (known: number, count: number) =>
      known === count
        ? `${count === 1 ? 'It was' : 'They were'} in the history already; nothing was changed.`
        : `${known.toLocaleString('en')} of them ${known === 1 ? 'was' : 'were'} in the history already, and stay as they are.`,
    truncated: (count: number) =>
      count === 1
        ? 'The file ends before a run does; its tree is kept as far as it goes.'
        : `The file ends before ${count.toLocaleString('en')} runs do.`,
    tooLargeAdvice: 'Save fewer runs in one file.',
    tooMany: (most: number) => `A file takes ${most.toLocaleString('en')} runs at most.`,
    tooManyAdvice: 'Select fewer, and save them in several files.',
    drop: 'Drop a file: runs are opened, a model is added, anything else imported as problems',
    dismiss: 'Put away',
  },
  link: {
    copied: 'The link is copied.',
    notCopied: 'The link could not be copied.',
    notCopiedAdvice: 'Copy it from the details.',
    unknownRun: 'The link leads to a run that is not in this history.',
    unknownRunAdvice: 'It may have been deleted, or belong to another data folder; open its run file instead.',
    unknownNode: (node: number) => `This run has no node ${node}; the run itself is shown.`,
    unknownMoment: (at: number, events: number) =>
      `This run has ${plural(events, 'event')}, and the link asks for ${at.toLocaleString('en')}; its newest moment is shown.`,
    unknownPlaceAdvice: 'The link may be of another run, or of one that went on when it was made.',
  },
  page: {
    size: (size: string) => `The page with the replay is saved; it has ${size} and opens without Espalier.`,
    lacking: 'The page could not be made.',
    lackingAdvice: 'Build Espalier again, or start it anew.',
  },
  ago: {
    now: 'just now',
    minutes: (minutes: number) => `${minutes} min ago`,
    hours: (hours: number) => `${hours} h ago`,
    days: (days: number) => (days === 1 ? 'yesterday' : `${days} days ago`),
  },
} as const
