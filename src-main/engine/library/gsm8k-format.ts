// GSM8K (arXiv 2110.14168): the answer is a worked solution that ends with `#### 42`.
// Knows that mark. Does not know the rest of a line, which is that of the plain format.
import type { DatasetFormat } from './dataset-format.ts'
import { PLAIN_FORMAT } from './plain-format.ts'

const MARK = '####'

export const GSM8K_FORMAT: DatasetFormat = {
  ...PLAIN_FORMAT,
  fits: ({ answer }) => typeof answer === 'string' && answer.includes(MARK),
  partsOf: (line) => PLAIN_FORMAT.partsOf({ ...line, answer: behindMark(String(line['answer'])) }),
}

function behindMark(answer: string): string {
  return answer.slice(answer.lastIndexOf(MARK) + MARK.length)
}
