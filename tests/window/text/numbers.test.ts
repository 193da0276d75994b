// How numbers are written.
import { expect, it } from 'vitest'
import {
  writeCount,
  writeFlops,
  writeLogProbability,
  writeMebibytes,
  writePercent,
  writeScientific,
  writeSeconds,
  writeValue,
} from '../../../src-renderer/text/numbers.ts'

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
  [writeSeconds(0.5), '0.50 s'],
  [writeSeconds(12.34), '12.3 s'],
  [writeSeconds(125.9), '2 min 5 s'],
  [writeValue(0.29523), '0.295'],
  [writeValue(16), '16'],
  [writeValue(0.0000123), '1.230e-5'],
  [writeLogProbability(-1.239), '−1.24'],
  [writePercent(0.6249), '62 %'],
  [writePercent(0.0123), '1.2 %'],
])('%s', (written, expected) => {
  expect(written).toBe(expected)
})
