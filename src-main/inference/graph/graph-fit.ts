// Whether a graph is the one that its folder describes.
// Knows the names and shapes of its inputs and outputs. Does not open sessions; what a graph does not tell, the first pass does.
import type { ModelFolder } from '../model/model-folder.ts'
import { leastClasses } from '../model/reward-head.ts'

/** An input or an output. A dimension that may be any has a name, or none. */
export interface GraphValue {
  name: string
  /** Not known before a session is open. */
  shape?: readonly (number | string)[]
}

/** What goes in and out. */
export interface GraphValues {
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
}

type Described = Pick<ModelFolder, 'layers' | 'keyValueHeads' | 'headSize' | 'vocabulary' | 'role' | 'reward'>

/** The first number of the folder that the graph contradicts, as the middle of a sentence; null where they agree. */
export function misfitOf({ inputs, outputs }: GraphValues, folder: Described): string | null {
  const planes = inputs.filter(({ name }) => /^past_key_values\.\d+\.key$/.test(name))
  // [rows, heads, positions, headSize]
  const plane = planes[0]?.shape
  const classes = outputs.find(({ name }) => name === 'logits')?.shape?.at(-1)
  const facts: [field: string, said: number, found: number | string | undefined][] = [
    ['num_hidden_layers', folder.layers, planes.length],
    ['num_key_value_heads', folder.keyValueHeads, plane?.[1]],
    ['head_dim', folder.headSize, plane?.[3]],
    // The logits of a PRM are of its classes.
    ['vocab_size', folder.vocabulary, folder.role === 'verifier' ? undefined : classes],
  ]
  const wrong = facts.find(([, said, found]) => typeof found === 'number' && said !== found)
  if (wrong) return `config.json says ${wrong[0]} ${wrong[1]}, the graph has ${wrong[2]}`
  const least = folder.reward ? leastClasses(folder.reward.head) : 0
  if (typeof classes === 'number' && classes < least) {
    return `its PRM's format names class ${least - 1}, counted from 0, and the graph has ${classes} classes`
  }
  return null
}
