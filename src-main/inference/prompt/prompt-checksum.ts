// The checksum of a record: whoever compares two runs, or goes on with an old one, sees that a model was asked in another way.
// Knows records. Does not know who compares.
import { createHash } from 'node:crypto'
import { PromptRecord } from '../../contract/prompt-record.ts'

/** SHA-256, hexadecimal. Records that mean the same have the same one, whatever the order of their fields. */
export function promptChecksum(record: PromptRecord): string {
  // Parsed, fields stand in the order of the schema, and none is left out.
  return createHash('sha256')
    .update(JSON.stringify(PromptRecord.parse(record)))
    .digest('hex')
}
