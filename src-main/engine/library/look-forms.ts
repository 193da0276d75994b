// In which forms a model can run, and about how much memory and disk each takes.
// Knows the rules of thumb, and the largest batch of a machine. Does not make forms, or say whether they fit (model-cards.ts).
import { totalmem } from 'node:os'
import type { Form } from '../../contract/model-card.ts'
import { rowBytes, rowsInMemory } from '../../inference/decoding/row-limit.ts'
import { FORM_WEIGHTS, smallerForm } from '../../inference/forms/smaller-form.ts'
import { checkpointNumbers, ggufNumbers } from '../../inference/forms/source-numbers.ts'
import type { SourceNumbers } from '../../inference/forms/source-numbers.ts'
import { ggufForm } from '../../inference/gguf/gguf-form.ts'
import { cacheShape } from '../../inference/graph/cache-shape.ts'
import type { GraphSource } from '../../inference/model/graph-source.ts'
import type { ModelFolder } from '../../inference/model/model-folder.ts'
import { weightBytes } from '../../inference/model/weight-files.ts'
import type { Tensor } from '../../inference/weights/checkpoint.ts'
import type { FormFacts } from '../../inference/weights/form.ts'
import { layOut } from '../../inference/weights/form-layout.ts'
import type { LookForm } from './model-look.ts'

/** Bytes that a session takes beside weights and cache: threads, the graph, what a pass computes. */
const BESIDE = 120e6

const NAMES: Readonly<Record<string, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }
/** What stands behind `model` in a graph's name. */
const GRAPHS: readonly [RegExp, string][] = [
  [/_q4f16\.onnx$/, '4 bits, float16'],
  [/_(q4|bnb4)\.onnx$/, '4 bits'],
  [/_(int8|uint8|quantized)\.onnx$/, '8 bits'],
  [/_fp16\.onnx$/, 'float16'],
]
/** The best first. */
const SMALLER = ['q8', 'int8', 'q4'] as const

/** The forms of a model, the best first, on a machine of so much memory (bytes). */
export async function formsOf(folder: ModelFolder, memory = totalmem()): Promise<LookForm[]> {
  const stored = await weightBytes(folder.graph)
  const { graph } = folder
  if (graph.kind === 'file')
    return [formOf(folder, { form: 'as-stored', weights: labelOf(graph), held: stored, disk: 0, memory })]
  const smallerForms = (source: SourceNumbers, facts: Pick<FormFacts, 'rotary' | 'normsHoldOne'>) =>
    SMALLER.map((form) => {
      const weights = FORM_WEIGHTS[form]
      const disk = layOut(smallerForm(source, form), { ...facts, source: '', weights }).bytes
      return formOf(folder, { form, weights, held: disk, disk, memory })
    })
  if (graph.kind === 'gguf') {
    const { gguf } = graph
    const { weights } = gguf
    // Its blocks are laid out anew, which loses nothing, and become numbers of single precision when they are opened.
    const disk = layOut(ggufForm(gguf), { ...gguf, source: '' }).bytes
    const held = disk + 4 * sum([...gguf.tensors.values()].map(countOf))
    const asStored = formOf(folder, { form: 'as-stored', weights, held, disk, memory })
    return [asStored, ...smallerForms(ggufNumbers(gguf), gguf)]
  }
  const { checkpoint } = graph
  const held = sum([...checkpoint.tensors.values()].map(heldBytes))
  const asStored = formOf(folder, { form: 'as-stored', weights: labelOf(graph), held, disk: 0, memory })
  if (![...checkpoint.tensors.values()].every(({ kind }) => kind === 'float')) return [asStored]
  return [asStored, ...smallerForms(checkpointNumbers(checkpoint, folder.place), checkpoint)]
}

function formOf(
  folder: ModelFolder,
  { form, weights, held, disk, memory }: { form: Form; weights: string; held: number; disk: number; memory: number },
): LookForm {
  const [shape, { positions }] = [cacheShape(folder), folder]
  const bytes = (rows: number) => Math.round(held + rows * rowBytes(shape, positions) + BESIDE)
  const most = rowsInMemory(shape, { positions, memory })
  return { form, weights, diskBytes: Math.round(disk), leastBytes: bytes(1), mostBytes: bytes(most) }
}

/** What most of the weights are, for a person. */
function labelOf(graph: GraphSource): string {
  if (graph.kind === 'file') return GRAPHS.find(([name]) => name.test(graph.path))?.[1] ?? 'float32'
  if (graph.kind === 'gguf') return graph.gguf.weights
  if (graph.form) return graph.form.weights
  const bytes = new Map<string, number>()
  for (const tensor of graph.checkpoint.tensors.values()) {
    const type =
      tensor.kind === 'float' ? (NAMES[tensor.type] ?? tensor.type) : `${tensor.kind === 'rows' ? 8 : tensor.bits} bits`
    bytes.set(type, (bytes.get(type) ?? 0) + countOf(tensor))
  }
  return [...bytes].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 'float32'
}

/** Products are in single precision, so that half of it is held beside what it becomes. */
function heldBytes(tensor: Tensor): number {
  if (tensor.kind === 'rows') return tensor.numbers.bytes + tensor.scales.bytes
  if (tensor.kind === 'blocks') return tensor.numbers.bytes + tensor.scales.bytes + (tensor.minima?.bytes ?? 0)
  return tensor.type === 'F32' ? tensor.bytes : tensor.bytes + 4 * countOf(tensor)
}

function countOf({ shape }: Pick<Tensor, 'shape'>): number {
  return [...shape].reduce((product, size) => product * size, 1)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
