// What follows from the code of an error.
import { expect, it } from 'vitest'
import { ErrorCode, ERRORS } from '../../src-main/contract/errors.ts'

it('is told for every code, and bad arguments alone have an exit code of their own', () => {
  expect(ErrorCode.options).toEqual(Object.keys(ERRORS))
  expect(ErrorCode.options.filter((code) => ERRORS[code].exitCode !== 1)).toEqual(['bad-input'])
})

it('blames the model for a folder that no device can mend, and the program for what nobody foresaw', () => {
  expect(ErrorCode.options.filter((code) => ERRORS[code].fault === 'model')).toEqual(['model-missing', 'model-broken'])
  expect(ErrorCode.options.filter((code) => ERRORS[code].fault === 'program')).toEqual(['internal'])
})
