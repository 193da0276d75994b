// Messages of protocol buffers, byte by byte, as protobuf.dev (“Encoding”) spells them.
import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { openMessageWriter } from '../../../src-main/inference/graph/message-writer.ts'
import type { MessageWriter } from '../../../src-main/inference/graph/message-writer.ts'

const CASES: [string, (to: MessageWriter) => void, string][] = [
  ['a number of one byte', (to) => to.integer(1, 127), '087f'],
  ['a number of two bytes', (to) => to.integer(1, 150), '089601'],
  ['a place beyond 2 GB', (to) => to.integer(1, 2 ** 32), '088080808010'],
  ['a number below 0', (to) => to.integer(1, -2), '08feffffffffffffffff01'],
  ['a field of two bytes', (to) => to.integer(20, 7), 'a00107'],
  ['a number that is not whole', (to) => to.single(2, 1.5), '150000c03f'],
  ['a text', (to) => to.text(2, 'testing'), '120774657374696e67'],
  ['a text of longer letters', (to) => to.text(2, 'ä€'), '1205c3a4e282ac'],
  ['bytes', (to) => to.bytes(3, Uint8Array.of(0, 255)), '1a0200ff'],
  ['nothing', (to) => to.bytes(3, new Uint8Array()), '1a00'],
  ['a message in a message', (to) => to.message(3, () => to.integer(1, 150)), '1a03089601'],
  ['messages two deep', (to) => to.message(3, () => to.message(1, () => to.text(2, 'a'))), '1a050a03120161'],
]

it.each(CASES)('writes %s', (_, write, bytes) => {
  const message = openMessageWriter()
  write(message)
  expect(Buffer.from(message.written()).toString('hex')).toBe(bytes)
})

// Lengths of one, two, three and four bytes, and more than there is room for at first.
it.each([127, 128, 16_383, 16_384, 2_097_152])('writes a message of %i bytes, and what follows it', (length) => {
  const content = Uint8Array.from({ length }, (_, at) => at % 251)
  const head = Math.ceil(Math.log2(length + 1) / 7)
  const message = openMessageWriter()
  // Within the message, the field's own head is one byte and its length as many as the message's or one fewer.
  message.message(1, () => message.bytes(2, content))
  message.integer(3, 1)
  const written = Buffer.from(message.written())
  expect(written.subarray(-2).toString('hex')).toBe('1801')
  expect(written.subarray(-2 - length, -2).equals(content)).toBe(true)
  expect(written.length).toBeGreaterThanOrEqual(length + 2 * (1 + head) + 2)
  expect(written.length).toBeLessThanOrEqual(length + 2 * (1 + head) + 3)
})
