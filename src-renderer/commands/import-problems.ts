// Imports a file of problems: asks for it and shows its preview.
// Knows the endings of such files. Does not know what is in them.
import type { Lab } from '../state/lab.svelte.ts'
import { pickFile } from '../ui/pick-file.ts'

const ENDINGS = '.jsonl,.json,.csv,.tsv,.txt,application/json,text/csv,text/plain'

/** Shows the preview of a file; without one, asks for it first. */
export async function importProblems(lab: Lab, given?: File): Promise<void> {
  const file = given ?? (await pickFile(ENDINGS))
  if (!file) return
  lab.choosingProblem = true
  await lab.problems.startImport(file)
}
