// The checksum of a whole model: of everything in its folder that decides what it says.
// Knows which files those are. Does not know what stands in them, or how graphs are opened.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelRole } from '../../contract/model.ts'
import { REWARD_FILE } from '../../contract/reward-file.ts'

/** Beside the graph: shape and prompt, tokens and how they are set. */
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json']

/** SHA-256, hexadecimal, over the graph's own checksum (which has its weights in it) and the other files, for a PRM its format too. */
export async function modelChecksum(folder: string, role: ModelRole, graph: string): Promise<string> {
  const formats = role === 'verifier' ? [REWARD_FILE] : []
  const hash = createHash('sha256').update(graph)
  for (const file of [...FILES, ...formats].filter((name) => existsSync(join(folder, name)))) {
    const content = createHash('sha256').update(await readFile(join(folder, file)))
    hash.update(`\n${file} ${content.digest('hex')}`)
  }
  return hash.digest('hex')
}
