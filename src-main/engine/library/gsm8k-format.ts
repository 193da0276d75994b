// GSM8K (arXiv 2110.14168): the answer is a worked solution that ends with `#### 42`.
// Knows that mark. Does not know the rest of a record, which is that of the plain format.
import type { DatasetFormat } from './dataset-format.ts'
import { PLAIN_FORMAT } from './plain-format.ts'

const MARK = '####'

export const GSM8K_FORMAT: DatasetFormat = {
  name: 'GSM8K',
  fits(record, mapping) {
    const answer = mapping.answer === null ? undefined : record.get(mapping.answer)
    return typeof answer === 'string' && answer.includes(MARK)
  },
  partsOf(record, mapping) {
    const parts = PLAIN_FORMAT.partsOf(record, mapping)
    return { ...parts, answer: behindMark(String(parts.answer)) }
  },
}

function behindMark(answer: string): string | null {
  return answer.slice(answer.lastIndexOf(MARK) + MARK.length).trim() || null
}
