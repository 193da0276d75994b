// Sizes as they are written: units change where the rounded number would have four digits.
import { expect, it } from 'vitest'
import { writeBytes, writeParameters } from '../../../src-renderer/text/size.ts'

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [4_200_000, '4 MB'],
  [271_000_000, '271 MB'],
  [999_999_999, '1.00 GB'],
  [3_090_000_000, '3.09 GB'],
  [15_200_000_000, '15.2 GB'],
  [152_000_000_000, '152 GB'],
  [1.5e12, '1.50 TB'],
])('%d bytes', (bytes, text) => {
  expect(writeBytes(bytes)).toBe(text)
})

it.each([
  [54_432, '0.05 M'],
  [96_000, '0.1 M'],
  [402_112, '0.4 M'],
  [1_033_984, '1.0 M'],
  [99_960_000, '100 M'],
  [134_515_008, '135 M'],
  [999_600_000, '1.00 B'],
  [1_543_714_304, '1.54 B'],
  [70_553_706_496, '70.6 B'],
])('%d parameters', (parameters, text) => {
  expect(writeParameters(parameters)).toBe(text)
})
