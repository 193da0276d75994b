// Imports a file with results of others: asks for it and shows what it would be.
// Knows the endings of such files. Does not know what is in them.
import type { Lab } from '../state/lab.svelte.ts'
import { pickFile } from '../ui/pick-file.ts'

const ENDINGS = '.json,.jsonl,application/json'

/** Asks for a file and shows its preview. */
export async function importResults(lab: Lab): Promise<void> {
  const file = await pickFile(ENDINGS)
  if (file) await lab.startResults(file)
}
