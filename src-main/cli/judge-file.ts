// What a judge is asked, as a file of a command: a JSON object with `question`, `yes` and `no`; what is left out is the usual.
// Knows the file and how it cannot be. Does not know which model judges.
import { readFile } from 'node:fs/promises'
import { sentenceOf } from '../contract/issue-words.ts'
import { JudgeRecord, USUAL_JUDGE } from '../contract/judge-record.ts'
import { BadFile } from './bad-file.ts'

/** Throws a BadFile that says what does not fit. */
export async function readJudgeFile(path: string): Promise<JudgeRecord> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new BadFile(`“${path}” cannot be read as JSON.`, ADVICE, error)
  }
  const isObject = typeof content === 'object' && content !== null && !Array.isArray(content)
  const asked = JudgeRecord.strict().safeParse(isObject ? { ...USUAL_JUDGE, ...(content as object) } : content)
  if (asked.success) return asked.data
  throw new BadFile(`“${path}” is no judge’s question: ${sentenceOf(asked.error, 'it')}`, ADVICE)
}

const ADVICE = 'Write an object like {"question": "… {solution} … right or wrong?", "yes": ["right"], "no": ["wrong"]}.'
