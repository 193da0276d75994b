// Which PRM a method asks.
import { expect, it } from 'vitest'
import type { ErrorReport } from '../../src-main/contract/errors.ts'
import { reportOf } from '../../src-main/contract/errors.ts'
import { USUAL_JUDGE } from '../../src-main/contract/judge-record.ts'
import { METHODS } from '../../src-main/contract/method.ts'
import { judgeFor, lacksVerifier, verifierFor, verifierOf } from '../../src-main/contract/verifier-need.ts'

it.each(METHODS)('$id asks a PRM where it needs one, and is refused without', (method) => {
  const asked = method.needsVerifier ? 'prm' : null
  expect(verifierOf(method, 'prm')).toBe(asked)
  expect(verifierFor(method, 'prm')).toBe(asked)
  expect(lacksVerifier(method, 'prm')).toBe(false)
  expect(lacksVerifier(method, null)).toBe(method.needsVerifier)
  if (!method.needsVerifier) expect(verifierFor(method, null)).toBeNull()
  else
    expect(refusalOf(() => verifierFor(method, null, 'Take one.'))).toMatchObject({
      code: 'bad-input',
      advice: 'Take one.',
    })
})

it('a question for a judge belongs to a judge, and is nothing to a run without a verifier', () => {
  expect(judgeFor('judge:m', USUAL_JUDGE)).toEqual({ judge: USUAL_JUDGE })
  expect([judgeFor(null, USUAL_JUDGE), judgeFor('prm', undefined)]).toEqual([{}, {}])
  for (const other of ['prm', 'confidence:mean', 'http://host']) {
    expect(refusalOf(() => judgeFor(other, USUAL_JUDGE))).toMatchObject({ code: 'bad-input' })
  }
})

function refusalOf(asked: () => unknown): ErrorReport | null {
  try {
    asked()
    return null
  } catch (error) {
    return reportOf(error)
  }
}
