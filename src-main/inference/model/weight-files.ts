// The files in which a model's weights lie.
// Knows what a graph keeps outside itself, and where a checkpoint lies. Does not know what is in them.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Checkpoint, Tensor } from '../weights/checkpoint.ts'
import type { GraphSource } from './graph-source.ts'

/** Absolute paths: of a graph and, behind it, of what it keeps outside, in the order of the names; or of a checkpoint. */
export async function weightFiles(graph: GraphSource): Promise<readonly string[]> {
  if (graph.kind === 'gguf') return graph.gguf.files.map(({ path }) => path)
  if (graph.kind === 'checkpoint') return checkpointFiles(graph.checkpoint)
  const [folder, name] = [dirname(graph.path), basename(graph.path)]
  const data = (await readdir(folder)).filter(
    (file) => file.startsWith(`${name}_data`) || file.startsWith(`${name}.data`),
  )
  return [graph.path, ...data.sort().map((file) => join(folder, file))]
}

export function checkpointFiles({ tensors }: Pick<Checkpoint, 'tensors'>): readonly string[] {
  return [...new Set([...tensors.values()].map(fileOf))]
}

/** Bytes of them all. */
export async function weightBytes(graph: GraphSource): Promise<number> {
  const sizes = (await weightFiles(graph)).map(async (file) => (await stat(file)).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

function fileOf(tensor: Tensor): string {
  return tensor.kind === 'float' ? tensor.file : tensor.numbers.file
}
