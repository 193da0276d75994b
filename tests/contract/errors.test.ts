import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ErrorReport, EspalierError, reportOf } from '../../src-main/contract/errors.ts'

const REPORT: ErrorReport = { code: 'not-found', message: 'There is no model “x”.', advice: 'Choose another.' }

/** What a schema throws for a value. */
function faultOf(schema: z.ZodType, value: unknown): unknown {
  return schema.safeParse(value).error
}

/** An error as it arrives where stacks are not kept. */
function withoutStack(message: string): Error {
  const error = new Error(message)
  delete error.stack
  return error
}

const NAMED = z.object({ runs: z.array(z.object({ seed: z.number({ message: 'A seed is a number.' }) })) })
const INTERNAL = {
  code: 'internal',
  message: 'Something went wrong inside Espalier.',
  advice: 'Try again; if it happens again, report it with the details.',
} as const
const CORRECT = { code: 'bad-input', advice: 'Correct the value and try again.' } as const

describe('an error of the program', () => {
  it('says what happened, and carries its report and its cause', () => {
    const cause = new Error('ENOENT')
    const error = new EspalierError(REPORT, { cause })
    expect(error).toBeInstanceOf(Error)
    expect([error.name, error.message, error.cause]).toEqual(['EspalierError', REPORT.message, cause])
    expect(error.report).toBe(REPORT)
  })

  it('goes through a message with or without details', () => {
    for (const report of [REPORT, { ...REPORT, details: '/models/x' }]) {
      expect(ErrorReport.parse(structuredClone(report))).toEqual(report)
    }
    expect(faultOf(ErrorReport, { ...REPORT, code: 'no-such-code' })).toBeInstanceOf(z.ZodError)
  })
})

describe('whatever was thrown', () => {
  it.each<[what: string, thrown: unknown, report: ErrorReport]>([
    ['an error with a report', new EspalierError(REPORT), REPORT],
    [
      'a value deep inside a record',
      faultOf(NAMED, { runs: [{ seed: 1 }, { seed: 'one' }] }),
      {
        ...CORRECT,
        message: 'A seed is a number.',
        details: 'runs.1.seed: A seed is a number.',
      },
    ],
    [
      'two values: the first is told, both are kept',
      faultOf(NAMED, { runs: [{ seed: null }, {}] }),
      {
        ...CORRECT,
        message: 'A seed is a number.',
        details: 'runs.0.seed: A seed is a number.; runs.1.seed: A seed is a number.',
      },
    ],
    [
      'a record as a whole',
      faultOf(z.string({ message: 'A text is needed.' }), 1),
      { ...CORRECT, message: 'A text is needed.', details: 'A text is needed.' },
    ],
    ['a schema without a word', new z.ZodError([]), { ...CORRECT, message: 'The input does not fit.', details: '' }],
    ['an error without a stack', withoutStack('oops'), { ...INTERNAL, details: 'oops' }],
    ['a text', 'oops', { ...INTERNAL, details: 'oops' }],
    ['nothing', undefined, { ...INTERNAL, details: 'undefined' }],
  ])('%s becomes a report', (_, thrown, report) => {
    expect(reportOf(thrown)).toEqual(report)
  })

  it('an unknown error keeps its stack, in the details alone', () => {
    const error = new Error('secret path')
    const { message, advice, details } = reportOf(error)
    expect(details).toBe(error.stack)
    expect(message + advice).not.toContain('secret')
  })
})
