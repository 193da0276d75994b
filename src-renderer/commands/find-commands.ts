// Finds commands by words: of their names, or others for the same (text/synonyms.ts).
// Knows words and order. Does not know who shows what is found.
import type { Lab } from '../state/lab.svelte.ts'
import { SYNONYMS } from '../text/synonyms.ts'
import { COMMANDS, lackFor } from './commands.ts'
import type { Command } from './commands.ts'

/** A command, and what it lacks to be run now. */
export interface FoundCommand {
  command: Command
  lack: string | null
}

/** The commands that fit every word: those that can be run now first, of them those whose name is or begins with the query, then the other names. */
export function findCommands(query: string, lab: Lab): FoundCommand[] {
  const words = query.toLowerCase().split(/\s+/)
  const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word))
  const rank = ({ label }: Command): number => {
    const name = label.toLowerCase()
    return name === query.toLowerCase().trim() ? 0 : name.startsWith(words[0]!) ? 1 : 2
  }
  const named = COMMANDS.filter(({ label }) => fits(label)).sort((a, b) => rank(a) - rank(b))
  const meant = COMMANDS.filter(({ id, label }) => !fits(label) && fits(`${label} ${SYNONYMS[id] ?? ''}`))
  const found = [...named, ...meant].map((command) => ({ command, lack: lackFor(command, lab) }))
  return [...found.filter(({ lack }) => lack === null), ...found.filter(({ lack }) => lack !== null)]
}
