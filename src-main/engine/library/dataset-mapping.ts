// Which field of a dataset is the question, the answer, the level, the id: as their names suggest.
// Knows the names that datasets use. Does not know what the fields hold.
import { PARTS } from '../../contract/dataset.ts'
import type { Mapping, Part } from '../../contract/dataset.ts'

/** Names by part, the likeliest first; of several the first that most records have is taken. */
const NAMES: Readonly<Record<Part, readonly string[]>> = {
  question: ['question', 'problem', 'prompt', 'query', 'question.problem', 'question_text', 'problem_text'],
  answer: [
    'answer',
    'reference',
    'reference_answer',
    'target',
    'final_answer',
    'expected_answer',
    'ground_truth',
    'ground_truth_answer',
    'question.ground_truth_answer',
    'gold',
    'solution',
  ],
  level: ['level'],
  id: ['id', 'unique_id', 'problem_id', 'question_id', 'uid', 'qid'],
}

/** Whether a field's name, in any case, is one of those that problems have. */
export function isKnownField(field: string): boolean {
  return PARTS.some((part) => NAMES[part].includes(field.toLowerCase()))
}

/** The mapping that the fields' names suggest. `counts`: how many records have each field. */
export function suggestMapping(counts: ReadonlyMap<string, number>): Mapping {
  const fields = [...counts.keys()]
  const fieldFor = (part: Part): string | null => {
    const found = NAMES[part].flatMap((name) => fields.find((field) => field.toLowerCase() === name) ?? [])
    const most = Math.max(0, ...found.map((field) => counts.get(field)!))
    return found.find((field) => counts.get(field)! * 2 > most) ?? null
  }
  return { question: fieldFor('question'), answer: fieldFor('answer'), level: fieldFor('level'), id: fieldFor('id') }
}
