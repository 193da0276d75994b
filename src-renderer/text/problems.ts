// Every sentence and label of datasets: choosing one, importing a file, and what is told of it.
// Knows words. Does not know where they are shown.
import type { Part } from '../../src-main/contract/dataset.ts'

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export const PROBLEMS = {
  dataset: 'Dataset',
  option: (name: string, problems: number) => `${name} (${problems.toLocaleString('en')})`,
  remove: 'Remove the dataset',
  confirm: (name: string) => `Remove “${name}”? Its file stays where it is.`,
  yes: 'Remove',
  import: {
    title: 'Import problems',
    reading: (file: string) => `Reading ${file}…`,
    summary: (format: string, problems: number, references: number) =>
      `${format}: ${plural(problems, 'problem')}, ${references.toLocaleString('en')} with a reference answer.`,
    mapping: 'Which field is what',
    parts: { question: 'Question', answer: 'Answer', level: 'Level', id: 'Id' } satisfies Record<Part, string>,
    none: 'None',
    rows: 'The first problems',
    noRows: 'No problem is read yet. Choose the field of the question.',
    faults: (count: number) => `${plural(count, 'record')} left out`,
    moreFaults: (count: number) => `${plural(count, 'more record', 'more records')} left out.`,
    name: 'Name',
    keep: 'Import',
    keeping: 'Importing…',
    other: 'Another file',
    cancel: 'Back',
    tooLarge: (file: string, megabytes: number) => `${file} is larger than ${megabytes} MB.`,
    tooLargeAdvice: 'Divide it into smaller files.',
    unreadable: (file: string) => `${file} cannot be read.`,
    unreadableAdvice: 'Choose a file, not a folder, and check that it may be read.',
  },
} as const
