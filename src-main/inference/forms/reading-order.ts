// The order of a form's matrices in its file: those that are multiplied with the same numbers one behind the other, so that a graph can
// take them as one matrix (graph/written-weights.ts).
// Knows their names. Does not know files or graphs.

/** Last parts of names, in the order in which a graph wants the rows. */
const TOGETHER = [
  ['q_proj', 'k_proj', 'v_proj'],
  ['gate_proj', 'up_proj'],
]

/** The tensors with such matrices side by side, where the first of them stood; all others in their order. */
export function inReadingOrder<Named extends { name: string }>(tensors: readonly Named[]): Named[] {
  const groups = new Map<string, Named[]>()
  for (const tensor of tensors) {
    const key = groupOf(tensor.name) ?? tensor.name
    groups.set(key, [...(groups.get(key) ?? []), tensor])
  }
  return [...groups.values()].flatMap((group) => group.sort((one, other) => rankOf(one.name) - rankOf(other.name)))
}

/** What stands before the last part, and which matrices it is one of; null for all others. */
function groupOf(name: string): string | null {
  const part = partOf(name)
  const group = TOGETHER.findIndex((parts) => parts.includes(part))
  return group < 0 ? null : `${name.slice(0, name.lastIndexOf(part))}${group}`
}

function rankOf(name: string): number {
  return Math.max(0, ...TOGETHER.map((parts) => parts.indexOf(partOf(name))))
}

/** Such as `q_proj` of `model.layers.0.self_attn.q_proj.weight`; a bias is none of them. */
function partOf(name: string): string {
  return /([^.]+)\.weight$/.exec(name)?.[1] ?? ''
}
