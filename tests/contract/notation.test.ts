// How numbers are written.
import { expect, it } from 'vitest'
import {
  threeDigits,
  writeCount,
  writeExponential,
  writeFlops,
  writeHundredths,
  writeMebibytes,
  writePercent,
  writePoints,
  writeReward,
  writeScientific,
  writeSigned,
  writeTimes,
  writeValue,
} from '../../src-main/contract/notation.ts'

it.each([
  [writeCount(1234567), '1,234,567'],
  [writeFlops(0), '0'],
  [writeFlops(999), '999'],
  [writeFlops(1_240_000_000), '1.24 G'],
  [writeFlops(12_400_000_000), '12.4 G'],
  [writeFlops(870e12), '870 T'],
  [writeMebibytes(0), '0'],
  [writeMebibytes(1000), '< 0.1'],
  [writeMebibytes(3.44 * 2 ** 20), '3.4'],
  [writeMebibytes(38.4 * 2 ** 20), '38'],
  [writeMebibytes(2 ** 30), '1,024'],
  [writeScientific(1_243_000_000), '1.243e9'],
  [writeScientific(0), '0'],
  [writeExponential(1_243_000_000), '1.243e+9'],
  [writeExponential(0, 2), '0.00e+0'],
  [writeReward(0.98765), '0.988'],
  [writeValue(0.29523), '0.295'],
  [writeValue(16), '16'],
  [writeValue(0.0000123), '1.230e-5'],
  [writeSigned(-1.239), '−1.24'],
  [writeSigned(2), '2.00'],
  [writeTimes(1.234), '1.2'],
  [writeTimes(123.4), '123'],
  [writeTimes(Infinity), '∞'],
  [writePercent(0.6249), '62 %'],
  [writePercent(0.0123), '1.2 %'],
  [writeHundredths(0.4567), '45.7'],
  [writeHundredths(-0.0316), '-3.2'],
  [writePoints(-0.0316), '−3.2'],
])('%s', (written, expected) => {
  expect(written).toBe(expected)
})

it.each([
  [0, '0', null],
  [0.001234, '0.00123', null],
  [99_999, '100000', null],
  [100_000, '1.00', 5],
  [-0.0009996, '-1.00', -3],
])('%d in three digits', (value, mantissa, exponent) => {
  expect(threeDigits(value)).toEqual({ mantissa, exponent })
})
