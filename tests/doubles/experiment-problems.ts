// Problems for made-up experiments: short, of all levels, each with its answer.
import type { Problem } from '../../src-main/contract/problem.ts'

const NAMES = ['Ada', 'Ben', 'Chen', 'Dana', 'Edo', 'Fatma', 'Gita'] as const
const THINGS = ['pens', 'shells', 'stamps', 'apples', 'marbles'] as const

/** So many problems, the levels in turn. */
export function problemsShort(count: number): Problem[] {
  return Array.from({ length: count }, (_, index) => {
    const [boxes, each, away] = [3 + (index % 7), 12 + ((index * 5) % 23), 4 + ((index * 3) % 11)]
    const thing = THINGS[index % THINGS.length]!
    return {
      id: `arithmetic-${String(index + 1).padStart(3, '0')}`,
      question: `${NAMES[index % NAMES.length]!} has ${boxes} boxes of ${each} ${thing} each and gives ${away} ${thing} away. How many ${thing} are left?`,
      answer: String(boxes * each - away),
      level: 1 + (index % 5),
      dataset: 'arithmetic-test',
    }
  })
}
